import type { EndedBy } from '../../supervision/vocabulary';
import { isMonitoringLeg, modeOfLeg, names, type Target } from './legs';
import type { Call, Device, User } from './resources';

export type Seen =
  { state: 'ringing' | 'joined'; call: Call } | { state: 'left'; call: Call; why: EndedBy } | undefined;

/** How many legs that are over are remembered, to know an old event when it comes again. */
const overKept = 50;

/**
 * What is known of the supervisor's own side: his device, what it monitors, and his legs. Fed by every notification and every
 * query; says what a call means.
 */
export class Mine {
  user: User | undefined;
  device: Device | undefined;
  /** Whom the last order was about. Known before it is sent: its events may overtake its answer. */
  target: Target | undefined;
  /** An order is under way or holds: a call that names the target is its leg. Afterwards it is just a call with that agent. */
  expecting = false;
  /** How the last order called the call to join, if it named one. */
  private called: string | undefined;
  /** The next leg that rings is to be answered by us. */
  answers = false;
  readonly legs = new Map<string, Call>();
  private readonly over = new Set<string>();
  /** Legs that have the id of one that is over. */
  private readonly again = new Set<string>();
  /** The supervisor's own calls: those he had before an order, and those he dials. Also with the very agent, they are no legs. */
  private readonly own = new Set<string>();
  private count = 0;

  /** Grows with everything that is learned of legs. */
  get version(): number {
    return this.count;
  }

  /** An order goes out. */
  expect(target: Target, call: string | undefined, answers: boolean): void {
    this.target = target;
    this.called = call;
    this.answers = answers;
    this.expecting = true;
  }

  /**
   * The call of a leg, in the word of the order where that is one of its names: a flow may know it by its UUID or its connection id,
   * and which of the two is the id differs between servers.
   */
  callOf({ id, callUuid, connId }: Call): string {
    const { called } = this;
    const named =
      called !== undefined && [id, callUuid, connId].some((name) => name !== undefined && isSame(name, called));
    return named ? called : id;
  }

  /** The agent's device: what the platform says it monitors, else whom we asked for if the leg names him. */
  agentOf(call: Call): string | undefined {
    const monitored = this.device?.monitoring?.targetDeviceId;
    if (monitored !== undefined) return this.named(monitored);
    const { target } = this;
    return target && (call.participants.length === 0 || names(call, target)) ? target.deviceId : undefined;
  }

  /** A device by the name that we know it by: the id in an address may differ in upper and lower case. */
  named(deviceId: string): string {
    const { target } = this;
    return target !== undefined && isSame(target.deviceId, deviceId) ? target.deviceId : deviceId;
  }

  /** The whole truth, from a query. */
  reset(user: User): void {
    this.user = user;
    this.device = myDevice(user.devices ?? [], this.device?.id);
    const before = [...this.legs.keys()];
    this.legs.clear();
    this.count++;
    const calls = (user.calls ?? []).filter((call) => call.state !== 'Released' && this.isMine(call));
    for (const id of this.own) if (!calls.some((call) => call.id === id)) this.own.delete(id);
    for (const call of calls) {
      if (this.isLeg(call)) this.legs.set(call.id, call);
      else this.keepOwn(call);
    }
    for (const id of before) if (!this.legs.has(id)) this.ended(id);
  }

  takeDevice(device: Device): boolean {
    if (this.device !== undefined && !isSame(device.id, this.device.id)) return false;
    this.device = device;
    return true;
  }

  /**
   * A leg of this id was seen to end, and now something says that it stands: an old event told again, or a new leg on the same
   * call. Or the second leg of this id stands, and something says that it ended: that may be the old end, told again.
   */
  isDoubtful(call: Call): boolean {
    const stands = this.legs.has(call.id);
    if (call.state === 'Released') return stands && this.again.has(call.id);
    // A telephone that rings while a leg is expected is a new one.
    const fresh = call.state === 'Ringing' && this.expecting;
    return !stands && !fresh && this.over.has(call.id) && this.isLeg(call);
  }

  /** A query proved this leg, whatever events said before. */
  proved(call: Call): void {
    this.count++;
    if (this.over.delete(call.id)) this.again.add(call.id);
    this.legs.set(call.id, call);
  }

  takeCall(call: Call): Seen {
    if (!this.isMine(call)) return undefined;
    const known = this.legs.get(call.id);
    if (call.state === 'Released') {
      this.own.delete(call.id);
      if (!known) return undefined;
      this.count++;
      this.ended(call.id);
      this.expecting = false;
      return { state: 'left', call, why: this.whyLeft(known) };
    }
    if (!known && !this.isLeg(call)) {
      this.keepOwn(call);
      return undefined;
    }
    this.count++;
    this.legs.set(call.id, call);
    if (this.over.delete(call.id)) this.again.add(call.id);
    return { state: call.state === 'Ringing' ? 'ringing' : 'joined', call };
  }

  modeOf(call: Call): ReturnType<typeof modeOfLeg> {
    return modeOfLeg(call, this.device?.monitoring);
  }

  private isLeg(call: Call): boolean {
    const expected = this.expecting && !this.own.has(call.id) ? this.target : undefined;
    // What the supervisor dials himself is his own business.
    return call.state !== 'Dialing' && isMonitoringLeg(call, expected);
  }

  private ended(id: string): void {
    this.legs.delete(id);
    this.again.delete(id);
    this.over.add(id);
    if (this.over.size > overKept) for (const oldest of [...this.over].slice(0, -overKept)) this.over.delete(oldest);
  }

  /** While a leg is expected, a call that does not look like one yet may still turn out to be it. */
  private keepOwn(call: Call): void {
    if (!this.expecting || call.state === 'Dialing') this.own.add(call.id);
  }

  /** v2 does not say why a leg ended. Only if the agent had gone before is there anything to tell. */
  private whyLeft(last: Call): EndedBy {
    const { target } = this;
    return target?.phoneNumber !== undefined && last.participants.length > 0 && !names(last, target)
      ? 'agent'
      : 'unknown';
  }

  private isMine(call: Call): boolean {
    return call.deviceId === undefined || this.device === undefined || isSame(call.deviceId, this.device.id);
  }
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The device to supervise from: the one used so far, else one that may monitor, else an active one, else the first. */
export function myDevice(devices: readonly Device[], before: string | undefined): Device | undefined {
  return (
    devices.find(({ id }) => id === before) ??
    devices.find(({ capabilities }) => capabilities.includes('ListenIn') || capabilities.includes('BargeIn')) ??
    devices.find(({ deviceState }) => deviceState === 'Active') ??
    devices[0]
  );
}
