import { Centre } from './centre/centre';
import { ManualClock, realClock, type Clock } from './centre/clock';
import { startAutoplay, type Alert, type AutoplayOptions } from './autoplay';
import { commonFaults } from './common-faults';
import { startControl, type ControlFace } from './control';
import { Faults } from './faults';
import { startFinesse, type FinesseFace, type FinesseOptions } from './finesse/face';
import { finesseFaults } from './finesse/faults';
import { startGenesys, type GenesysFace, type GenesysOptions } from './genesys/face';
import { genesysFaults } from './genesys/faults';
import { startHuawei, type HuaweiFace, type HuaweiOptions } from './huawei/face';
import { huaweiFaults } from './huawei/faults';
import { Journal } from './journal';
import { wirePhones } from './phones';
import { startVoipNow, type VoipNowFace, type VoipNowOptions } from './voipnow/face';
import { voipnowFaults } from './voipnow/faults';

export { Centre } from './centre/centre';
export { CentreError, type CentreEvent } from './centre/model';
export { ManualClock, realClock, type Clock } from './centre/clock';
export { agentPassword, supervisorPassword } from './centre/cast';
export type { CallView, PersonView } from './centre/views';
export { FaultError, Faults } from './faults';
export { Journal } from './journal';
export type { Alert } from './autoplay';
export type { FinesseFace } from './finesse/face';
export type { GenesysFace } from './genesys/face';
export type { HuaweiFace, QcView } from './huawei/face';
export type { VoipNowFace } from './voipnow/face';
export { voipnowApp } from './voipnow/tokens';

export interface SimulatorOptions {
  /** Same seed, same ids, customers and autoplay. Default `1`. */
  seed?: string;
  /** Number of agents. Default: the five named ones. */
  agents?: number;
  /** Default: the real one. */
  clock?: Clock;
  /** Which faces run; a face that is left out is off. Port 0 = any free one. */
  genesys?: GenesysOptions;
  voipnow?: VoipNowOptions;
  huawei?: HuaweiOptions;
  finesse?: FinesseOptions;
  /** Port of the control API; left out = none. */
  controlPort?: number;
  /** Faults from the start, as text: `csrf`, `rest-slow=300@ListenIn`. */
  faults?: readonly string[];
  autoplay?: boolean | AutoplayOptions;
  /** Receives the alerts: of autoplay, and of moods that are set by hand. */
  onAlert?: (alert: Alert) => void;
}

export interface Simulator {
  readonly centre: Centre;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly genesys: GenesysFace | undefined;
  readonly voipnow: VoipNowFace | undefined;
  readonly huawei: HuaweiFace | undefined;
  readonly finesse: FinesseFace | undefined;
  readonly control: ControlFace | undefined;
  /** No calls, no supervision, no faults, an empty journal. Sign-ins stay. */
  reset: () => void;
  /** Frees the ports and every handle. */
  close: () => Promise<void>;
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = options.clock ?? realClock();
  const seed = options.seed ?? '1';
  const centre = new Centre({ clock, seed, ...(options.agents !== undefined && { agents: options.agents }) });
  const faults = new Faults([...commonFaults, ...genesysFaults, ...voipnowFaults, ...huaweiFaults, ...finesseFaults]);
  const journal = new Journal(clock);
  const closers: (() => void | Promise<void>)[] = [wirePhones(centre, faults)];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  const start = async <F extends { close: () => Promise<void> }>(
    face: Promise<F> | undefined,
  ): Promise<F | undefined> => {
    const started = await face;
    if (started) closers.push(started.close);
    return started;
  };
  try {
    for (const fault of options.faults ?? []) faults.set(fault);
    // All at once: whoever connects to one of them should not have to wait for the others.
    const faces = [
      start(options.genesys && startGenesys(centre, faults, journal, options.genesys)),
      start(options.voipnow && startVoipNow(centre, faults, journal, options.voipnow)),
      start(options.huawei && startHuawei(centre, faults, journal, options.huawei)),
      start(options.finesse && startFinesse(centre, faults, journal, options.finesse)),
    ] as const;
    // When one of them fails, the others are to be closed, so they are waited for.
    await Promise.allSettled(faces);
    const [genesys, voipnow, huawei, finesse] = await Promise.all(faces);
    const reset = (): void => {
      faults.clear();
      huawei?.reset();
      centre.reset();
      journal.clear();
    };
    const world = { centre, clock, faults, journal, genesys, voipnow, huawei, finesse, reset };
    const control = options.controlPort === undefined ? undefined : await startControl(world, options.controlPort);
    if (control !== undefined) closers.push(control.close);
    closers.push(startAutoplay(centre, seed, options.autoplay ?? false, options.onAlert));
    return { ...world, control, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

export const isManual = (clock: Clock): clock is ManualClock => clock instanceof ManualClock;
