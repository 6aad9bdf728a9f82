import type {
  AgentRef,
  Capabilities,
  DriverEvent,
  FoundAgent,
  Holding,
  PlatformDriver,
  Running,
  StartOrder,
} from '../../src/supervision/driver';
import { SupervisionError } from '../../src/supervision/errors';
import type { EndedBy, Mode } from '../../src/supervision/vocabulary';

/** A platform that does just what the test tells it. */
export class FakeDriver implements PlatformDriver {
  readonly platform = 'genesys';
  readonly supervisor = 'sup.one';
  capabilities: Capabilities = {
    modes: ['listen', 'coach', 'barge'],
    switches: {
      listen: { barge: 'in-place', coach: 'restart' },
      barge: { listen: 'in-place' },
      coach: { barge: 'in-place' },
    },
    arming: 'native',
    confirmSeconds: 5,
    supervisor: 'connection',
    legs: 'call',
    lists: { agents: true, calls: false },
    watches: { agents: true },
  };
  /** Everything that was asked, in order. */
  readonly asked: string[] = [];
  readonly starts: StartOrder[] = [];
  readonly stops: Running[] = [];
  /** Whose leg and arming the next events and holdings are. */
  speaksOf = 'sup.one';
  /** What the agents are called besides. */
  names: string[] | undefined;
  onCall: FoundAgent['onCall'] = 'yes';
  call: string | undefined = 'c1';
  holdings: Holding[] = [];
  /** What the next call of a method fails with. */
  readonly fails: Partial<
    Record<'connect' | 'find' | 'start' | 'switch' | 'stop' | 'watch' | 'snapshot', SupervisionError>
  > = {};
  /** Methods that do not answer until released. */
  readonly held = new Map<string, Promise<void>>();
  disconnected = false;
  /** With which the last agent was looked up. */
  signal: AbortSignal | undefined;
  private tell: (event: DriverEvent) => void = () => undefined;

  listen(listener: (event: DriverEvent) => void): void {
    this.tell = listener;
  }

  connect(): Promise<void> {
    return this.ask('connect', '');
  }

  disconnect(): Promise<void> {
    this.disconnected = true;
    return Promise.resolve();
  }

  async find(agent: string, signal?: AbortSignal): Promise<FoundAgent> {
    this.signal = signal;
    await this.ask('find', agent);
    return {
      agent: { id: `id-${agent}`, label: agent, ...(this.names && { names: this.names }) },
      onCall: this.onCall,
      ...(this.call !== undefined && { call: this.call }),
    };
  }

  async start(order: StartOrder): Promise<void> {
    this.starts.push(order);
    await this.ask('start', `${order.mode} ${order.agent.label}${order.arm ? ' arm' : ''}`);
  }

  switch(_running: Running, mode: Mode): Promise<void> {
    return this.ask('switch', mode);
  }

  stop(running: Running): Promise<void> {
    this.stops.push(running);
    return this.ask('stop', running.agent.label);
  }

  async watch(agent: AgentRef): Promise<() => void> {
    await this.ask('watch', agent.label);
    return () => {
      this.asked.push(`unwatch ${agent.label}`);
    };
  }

  async snapshot(): Promise<Holding[]> {
    await this.ask('snapshot', '');
    return this.holdings;
  }

  /** The next calls of this method do not answer until what is returned is called. */
  hold(method: keyof FakeDriver['fails']): () => void {
    let release: () => void = () => undefined;
    this.held.set(method, new Promise((resolve) => (release = resolve)));
    return () => {
      this.held.delete(method);
      release();
    };
  }

  /** What only this platform would say. */
  says(event: DriverEvent): void {
    this.tell(event);
  }

  up(): void {
    this.tell({ type: 'up' });
  }

  down(why = 'The platform is gone.'): void {
    this.tell({ type: 'down', error: new SupervisionError('unreachable', why, { arrived: 'no' }) });
  }

  ringing(agent = 'a1', call = 'c1'): void {
    this.tell({
      type: 'leg',
      state: 'ringing',
      supervisor: this.speaksOf,
      agent: `id-${agent}`,
      leg: `leg-${call}`,
      call,
      evidence: 'rings',
      raw: null,
    });
  }

  /** @param call empty: the leg stands, and there is no call */
  joined(mode: Mode | undefined, agent = 'a1', call = 'c1'): void {
    this.tell({
      type: 'leg',
      state: 'joined',
      supervisor: this.speaksOf,
      agent: `id-${agent}`,
      ...(mode && { mode }),
      leg: `leg-${call}`,
      ...(call && { call }),
      evidence: `joined ${mode ?? '?'}`,
      raw: null,
    });
  }

  left(why: EndedBy = 'agent', agent = 'a1', call = 'c1'): void {
    this.tell({
      type: 'leg',
      state: 'left',
      supervisor: this.speaksOf,
      agent: `id-${agent}`,
      leg: `leg-${call}`,
      call,
      why,
      evidence: 'left',
      raw: null,
    });
  }

  arming(on: boolean, agent = 'a1'): void {
    this.tell({
      type: 'arming',
      on,
      supervisor: this.speaksOf,
      agent: `id-${agent}`,
      evidence: on ? 'armed' : 'disarmed',
      raw: null,
    });
  }

  /** @param mode in which he is on the call all the same, and is to stay */
  refuseLater(error: SupervisionError, mode?: Mode): void {
    const stays = mode && { stays: { mode, evidence: `stays: ${mode}` } };
    this.tell({ type: 'refused', supervisor: this.speaksOf, error, ...stays });
  }

  doubt(error: SupervisionError): void {
    this.tell({ type: 'refused', supervisor: 'sup.one', error, isDoubt: true });
  }

  refusedStop(error: SupervisionError): void {
    this.tell({ type: 'refused', supervisor: 'sup.one', error, ofStop: true });
  }

  answered(agent = 'a1', call = 'c2'): void {
    this.tell({ type: 'call', event: 'call.answered', agent: `id-${agent}`, call, raw: null });
  }

  hungUp(agent = 'a1', call?: string): void {
    this.tell({ type: 'call', event: 'call.ended', agent: `id-${agent}`, ...(call && { call }), raw: null });
  }

  holding(state: Holding['state'], mode?: Mode, agent = 'a1', call = 'c1'): Holding {
    return {
      supervisor: this.speaksOf,
      agent: { id: `id-${agent}`, label: agent },
      state,
      ...(mode && { mode }),
      ...(state !== 'armed' && { leg: `leg-${call}`, call }),
      evidence: `query: ${state}`,
    };
  }

  private async ask(method: keyof FakeDriver['fails'], what: string): Promise<void> {
    this.asked.push(what ? `${method} ${what}` : method);
    await this.held.get(method);
    const failure = this.fails[method];
    if (failure) {
      Reflect.deleteProperty(this.fails, method);
      throw failure;
    }
  }
}
