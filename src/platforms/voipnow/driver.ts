import type {
  AgentRef,
  DriverEvent,
  FoundAgent,
  Holding,
  Permission,
  PlatformDriver,
  Running,
  StartOrder,
} from '../../supervision/driver';
import { unsent } from '../../net/unsent';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import { Agents } from './agents';
import { keysOf, mayRing, ringsUntil, type Attempt } from './attempt';
import { voipNowCapabilities } from './capabilities';
import type { VoipNowClient } from './client';
import { Contact } from './contact';
import { Hearing, type CallbackSettings } from './hearing';
import { Legs } from './legs';
import { Rounds } from './notifications';
import { refOf } from './naming';
import { orderOptions } from './order-options';
import { invalid, isExtension } from './paths';
import { permissionOf } from './permission';
import { checkPhone, checkSupervisor, pickupSeconds, placeOf, ring } from './starting';
import { speaksIn } from './views';

export interface VoipNowDriverOptions {
  /** The extension to ring where an order names none; empty: every order must. */
  supervisor: string;
  pollMs: number;
  callbacks?: CallbackSettings | undefined;
}

/** An earlier order's ringing that is over so soon is waited for. */
const patienceMs = 2_500;

/** VoipNow in our words: no events of supervision, no mode in any answer, and a phone that rings until somebody picks up. */
export class VoipNowDriver implements PlatformDriver {
  readonly platform = 'voipnow';
  readonly capabilities = voipNowCapabilities;
  readonly supervisor: string;
  private readonly contact: Contact;
  private readonly rounds: Rounds;
  private readonly legs: Legs;
  private readonly agents: Agents;
  private readonly hearing: Hearing | undefined;
  private readonly life = new AbortController();
  private listener: (event: DriverEvent) => void = () => undefined;

  constructor(
    private readonly client: VoipNowClient,
    { supervisor, pollMs, callbacks }: VoipNowDriverOptions,
  ) {
    this.supervisor = supervisor;
    const { chance } = client;
    const life = this.life.signal;
    const tell = (event: DriverEvent): void => {
      this.tell(event);
    };
    this.rounds = new Rounds(chance);
    this.contact = new Contact((signal) => this.probe(signal), chance, life, tell);
    this.legs = new Legs(client, this.contact, this.rounds, { pollMs, chance, life, tell });
    this.agents = new Agents(client, this.contact, this.rounds, { pollMs, life, tell });
    if (callbacks) this.hearing = new Hearing(client, this.legs, this.agents, callbacks, tell);
  }

  listen(listener: (event: DriverEvent) => void): void {
    this.listener = listener;
  }

  async connect(signal: AbortSignal): Promise<void> {
    this.checkOpen();
    this.client.token.reset();
    await this.probe(AbortSignal.any([signal, this.life.signal]));
    this.contact.made();
    this.hearing?.open(this.life.signal);
  }

  async disconnect(signal: AbortSignal): Promise<void> {
    this.life.abort();
    this.rounds.stop();
    await this.hearing?.close(signal);
    // There is nothing to sign out of: a token ends by itself.
    this.client.close();
  }

  async find(agent: string, signal: AbortSignal, supervisor?: string): Promise<FoundAgent> {
    this.checkOpen();
    const extension = agent.trim();
    if (!isExtension(extension)) {
      const text = `"${agent.slice(0, 40)}" is no extension number. VoipNow knows agents by extension, such as 0007*101, as text.`;
      throw new SupervisionError('agent-not-found', text, { platform: 'voipnow', arrived: 'no' });
    }
    const [calls] = await Promise.all([
      this.contact.asking(this.client.allCalls(extension, signal), signal),
      supervisor !== undefined && this.legs.confirmElsewhere(supervisor, extension),
    ]);
    const ref = await refOf(this.client, extension, calls, signal);
    await this.legs.confirm(ref.id, calls);
    const states = calls.map((call) => speaksIn(call, extension));
    const onCall = states.includes('yes') ? 'yes' : states.includes('unknown') ? 'unknown' : 'no';
    // With several calls the order has to say which; the start chooses where there is no doubt.
    const [only, ...more] = calls.filter((_call, index) => states[index] !== 'no');
    return { agent: ref, onCall, ...(only && more.length === 0 && { call: only.id }) };
  }

