import { inspect } from 'node:util';
import should from 'should';
import { systemClock } from '../../../src/supervision/clock';
import { Desk } from '../../../src/supervision/desk/desk';
import type { Answer, CancelAnswer, OrderRequest } from '../../../src/supervision/desk/request';
import type { PlatformDriver } from '../../../src/supervision/driver';
import type { SupervisionError } from '../../../src/supervision/errors';
import type { Mode, Supervision, SupervisionEvent } from '../../../src/supervision/vocabulary';
import { until } from '../../support/until';
import type { Hears, World } from './world';

/** Long enough for any platform to prove it; what comes true takes a fraction of it. */
export const soon = 3;
/** For what comes true, and is proved only when this time is over: until then the platform must have done all of it, on a busy machine too. */
export const late = 1;
/** For orders that are not to come true. */
export const short = 0.4;

/** A supervisor's desk on his own connection. */
export class Shift {
  readonly events: SupervisionEvent[] = [];
  readonly notices: string[] = [];
  readonly contacts: (SupervisionError | undefined)[] = [];
  readonly answers: (Answer | CancelAnswer)[] = [];
  readonly desk: Desk;
  private ids = 0;

  constructor(
    readonly driver: PlatformDriver,
    readonly supervisor: string,
  ) {
    this.desk = new Desk({
      driver,
      connection: 'Floor',
      connectionId: 'cfg1',
      clock: systemClock,
      newId: () => `${supervisor}/${String(++this.ids)}`,
      onEvent: (event) => this.events.push(event),
      onNotice: (message) => this.notices.push(message),
      onContact: (error) => this.contacts.push(error),
    });
  }

  connect(): Promise<SupervisionError | undefined> {
    return this.desk.connect(AbortSignal.timeout(5_000));
  }

  async order(request: Partial<OrderRequest> & Pick<OrderRequest, 'agent'>, signal?: AbortSignal): Promise<Answer> {
    const answer = await this.desk.order({ mode: 'listen', confirmSeconds: soon, ...request }, signal);
    this.answers.push(answer);
    return answer;
  }

  /** An order that must come true. */
  async active(mode: Mode, agent: string, request: Partial<OrderRequest> = {}): Promise<Supervision> {
    const { supervision, error } = await this.order({ mode, agent, ...request });
    should(error).be.undefined();
    should(supervision).containEql({ mode, phase: 'active', confirmation: 'confirmed' });
    return supervision;
  }

  async cancel(what: Parameters<Desk['cancel']>[0]): Promise<CancelAnswer> {
    const answer = await this.desk.cancel(what);
    this.answers.push(answer);
    return answer;
  }

  /** The supervision as the last event about it told it. */
  told(id: string): Supervision | undefined {
    return this.events.findLast(({ supervision }) => supervision?.id === id)?.supervision;
  }

  ended(id: string): Promise<Supervision> {
    return until(`the end of ${id}`, () => {
      const told = this.told(id);
      return told?.phase === 'ended' || told?.phase === 'failed' ? told : undefined;
    });
  }

  types(id?: string): string[] {
    return this.events
      .filter(({ supervision }) => supervision && (id === undefined || supervision.id === id))
      .map(({ type }) => type);
  }
}

/** A world and the desks that work in it; `close` checks what holds after every test. */
export class Rig {
  private readonly shifts: Shift[] = [];

  constructor(readonly world: World) {}

  /** A desk whose connection was not made yet. */
  shift(supervisor: string = this.world.supervisors[0], password?: string, driver?: PlatformDriver): Shift {
    const shift = new Shift(driver ?? this.world.driver(supervisor, password), supervisor);
    this.shifts.push(shift);
    return shift;
  }

  async connected(supervisor?: string): Promise<Shift> {
    const shift = this.shift(supervisor);
    should(await shift.connect()).be.undefined();
    return shift;
  }

  /** Until the table of the agent's call is this one. */
  async hears(agent: string, wanted: Hears): Promise<void> {
    await until(`who hears whom on the call of ${agent}`, () => same(this.world.hears(agent), wanted)).catch(() => {
      should(sorted(this.world.hears(agent))).deepEqual(sorted(wanted));
    });
  }

  /** Until the platform holds neither arming nor leg. */
  async nothingHeld(): Promise<void> {
    await until('nothing held', () => this.world.holds().length === 0).catch(() => {
      should(this.world.holds()).be.empty();
    });
  }

  async close(): Promise<void> {
    const { secrets, harmless } = this.world;
    try {
      await Promise.all(this.shifts.map(({ desk }) => desk.close(900)));
    } finally {
      await this.world.close();
    }
    for (const { events, notices, contacts, answers } of this.shifts) {
      const all = inspect(
        { events, notices, contacts, answers },
        { depth: 20, showHidden: true, maxStringLength: null },
      );
      const told = harmless.reduce((text, sentence) => text.replaceAll(sentence, ''), all);
      for (const secret of secrets) should(told.includes(secret)).be.false('a secret was told');
    }
  }
}

const sorted = (hears: Hears | undefined): Hears | undefined =>
  hears &&
  Object.fromEntries(
    Object.entries(hears)
      .map(([ear, mouths]): [string, string[]] => [ear, [...mouths].sort()])
      .sort(([one], [other]) => one.localeCompare(other)),
  );

const same = (one: Hears | undefined, other: Hears): boolean =>
  JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

/** Who hears whom on a call of this agent, nobody else being there, or with a supervisor in this mode. */
export function table(agent: string, supervisor?: string, mode?: Mode): Hears {
  if (supervisor === undefined || mode === undefined) return { customer: [agent], [agent]: ['customer'] };
  return {
    customer: mode === 'barge' ? [agent, supervisor] : [agent],
    [agent]: mode === 'listen' ? ['customer'] : ['customer', supervisor],
    [supervisor]: ['customer', agent],
  };
}
