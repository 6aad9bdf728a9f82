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
import { invalid } from './address';
import { searchAgents } from './agent-search';
import { genesysCapabilities, operationOf } from './capabilities';
import type { GenesysClient, MonitoringOrder } from './client';
import type { Directory } from './directory';
import { Hearing } from './hearing';
import { holdingsOf } from './holdings';
import { KnownAgents } from './known-agents';
import { Links, someAway, telephonyAway } from './links';
import { Mine, myDevice } from './mine';
import { interrupted, Notifications, topics, type NotificationsOptions } from './notifications';
import { orderOptions } from './order-options';
import { permissionOf } from './permission';
import * as refusals from './refusals';
import type { Device } from './resources';
import { takeOff } from './stopping';

export interface GenesysDriverOptions {
  username: string;
  place?: string | undefined;
  /** Log in on the telephone of the place, and out again at the end. Without it somebody else (the desktop) has to. */
  startSession: boolean;
  /** Only to see whether it works: a log-in that stands is not touched, somebody may be working with it. */
  trial?: boolean | undefined;
  notifications?: NotificationsOptions | undefined;
}

/** Genesys in our words. Sheet sections 6 and 9 tell what happens on the wire. */
export class GenesysDriver implements PlatformDriver {
  readonly platform = 'genesys';
  readonly capabilities = genesysCapabilities;
  readonly supervisor: string;
  private readonly mine = new Mine();
  private readonly hearing: Hearing;
  private readonly links: Links;
  private readonly agents = new KnownAgents();
  private notifications: Notifications | undefined;
  private tell: (event: DriverEvent) => void = () => undefined;
  private readonly life = new AbortController();
  private loggedIn = false;
  /** Whether the last word was that there is contact. */
  private contact = false;
  /** `Idle` is believed only of a server that was seen to say something else: the field is not documented. */
  private tellsActivity = false;

  constructor(
    private readonly client: GenesysClient,
    private readonly directory: Directory,
    private readonly options: GenesysDriverOptions,
  ) {
    this.supervisor = options.username;
    this.links = new Links(client);
    this.hearing = new Hearing(client, this.mine, this.supervisor, this.life.signal, (event) => {
      this.tell(event);
    });
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
          else this.hearing.message(message);
        },
        up: (gap) => this.recovered(gap),
        down: (error) => {
          this.down(error);
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
    this.up();
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
    const doubtful = this.tellsActivity ? 'no' : 'unlikely';
    const onCall = userActivity === 'Idle' ? doubtful : 'unknown';
    this.agents.remember(entry);
    return { agent: this.agents.refOf(entry.deviceId), onCall };
  }

  async start(order: StartOrder, signal: AbortSignal): Promise<void> {
    const options = orderOptions(order.options);
    const entry = this.agents.get(order.agent.id);
    if (!entry) throw invalid('The agent must be looked up before an order.');
    const device = await this.offering(operationOf[order.mode], signal);
    if (device.id === entry.deviceId) throw invalid('The supervisor cannot supervise himself.');
    this.mine.expect(entry, order.call, options.answer);
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
      throw refusals.refusedStart(error, device);
    }
  }

  async switch(running: Running, mode: Mode, signal: AbortSignal): Promise<void> {
    const { leg } = running;
    if (leg === undefined || mode === 'coach') throw refusals.noWay(`There is no way to "${mode}" on a running call.`);
    const operation = mode === 'listen' ? 'SwitchToListenIn' : 'SwitchToBargeIn';
    const offered = this.mine.legs.get(leg)?.capabilities ?? [];
    if (offered.length > 0 && !offered.includes(operation)) {
      throw refusals.noWay(`Genesys does not offer ${operation} on this call now.`);
    }
    if (mode === 'listen') await this.client.switchToListenIn(leg, signal);
    else await this.client.switchToBargeIn(leg, signal);
  }

  async stop(running: Running, signal: AbortSignal): Promise<void> {
    await takeOff(this.client, this.mine, running, signal);
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
    const user = await this.client.whole(signal);
    this.mine.reset(user);
    return holdingsOf(this.mine, this.supervisor, (deviceId) => this.agents.refOf(deviceId));
  }

  get isSignedIn(): boolean {
    return this.client.session.state === 'in';
  }

  async maySupervise(signal: AbortSignal): Promise<Permission> {
    const user = await this.client.whole(signal);
    return permissionOf(user, myDevice(user.devices ?? [], this.mine.device?.id));
  }

  searchAgents(query: string, signal: AbortSignal): Promise<AgentRef[]> {
    return searchAgents(this.client, query, signal);
  }

  /** Logs in on the telephone where that is wanted and not so already, and learns what is true. */
  private async signIn(signal: AbortSignal): Promise<void> {
    this.mine.reset(await this.client.whole(signal));
    const { device } = this.mine;
    const already = device !== undefined && refusals.isLoggedIn(device);
    const { startSession, trial } = this.options;
    if (!startSession || ((this.loggedIn || trial) && already)) return;
    await this.client.startSession({ place: this.options.place }, signal).catch((thrown: unknown) => {
      const error = asSupervisionError(thrown, 'genesys');
      if (!already || !refusals.isSoAlready(error)) throw refusals.refusedSession(error);
      this.tell({ type: 'notice', message: refusals.goesOn(error, device) });
    });
    // Whoever was there before us (a desktop with the same user) keeps his session, and his call, when we go.
    this.loggedIn ||= !already;
    this.mine.reset(await this.client.whole(signal));
  }

  /** The stream stands again. Contact counts as up when it is known what was missed; where that fails, the stream tries again. */
  private async recovered(gap: boolean): Promise<void> {
    if (gap) {
      if (this.contact) this.down(interrupted());
      this.directory.forget();
      await this.signIn(this.life.signal);
    }
    if (this.links.away) await this.links.look(this.life.signal);
    if (!this.links.away) this.up();
  }

  private up(): void {
    this.contact = true;
    this.tell({ type: 'up' });
  }

  private down(error: SupervisionError): void {
    this.contact = false;
    this.tell({ type: 'down', error });
  }

  /** A link behind Genesys came or went. The shape of the message is not published, so it is taken as a reason to ask. */
  private toldLinks(): void {
    this.links.look(this.life.signal).then(
      (change) => {
        if (change === 'fewer') this.tell({ type: 'notice', message: someAway });
        if (change === 'away' || change === 'back') this.down(telephonyAway());
        if (change === 'back') this.up();
      },
      () => {
        // Not allowed to ask, or the server is away too: the answers to orders will tell.
      },
    );
  }

  /** My device, if it offers the operation now: whoever may not supervise is told why before anything is sent. */
  private async offering(operation: string, signal: AbortSignal): Promise<Device> {
    const { mine } = this;
    if (!mine.device?.capabilities.includes(operation)) mine.reset(await this.client.whole(signal));
    const { device } = mine;
    // A server that lists nothing at all does not tell; it will refuse by itself.
    if (device && (device.capabilities.length === 0 || device.capabilities.includes(operation))) return device;
    throw refusals.notOffered(operation, device);
  }
}
