import type { Chance } from '../../net/exchange';
import type { DriverEvent, Holding, Running } from '../../supervision/driver';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import { holdingOf, isOverdue, left, observe, rings, rungOut, settled, type Attempt, type Observed } from './attempt';
import type { VoipNowClient } from './client';
import type { Contact } from './contact';
import type { Rounds } from './notifications';
import { sameNumber } from './numbers';
import type { PhoneCall } from './resources';
import { takeOff } from './stopping';
import { isOn, legIn } from './views';

/** How often at most presence is asked whether the supervisor's phone rings. */
const presenceAsks = 6;
/** So long after an order that may have failed a phone that does not ring will not ring any more. */
const quietMs = 3_000;
/** How long after the order it is looked at twice as often. */
const briskMs = 10_000;

interface Entry {
  attempt: Attempt;
  /** Grows with every change: what was asked before it is stale. */
  version: number;
  presenceLeft: number;
}

export interface LegsOptions {
  pollMs: number;
  chance: Chance;
  /** Ends with the connection. */
  life: AbortSignal;
  tell: (event: DriverEvent) => void;
}

/** The supervisors that were rung, one attempt each, and what becomes of their legs. */
export class Legs {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly client: VoipNowClient,
    private readonly contact: Contact,
    private readonly rounds: Rounds,
    private readonly options: LegsOptions,
  ) {}

  /** The attempt of this phone, whichever form of its number is used. */
  of(supervisor: string): Attempt | undefined {
    return this.entryOf(supervisor)?.attempt;
  }

  supervisors(): string[] {
    return [...this.entries.values()].map(({ attempt }) => attempt.supervisor);
  }

  /** Before the order goes out: what hints at its leg may overtake its answer. */
  begin(attempt: Attempt): void {
    const before = this.entryOf(attempt.supervisor);
    if (before) this.forget(before);
    this.entries.set(attempt.supervisor, { attempt, version: 0, presenceLeft: presenceAsks });
  }

  /** The order has gone out, whatever its answer was: look what comes of it. */
  follow({ supervisor, doubt }: Attempt): void {
    const entry = this.entries.get(supervisor);
    if (!entry) return;
    if (doubt) this.change(entry, { ...entry.attempt, doubt });
    this.rounds.add(keyOf(supervisor), () => this.look(entry), this.options.pollMs / 2);
  }

  /** The order was refused. */
  drop({ supervisor }: Attempt): void {
    const entry = this.entries.get(supervisor);
    if (entry) this.forget(entry);
  }

  /** Before an order is weighed against what runs: who is not seen on these calls of the agent is looked for at once. */
  async confirm(agent: string, calls: readonly PhoneCall[]): Promise<void> {
    const doubtful = [...this.entries.values()].filter(({ attempt }) => {
      if (attempt.leg?.state !== 'joined' || attempt.agent.id !== agent) return false;
      const call = calls.find(({ id }) => id === attempt.address.call);
      return !call || !legIn(call, attempt.supervisor, attempt.before);
    });
    await Promise.all(doubtful.map((entry) => this.look(entry)));
  }

  /** The same for the supervisor's leg on a call of somebody else: the end of it may not have been seen yet. */
  async confirmElsewhere(supervisor: string, agent: string): Promise<void> {
    const entry = this.entries.get(supervisor);
    if (entry?.attempt.leg?.state === 'joined' && !sameNumber(entry.attempt.agent.id, agent)) await this.look(entry);
  }

  /** Something is said to have happened at this extension. */
  hint(extension: string): void {
    for (const { attempt } of this.entries.values()) {
      const concerned = [attempt.supervisor, attempt.address.extension].some((each) => sameNumber(each, extension));
      if (concerned) this.rounds.hint(keyOf(attempt.supervisor));
    }
  }

  /** The supervisor's phone is said to ring. Ringing proves nothing, so this much is believed. */
  saidToRing(extension: string): void {
    const entry = this.entryOf(extension);
    if (entry) this.apply(entry, rings(entry.attempt, `call event: dial-in at ${extension}`, null));
  }

  async snapshot(signal: AbortSignal): Promise<Holding[]> {
    const held = await Promise.all(
      [...this.entries.values()].map(async (entry) => {
        const { attempt, version } = entry;
        const call = await this.client.call(attempt.address, signal);
        const holding = holdingOf(attempt, call);
        if (!holding && entry.version === version) this.missed(entry, call);
        return holding ?? [];
      }),
    );
    return held.flat();
  }

  /** Takes off the leg of this supervision, never anything else. */
  async stop(running: Running, signal: AbortSignal): Promise<void> {
    const entry = this.entryOf(running.supervisor);
    // Its leg was told to be gone, or never came: there is nothing to take off.
    if (entry?.attempt.agent.id !== running.agent.id) return;
    const { attempt } = entry;
    const call = await this.client.call(attempt.address, signal);
    const leg = call && legIn(call, attempt.supervisor, attempt.before);
    if (!leg) {
      this.nothingToTakeOff(entry, call);
      return;
    }
    try {
      const after = await takeOff(this.client, this.options.chance, attempt, call, leg, signal);
      if (!after) {
        this.nothingToTakeOff(entry, undefined);
        return;
      }
      const evidence = `query: GET of call ${call.id}: view ${leg.id} is gone, the others (${after.views.length}) remain`;
      this.over(entry, left(attempt, `${call.id}/${leg.id}`, 'supervisor', evidence, after.raw));
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'voipnow');
      if (!isOn(leg) && error.code === 'transition-not-allowed' && error.arrived === 'yes') {
        // Nobody to hang up yet.
        this.nothingToTakeOff(entry, call);
        return;
      }
      // The desk asks what is true and may find all well; that somebody else's connection went is worth a word in any case.
      if (error.code === 'platform-error' && error.httpStatus === undefined) {
        this.options.tell({ type: 'notice', message: error.message });
      }
      throw error;
    }
  }

  private nothingToTakeOff(entry: Entry, call: PhoneCall | undefined): void {
    const { attempt } = entry;
    const now = this.options.chance.now();
    if (!call || attempt.leg?.state === 'joined') {
      this.apply(entry, observe(attempt, call, now));
      return;
    }
    if (attempt.settled) return;
    const until = new Date(attempt.sentAt + attempt.waitMs).toISOString();
    // What VoipNow has no way to do: a phone that rings is only told apart from others when it is answered.
    this.options.tell({
      type: 'notice',
      message: `The phone ${attempt.supervisor} may ring until ${until}: VoipNow has no way to stop it. Who answers it is taken off at once, as long as this connection is open.`,
    });
    if (attempt.leg) this.options.tell(left(attempt, attempt.leg.id, 'unknown', 'the order was taken back', null));
    this.change(entry, settled(attempt));
  }

  /** A query finds no leg: what was told of one is taken back, and an order whose time is over is answered. */
  private missed(entry: Entry, call: PhoneCall | undefined): void {
    const { attempt } = entry;
    const now = this.options.chance.now();
    if (attempt.leg?.state === 'joined') this.apply(entry, observe(attempt, call, now));
    else if (isOverdue(attempt, now)) this.apply(entry, { attempt: settled(attempt), events: rungOut(attempt) });
  }

  private async look(entry: Entry): Promise<number> {
    const { life, chance } = this.options;
    const { version, attempt } = entry;
    try {
      const call = await this.contact.asking(this.client.call(attempt.address, life), life);
      if (!this.isCurrent(entry, version)) return this.pace(entry);
      this.apply(entry, observe(attempt, call, chance.now()));
      await this.lookAtPhone(entry);
      return this.pace(entry);
    } catch (thrown) {
      // What was lost is told by the contact. Anything else is asked again, at leisure.
      const slower = thrown instanceof SupervisionError && thrown.code === 'rate-limited' ? 5 : 2;
      return this.options.pollMs * slower;
    }
  }

  /** Most servers are expected to show no view before the pick-up; presence may show that the phone rings, or that it does not. */
  private async lookAtPhone(entry: Entry): Promise<void> {
    const { attempt, version } = entry;
    const { chance, life } = this.options;
    const doubtful = saidToFail(attempt) && chance.now() - attempt.sentAt >= quietMs;
    const asked = entry.presenceLeft <= (doubtful ? -presenceAsks : 0);
    if (attempt.leg || attempt.settled || asked || !this.isCurrent(entry, version)) return;
    entry.presenceLeft -= 1;
    const presence = await this.client.presence(attempt.supervisor, life).catch(() => undefined);
    if (!presence || !this.isCurrent(entry, version)) return;
    const { status } = presence;
    if (status === 2) this.apply(entry, rings(attempt, `presence of ${attempt.supervisor}: ringing`, presence));
    else if (status === 1 && doubtful) this.apply(entry, { attempt: settled(attempt), events: rungOut(attempt) });
  }

  private pace({ attempt }: Entry): number {
    const { pollMs, chance } = this.options;
    if (attempt.leg?.state === 'joined') return pollMs * 2;
    return chance.now() - attempt.sentAt < briskMs ? pollMs / 2 : pollMs;
  }

  private isCurrent(entry: Entry, version: number): boolean {
    return entry.version === version && this.entries.get(entry.attempt.supervisor) === entry;
  }

  private apply(entry: Entry, { attempt, events }: Observed): void {
    if (attempt === undefined) this.forget(entry);
    else if (attempt !== entry.attempt) this.change(entry, attempt);
    for (const event of events) this.options.tell(event);
  }

  private over(entry: Entry, event: DriverEvent): void {
    this.forget(entry);
    this.options.tell(event);
  }

  private change(entry: Entry, attempt: Attempt): void {
    entry.attempt = attempt;
    entry.version += 1;
  }

  private forget(entry: Entry): void {
    entry.version += 1;
    this.entries.delete(entry.attempt.supervisor);
    this.rounds.remove(keyOf(entry.attempt.supervisor));
  }

  private entryOf(supervisor: string): Entry | undefined {
    return (
      this.entries.get(supervisor) ??
      [...this.entries.values()].find(({ attempt }) => sameNumber(attempt.supervisor, supervisor))
    );
  }
}

/** An answer of VoipNow's own. One that was lost, or that a proxy gave up waiting for, says nothing. */
const saidToFail = ({ doubt }: Attempt): boolean =>
  doubt?.httpStatus !== undefined && doubt.httpStatus !== 502 && doubt.httpStatus !== 504;

const keyOf = (supervisor: string): string => `leg of ${supervisor}`;
