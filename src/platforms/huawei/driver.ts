import { orAborted } from '../../net/aborted';
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
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import type { Mode } from '../../supervision/vocabulary';
import { AgentSearch } from './agent-search';
import { huaweiCapabilities } from './capabilities';
import type { HuaweiClient } from './client';
import { hear } from './hearing';
import { Looking } from './looking';
import { Notifications, type NotificationsOptions } from './notifications';
import { Own } from './own';
import { invalid, isWorkNumber } from './paths';
import { permissionOf } from './permission';
import { Preparing } from './preparing';
import { isSessionLost, isUnanswerable } from './retcodes';
import { Supervising } from './supervising';
import { isOf, type AgentEvent, type SignedIn } from './wire';

export interface HuaweiDriverOptions {
  /** Take over an agent who is signed in already, when the connection is made. Never later. */
  force: boolean;
  releasePhone: boolean;
  setIdle: boolean;
  lookMs: number;
  notifications?: NotificationsOptions | undefined;
}

/** Huawei AICC in our words: an inspector whose phone rings, and who is then on an agent, with or without a call. */
export class HuaweiDriver implements PlatformDriver {
  readonly platform = 'huawei';
  readonly capabilities = huaweiCapabilities;
  readonly supervisor: string;
  private readonly own: Own;
  private readonly looking: Looking;
  private readonly supervising: Supervising;
  private readonly search: AgentSearch;
  private readonly life = new AbortController();
  private notifications: Notifications | undefined;
  private isUp = false;
  private listener: (event: DriverEvent) => void = () => undefined;

  constructor(
    private readonly client: HuaweiClient,
    private readonly options: HuaweiDriverOptions,
  ) {
    const { chance, session } = client;
    const { lookMs, setIdle, releasePhone } = options;
    const life = this.life.signal;
    this.supervisor = session.agentId;
    this.search = new AgentSearch(client);
    const tell = (event: DriverEvent): void => {
      this.tell(event);
    };
    const notice = (message: string): void => {
      this.tell({ type: 'notice', message });
    };
    this.own = new Own(chance);
    this.looking = new Looking(client, { lookMs, chance, life, tell, notice });
    const preparing = new Preparing(client, this.own, { setIdle, life, notice });
    const { own, looking, supervisor } = this;
    this.supervising = new Supervising(client, own, preparing, looking, { supervisor, releasePhone, tell });
  }

  listen(listener: (event: DriverEvent) => void): void {
    this.listener = listener;
  }

  async connect(signal: AbortSignal): Promise<void> {
    this.checkOpen();
    await this.notifications?.stop();
    const notifications = new Notifications(
      this.client,
      {
        event: (event) => {
          this.heard(event);
        },
        up: () => {
          this.recovered();
        },
        down: (error) => {
          if (isSessionLost(error)) this.supervising.doubt();
          this.tell({ type: 'down', error });
        },
        signedIn: (told) => {
          this.signedIn(told);
        },
        notice: (message) => {
          this.tell({ type: 'notice', message });
        },
      },
      this.options.notifications,
    );
    this.notifications = notifications;
    await notifications.start(this.options.force, AbortSignal.any([signal, this.life.signal]));
    this.tell({ type: 'up' });
  }

  async disconnect(signal: AbortSignal): Promise<void> {
    this.life.abort();
    this.looking.stop();
    const leave = async (): Promise<void> => {
      await this.notifications?.stop();
      // A forced sign-out ends whatever call he is on; one of his own is nobody's to end.
      await this.client.session.signOut(!this.own.hasCall, signal);
    };
    try {
      await orAborted(leave(), signal);
    } catch {
      // Closing: whatever the gateway still answers, nobody is left to act on it. Without a poll it signs him out by itself.
    }
    this.client.close();
  }

  async find(agent: string, signal: AbortSignal): Promise<FoundAgent> {
    this.checkOpen();
    const workNo = agent.trim();
    if (!isWorkNumber(workNo)) {
      const text = `"${agent.slice(0, 40)}" is no work number. Huawei knows agents by a number of six digits at most, such as 6001.`;
      throw new SupervisionError('agent-not-found', text, { platform: 'huawei', arrived: 'no' });
    }
    try {
      const { info, call } = await this.looking.look(workNo, signal, true);
      const { name } = info;
      const ref: AgentRef = { id: workNo, label: name ?? workNo, ...(name !== undefined && { names: [name] }) };
      return { agent: ref, onCall: call.on, ...(call.call !== undefined && { call: call.call }) };
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'huawei');
      if (!isUnanswerable(error)) throw error;
      // Throttled, or not offered there. The order itself needs no more than the number.
      return { agent: { id: workNo, label: workNo }, onCall: 'unknown' };
    }
  }

  async start(order: StartOrder, signal: AbortSignal): Promise<void> {
    this.checkOpen();
    if (order.agent.id === this.supervisor) throw invalid('The inspector cannot supervise himself.');
    await this.supervising.start(order, signal);
  }

  async switch(running: Running, mode: Mode, signal: AbortSignal): Promise<void> {
    this.checkOpen();
    await this.supervising.switch(running, mode, signal);
  }

  async stop(running: Running, signal: AbortSignal): Promise<void> {
    this.checkOpen();
    await this.supervising.stop(running, signal);
  }

  async watch(agent: AgentRef, signal: AbortSignal): Promise<() => void> {
    this.checkOpen();
    await this.looking.look(agent.id, signal);
    return this.looking.begin(agent.id);
  }

  async snapshot(signal: AbortSignal): Promise<Holding[]> {
    this.checkOpen();
    return this.supervising.snapshot(signal);
  }

  get isSignedIn(): boolean {
    return this.client.session.guid !== undefined;
  }

  async maySupervise(signal: AbortSignal): Promise<Permission> {
    this.checkOpen();
    return permissionOf(this.client, signal);
  }

  async searchAgents(query: string, signal: AbortSignal): Promise<AgentRef[]> {
    this.checkOpen();
    return this.search.search(query, signal);
  }

  private heard(event: AgentEvent): void {
    const isOwn = isOf(event, this.supervisor);
    if (isOwn) this.own.heard(event);
    if (isOwn || event.type === 'AgentOther_BeQcStop') this.supervising.heard(event);
    for (const told of hear(event, this.supervisor)) this.tell(told);
  }

  private recovered(): void {
    if (this.isUp) {
      const text = 'The event stream of the gateway was interrupted; events may be lost.';
      this.tell({ type: 'down', error: new SupervisionError('unreachable', text, { platform: 'huawei' }) });
    }
    // What was told last may not hold any more.
    this.own.take('unknown');
    this.tell({ type: 'up' });
  }

  private signedIn({ isForceChange, mediatype }: SignedIn): void {
    const say = (message: string): void => {
      this.tell({ type: 'notice', message });
    };
    if (isForceChange) say("The inspector's password must be changed; until then he cannot be on a call.");
    if (mediatype?.startsWith('F')) say('The inspector is signed in without voice, so he cannot supervise calls.');
  }

  private tell(event: DriverEvent): void {
    if (event.type === 'up' || event.type === 'down') {
      this.isUp = event.type === 'up';
      if (this.isUp) this.looking.resume();
      else this.looking.pause();
    }
    this.listener(event);
    if (event.type === 'call' && event.event === 'call.answered' && event.agent !== undefined) {
      this.supervising.callCame(event.agent, event.call, event.raw);
    }
  }

  private checkOpen(): void {
    if (!this.life.signal.aborted) return;
    throw new SupervisionError('unreachable', 'The connection is closed.', { platform: 'huawei', arrived: 'no' });
  }
}
