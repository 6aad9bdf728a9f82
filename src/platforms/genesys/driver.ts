import type {
  AgentRef,
  DriverEvent,
  FoundAgent,
  Holding,
  PlatformDriver,
  Running,
  StartOrder,
} from '../../supervision/driver';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import type { Mode } from '../../supervision/vocabulary';
import { invalid } from './address';
import { genesysCapabilities, modeOfState, operationOf } from './capabilities';
import type { GenesysClient, MonitoringOrder } from './client';
import type { AgentEntry, Directory } from './directory';
import { deviceEvidence, evidenceOf } from './legs';
import { Links, telephonyAway } from './links';
import type { Message } from './messages';
import { Mine } from './mine';
import { Notifications, topics, type NotificationsOptions } from './notifications';
import { orderOptions } from './order-options';
import { isGone, noWay, occupied } from './refusals';
import type { Call, Device } from './resources';

export interface GenesysDriverOptions {
  username: string;
  place?: string | undefined;
  /** Log in on the telephone of the place, and out again at the end. Without it somebody else (the desktop) has to. */
  startSession: boolean;
  notifications?: NotificationsOptions | undefined;
}

/** Genesys in our words. Sheet sections 6 and 9 tell what happens on the wire. */
export class GenesysDriver implements PlatformDriver {
  readonly platform = 'genesys';
  readonly capabilities = genesysCapabilities;
  readonly supervisor: string;
  private readonly mine = new Mine();
  private readonly links: Links;
  private readonly agents = new Map<string, AgentEntry>();
  private notifications: Notifications | undefined;
  private tell: (event: DriverEvent) => void = () => undefined;
  private readonly life = new AbortController();
  private loggedIn = false;
  /** `Idle` is believed only of a server that was seen to say something else: the field is not documented. */
  private tellsActivity = false;
  /** Legs that are to be answered by us when they ring. */
  private answers = false;

  constructor(
    private readonly client: GenesysClient,
    private readonly directory: Directory,
    private readonly options: GenesysDriverOptions,
  ) {
    this.supervisor = options.username;
    this.links = new Links(client);
  }

  listen(listener: (event: DriverEvent) => void): void {
    this.tell = listener;
  }

