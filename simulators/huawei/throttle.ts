import type { Clock } from '../centre/clock';
import type { Faults } from '../faults';
import { refused, type Reply } from './reply';
import type { Session } from './sessions';

/** Queries are throttled per agent. That is documented; how much, and with which code, is not. */
export class Throttle {
  private readonly last = new WeakMap<Session, Map<string, number>>();

  constructor(
    private readonly clock: Clock,
    private readonly faults: Faults,
  ) {}

  refusal(session: Session, query: string): Reply | undefined {
    const gap = this.faults.number('huawei-throttle');
    const asked = this.last.get(session) ?? new Map<string, number>();
    this.last.set(session, asked);
    const now = this.clock.now();
    const due = (asked.get(query) ?? Number.NEGATIVE_INFINITY) + gap;
    if (gap > 0 && now < due) return refused('000-007');
    asked.set(query, now);
    return undefined;
  }
}