  async start(order: StartOrder, signal: AbortSignal): Promise<void> {
    this.checkOpen();
    const options = orderOptions(order.options);
    checkSupervisor(order);
    const supervisors = [order.supervisor, this.supervisor, ...this.legs.supervisors()].filter((each) => each !== '');
    const [place] = await unsent(
      Promise.all([
        this.contact.asking(placeOf(this.client, order, options, supervisors, signal), signal),
        checkPhone(this.client, order.supervisor, signal),
      ]),
    );
    const { call, view } = place;
    const { supervisor, agent, mode, confirmBy } = order;
    const { chance } = this.client;
    await this.ringFree(order, call.id, signal);
    const sentAt = chance.now();
    const seconds = pickupSeconds(options.waitForPickup, confirmBy, sentAt);
    const attempt: Attempt = {
      supervisor,
      agent,
      mode,
      address: { extension: agent.id, call: call.id },
      target: view.id,
      before: keysOf(call),
      sentAt,
      waitMs: seconds * 1_000,
      confirmBy,
    };
    this.legs.begin(attempt);
    try {
      await this.contact.ordering(ring(this.client, order, place, options, seconds, signal), signal);
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'voipnow');
      if (error.arrived === 'maybe') this.legs.follow({ ...attempt, doubt: error });
      else this.legs.drop(attempt);
      throw error;
    }
    this.legs.follow(attempt);
  }

  switch(): Promise<void> {
    return Promise.reject(
      new SupervisionError('transition-not-allowed', 'VoipNow has no action that changes the mode of a running call.', {
        platform: 'voipnow',
        arrived: 'no',
      }),
    );
  }

  async stop(running: Running, signal: AbortSignal): Promise<void> {
    this.checkOpen();
    await this.contact.ordering(this.legs.stop(running, signal), signal);
  }

  async watch(agent: AgentRef, signal: AbortSignal): Promise<() => void> {
    this.checkOpen();
    return this.agents.watch(agent.id, signal);
  }

  async snapshot(signal: AbortSignal): Promise<Holding[]> {
    this.checkOpen();
    return this.contact.asking(this.legs.snapshot(signal), signal);
  }

  get isSignedIn(): boolean {
    return this.client.token.isHeld;
  }

  maySupervise(signal: AbortSignal): Promise<Permission> {
    return permissionOf(this.client, this.supervisor, signal);
  }

  private checkOpen(): void {
    if (!this.life.signal.aborted) return;
    throw new SupervisionError('unreachable', 'The connection is closed.', { platform: 'voipnow', arrived: 'no' });
  }

  private tell(event: DriverEvent): void {
    if (event.type === 'down') this.rounds.pause();
    this.listener(event);
    if (event.type === 'up') this.rounds.resume();
  }

  /** The cheapest question that proves the App and the user id, and with it that the supervisor's phone is one. */
  private async probe(signal: AbortSignal): Promise<void> {
    if (this.supervisor !== '') {
      try {
        await this.client.presence(this.supervisor, signal);
        return;
      } catch (thrown) {
        const error = asSupervisionError(thrown, 'voipnow');
        if (error.vendorCode === 'extension_invalid') {
          throw invalid(
            `VoipNow knows no extension ${this.supervisor} for the user of this connection. Check the supervisor's extension and the user id.`,
          );
        }
        const refusedHere = error.arrived === 'yes' && error.httpStatus !== undefined;
        if (!refusedHere) throw error;
        // No presence on this server, or not for this App: it can do without, and so can we. The calls decide.
      }
    }
    try {
      await this.client.calls('@self', { count: 1 }, signal);
    } catch (thrown) {
      // "All extensions" may not be allowed. Who is told so has been let in.
      if (asSupervisionError(thrown, 'voipnow').vendorCode !== 'extension_invalid') throw thrown;
    }
  }

  /**
   * A phone that rings for an earlier order cannot be told from one that rings for this: who picks up would be taken to be in
   * the mode of this one.
   */
  private async ringFree({ supervisor, mode }: StartOrder, call: string, signal: AbortSignal): Promise<void> {
    const earlier = this.legs.of(supervisor);
    const now = this.client.chance.now();
    if (earlier?.leg?.state === 'joined') {
      const text = `${supervisor} is already on call ${earlier.address.call} of ${earlier.agent.label}.`;
      throw new SupervisionError('already-supervised', text, { platform: 'voipnow', arrived: 'no' });
    }
    if (!earlier || !mayRing(earlier, now)) return;
    if (earlier.mode === mode && earlier.address.call === call) return;
    const ms = ringsUntil(earlier) - now;
    if (ms <= patienceMs) {
      await this.client.chance.sleep(ms, signal).catch(() => undefined);
      return;
    }
    const text = `The phone ${supervisor} may still ring for an earlier order, and VoipNow cannot stop it. Try again in ${Math.ceil(ms / 1_000)} s.`;
    throw new SupervisionError('supervisor-wrong-state', text, { platform: 'voipnow', arrived: 'no', retryable: true });
  }
}