  /** Stream first, then the session, then a query: no event falls between. */
  async connect(signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.life.signal]);
    this.client.session.reset();
    await this.notifications?.stop(AbortSignal.timeout(0));
    const notifications = new Notifications(
      this.client,
      {
        event: (channel, message) => {
          if (channel === topics.services) this.toldLinks();
          else this.told(message);
        },
        up: (gap) => this.recovered(gap),
        down: (error) => {
          this.tell({ type: 'down', error });
        },
        notice: (message) => {
          this.tell({ type: 'notice', message });
        },
      },
      this.options.notifications,
    );
    this.notifications = notifications;
    try {
      await notifications.start(either);
      await this.signIn(either);
    } catch (thrown) {
      await notifications.stop(AbortSignal.timeout(500));
      throw thrown;
    }
    this.tell({ type: 'up' });
  }

  async disconnect(signal: AbortSignal): Promise<void> {
    this.life.abort();
    try {
      await this.notifications?.stop(signal);
      // Ends the HTTP session too, so it comes last; and only if it was we who logged in.
      if (this.loggedIn) await this.client.endSession(signal);
    } catch {
      // Closing: whatever the platform still answers, nobody is left to act on it. Its own time limits end the session.
    }
    this.client.close();
  }

  async find(agent: string, signal: AbortSignal): Promise<FoundAgent> {
    let found = await this.directory.find(agent, signal);
    if (found.userActivity === undefined) {
      const activity = await this.directory.activity(found.entry, signal);
      found = activity.moved
        ? await this.directory.find(agent, signal)
        : { ...found, userActivity: activity.userActivity };
    }
    const { entry, userActivity } = found;
    if (userActivity !== undefined && userActivity !== 'Idle') this.tellsActivity = true;
    const idle = userActivity === 'Idle' && this.tellsActivity;
    this.remember(entry);
    return { agent: { id: entry.deviceId, label: entry.label }, onCall: idle ? 'no' : 'unknown' };
  }

  async start(order: StartOrder, signal: AbortSignal): Promise<void> {
    const options = orderOptions(order.options);
    const entry = this.agents.get(order.agent.id);
    if (!entry) throw invalid('The agent must be looked up before an order.');
    const device = await this.offering(operationOf[order.mode], signal);
    if (device.id === entry.deviceId) throw invalid('The supervisor cannot supervise himself.');
    this.mine.target = entry;
    this.mine.expecting = true;
    this.answers = options.answer;
    const monitoring: MonitoringOrder = {
      targetDeviceUri: entry.deviceUri,
      scope: options.scope,
      // One call, whatever is asked: the platform's default would follow the agent from call to call for ever.
      mode: 'NextCall',
      ...(options.phoneNumber !== undefined && { phoneNumber: options.phoneNumber }),
    };
    try {
      if (order.mode === 'listen') await this.client.listenIn(device.id, monitoring, signal);
      else if (order.mode === 'coach') await this.client.coach(device.id, monitoring, signal);
      else await this.client.bargeIn(device.id, monitoring, signal);
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'genesys');
      if (error.arrived !== 'maybe') this.mine.expecting = false;
      throw occupied(error);
    }
  }

  async switch(running: Running, mode: Mode, signal: AbortSignal): Promise<void> {
    const { leg } = running;
    if (leg === undefined || mode === 'coach') throw noWay(`There is no way to "${mode}" on a running call.`);
    const operation = mode === 'listen' ? 'SwitchToListenIn' : 'SwitchToBargeIn';
    const offered = this.mine.legs.get(leg)?.capabilities ?? [];
    if (offered.length > 0 && !offered.includes(operation)) {
      throw noWay(`Genesys does not offer ${operation} on this call now.`);
    }
    if (mode === 'listen') await this.client.switchToListenIn(leg, signal);
    else await this.client.switchToBargeIn(leg, signal);
  }

  /**
   * Two levels: the subscription on the device, so that no next call is joined, and my leg, which a cancel is not promised to end.
   * The leg is mine by its address below `/me`; a call that is no proved monitoring leg is never touched.
   */
  async stop(running: Running, signal: AbortSignal): Promise<void> {
    const leg = running.leg ?? [...this.mine.legs.keys()][0];
    const failures: unknown[] = [];
    const device = this.mine.device;
    const monitors = device?.monitoring !== undefined || leg === undefined;
    if (device && monitors) {
      await this.client.cancelMonitoring(device.id, signal).catch((thrown: unknown) => failures.push(thrown));
    }
    if (leg !== undefined && this.mine.legs.has(leg)) {
      await this.client.hangup(leg, signal).then(
        () => {
          // With the leg on its way out, a cancel that came too late for its one call has nothing left to do.
          const [first] = failures;
          if (first instanceof SupervisionError && first.vendorCode === '2') failures.length = 0;
        },
        (thrown: unknown) => {
          if (!isGone(thrown)) failures.push(thrown);
        },
      );
    }
    if (failures.length > 0) throw asSupervisionError(failures[0], 'genesys');
    this.mine.expecting = false;
  }

  watch(): Promise<() => void> {
    return Promise.reject(
      new SupervisionError('mode-unsupported', "Genesys tells a supervisor nothing of an agent's calls.", {
        platform: 'genesys',
        arrived: 'no',
      }),
    );
  }

  async snapshot(signal: AbortSignal): Promise<Holding[]> {
    const user = await this.client.me(signal);
    this.mine.reset(user);
    const { device, legs } = this.mine;
    const supervisor = this.supervisor;
    const held = [...legs.values()].map((call): Holding => {
      const mode = this.mine.modeOf(call);
      const rings = call.state === 'Ringing';
      return {
        supervisor,
        agent: this.refOf(this.mine.agentOf(call) ?? this.mine.target?.deviceId ?? 'unknown'),
        state: rings ? 'ringing' : 'joined',
        ...(mode !== undefined && !rings && { mode }),
        leg: call.id,
        call: call.id,
        evidence: `query of /me: ${evidenceOf(call, rings ? undefined : mode).replace(/^[^:]*: /, '')}`,
      };
    });
    const monitored = device?.monitoring;
    if (held.length > 0 || monitored === undefined) return held;
    const mode = modeOfState(monitored.state);
    const agent = this.refOf(monitored.targetDeviceId ?? this.mine.target?.deviceId ?? 'unknown');
    const evidence = `query of /me: device has ${monitored.state} ${monitored.mode ?? ''} on ${agent.label}, and no call`;
    return [{ supervisor, agent, state: 'armed', ...(mode !== undefined && { mode }), evidence }];
  }

  private remember(entry: AgentEntry): void {
    this.agents.delete(entry.deviceId);
    this.agents.set(entry.deviceId, entry);
    for (const [oldest] of this.agents) {
      if (this.agents.size <= 1_000) break;
      this.agents.delete(oldest);
    }
  }

  private refOf(deviceId: string): AgentRef {
    return { id: deviceId, label: this.agents.get(deviceId)?.label ?? deviceId };
  }

  /** Logs in on the telephone where that is wanted and not so already, and learns what is true. */
  private async signIn(signal: AbortSignal): Promise<void> {
    this.mine.reset(await this.client.me(signal));
    const state = this.mine.device?.userState?.state;
    const out = this.mine.device === undefined || state === undefined || state === 'LoggedOut' || state === 'Logout';
    if (!this.options.startSession || (this.loggedIn && !out)) return;
    await this.client.startSession({ place: this.options.place }, signal);
    this.loggedIn = true;
    this.mine.reset(await this.client.me(signal));
  }

  /** The stream stands again. Contact counts as up when it is known what was missed; where that fails, the stream tries again. */
  private async recovered(gap: boolean): Promise<void> {
    if (gap) {
      const error = new SupervisionError(
        'unreachable',
        'The event stream of Genesys was interrupted; events may be lost.',
        { platform: 'genesys' },
      );
      this.tell({ type: 'down', error });
      this.directory.forget();
      await this.signIn(this.life.signal);
    }
    if (this.links.away) await this.links.look(this.life.signal);
    if (!this.links.away) this.tell({ type: 'up' });
  }

  /** A link behind Genesys came or went. The shape of the message is not published, so it is taken as a reason to ask. */
  private toldLinks(): void {
    this.links.look(this.life.signal).then(
      (change) => {
        if (change === 'same') return;
        this.tell({ type: 'down', error: telephonyAway() });
        if (change === 'back') this.tell({ type: 'up' });
      },
      () => {
        // Not allowed to ask, or the server is away too: the answers to orders will tell.
      },
    );
  }

  /** My device, if it offers the operation now: whoever may not supervise is told why before anything is sent. */
  private async offering(operation: string, signal: AbortSignal): Promise<Device> {
    const { mine } = this;
    if (!mine.device?.capabilities.includes(operation)) mine.reset(await this.client.me(signal));
    const { device } = mine;
    if (!device) {
      const text =
        'The supervisor is not logged in on a telephone. Set a place, or let the connection start the session.';
      throw new SupervisionError('supervisor-wrong-state', text, { platform: 'genesys' });
    }
    if (device.capabilities.includes(operation)) return device;
    const text = `Genesys does not offer ${operation} to this user. Either he has no supervisor role, or he is not logged in on his telephone, or another supervisor is on that device.`;
    throw new SupervisionError('not-permitted', text, { platform: 'genesys' });
  }

  private told(message: Message): void {
    switch (message.type) {
      case 'devices':
        for (const device of message.devices) this.toldDevice(device, message.raw);
        return;
      case 'call':
        this.toldCall(message.call, message.raw);
        return;
      case 'error': {
        const { errorCode, errorMessage } = message;
        const text = `Genesys took the order and then refused it: ${errorMessage ?? 'no reason given'}.`;
        const error = new SupervisionError('already-supervised', text, {
          platform: 'genesys',
          ...(errorCode !== undefined && { vendorCode: errorCode }),
        });
        if (this.mine.legs.size === 0) this.mine.expecting = false;
        this.tell({ type: 'refused', supervisor: this.supervisor, error });
        return;
      }
      case 'other':
        return;
    }
  }

  private toldDevice(device: Device, raw: unknown): void {
    const before = this.mine.device;
    if (!this.mine.takeDevice(device)) return;
    const { monitoring, userState } = device;
    const { supervisor, mine } = this;
    if (before?.monitoring !== undefined && monitoring === undefined && mine.legs.size === 0) mine.expecting = false;
    if (monitoring !== undefined || before?.monitoring !== undefined) {
      const agent = (monitoring ?? before?.monitoring)?.targetDeviceId ?? this.mine.target?.deviceId;
      const mode = modeOfState(monitoring?.state);
      this.tell({
        type: 'arming',
        on: monitoring !== undefined,
        supervisor,
        ...(agent !== undefined && { agent }),
        ...(mode !== undefined && { mode }),
        evidence: deviceEvidence(device),
        raw,
      });
    }
    const state = userState?.state;
    if (state !== undefined && state !== before?.userState?.state) {
      this.tell({ type: 'call', event: 'agent.state', agent: supervisor, detail: state, raw });
    }
  }

  private toldCall(call: Call, raw: unknown): void {
    if (this.mine.isDoubtful(call)) {
      this.verify(call, raw);
      return;
    }
    this.take(call, raw);
  }

  private take(call: Call, raw: unknown): void {
    const seen = this.mine.takeCall(call);
    if (!seen) return;
    const agent = this.mine.agentOf(call) ?? (seen.state === 'left' ? this.mine.target?.deviceId : undefined);
    const whose = {
      supervisor: this.supervisor,
      ...(agent !== undefined && { agent }),
      leg: call.id,
      call: call.id,
      raw,
    };
    if (seen.state === 'left') {
      this.tell({ type: 'leg', state: 'left', ...whose, why: seen.why, evidence: evidenceOf(call, undefined) });
      return;
    }
    const mode = seen.state === 'joined' ? this.mine.modeOf(call) : undefined;
    this.tell({
      type: 'leg',
      state: seen.state,
      ...whose,
      ...(mode !== undefined && { mode }),
      evidence: evidenceOf(call, mode),
    });
    if (seen.state === 'ringing' && this.answers) this.answer(call);
  }

  /** The id of a leg is that of the agent's call: a second leg on one call, and a late event of the first, look the same. Ask. */
  private verify(call: Call, raw: unknown): void {
    const { version } = this.mine;
    const ended = call.state === 'Released';
    this.client.calls(this.life.signal).then(
      (calls) => {
        const now = calls.find(({ id }) => id === call.id);
        if (this.mine.version !== version) {
          // Something was told meanwhile. That it stands will be told by that; an end is asked about anew.
          if (ended) this.toldCall(call, raw);
        } else if (ended) {
          if (!now) this.take(call, raw);
        } else if (now) {
          this.mine.proved(now);
          this.take(now, raw);
        }
      },
      () => {
        // Not proved, so not told; the desk asks by itself when its time is over. Nobody would ask about an end.
        if (ended && !this.life.signal.aborted) this.take(call, raw);
      },
    );
  }

  private answer(call: Call): void {
    this.answers = false;
    this.client.answer(call.id, this.life.signal).catch((thrown: unknown) => {
      if (this.life.signal.aborted) return;
      this.tell({
        type: 'notice',
        message: `The supervisor's leg could not be answered: ${asSupervisionError(thrown, 'genesys').message}`,
      });
    });
  }
}
