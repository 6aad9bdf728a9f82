import type { AgentRef, DriverEvent } from '../../supervision/driver';
import type { Mode } from '../../supervision/vocabulary';
import { newAttempt, type Attempt, type Observed } from './attempt';
import type { Looking } from './looking';

export interface LegOptions {
  /** The inspector. */
  supervisor: string;
  /** His phone rings for every supervision. */
  releasePhone: boolean;
  tell: (event: DriverEvent) => void;
  /** The inspector has no leg any more. */
  ended: () => void;
}

/** The inspector's one leg, and the looks at the agent that it stands on. */
export class Leg {
  private attempt: Attempt | undefined;
  private stopLooking: (() => void) | undefined;
  private count = 0;
  private changes = 0;

  constructor(
    private readonly looking: Looking,
    private readonly options: LegOptions,
  ) {}

  get current(): Attempt | undefined {
    return this.attempt;
  }

  /** The present one, if it is on this agent. */
  on(agent: string): Attempt | undefined {
    return this.attempt?.agent.id === agent ? this.attempt : undefined;
  }

  /** Grows with all that is learned of the leg. */
  get version(): number {
    return this.changes;
  }

  /** A new one, in the place of whatever was there. */
  begin(agent: AgentRef, mode: Mode, waits: boolean, call: string | undefined): Attempt {
    const { supervisor, releasePhone: rings } = this.options;
    this.forget();
    this.count += 1;
    const leg = `${agent.id}/${String(this.count)}`;
    const attempt = newAttempt({ leg, supervisor, agent, mode, rings, waits, call });
    this.keep(attempt);
    return attempt;
  }

  /** Something happened to this leg, if it is still the present one. */
  update({ leg }: Attempt, change: (attempt: Attempt) => Observed): void {
    const before = this.attempt;
    if (before?.leg !== leg) return;
    const { attempt, events } = change(before);
    if (attempt === undefined) this.end(before);
    else if (attempt !== before) this.keep(attempt);
    for (const event of events) this.options.tell(event);
  }

  keep(attempt: Attempt): void {
    this.changes += 1;
    this.attempt = attempt;
    const { told, mode, agent } = attempt;
    // An order that nothing was seen of costs no looks.
    if (told === 'nothing' || this.stopLooking) return;
    const alone = mode === 'barge' && this.looking.last(agent.id).on !== 'yes';
    this.stopLooking = this.looking.begin(agent.id, alone);
  }

  /** It is gone, or never came. */
  end({ leg }: Attempt): void {
    if (this.attempt?.leg !== leg) return;
    this.forget();
    this.options.ended();
  }

  private forget(): void {
    this.changes += 1;
    this.attempt = undefined;
    this.stopLooking?.();
    this.stopLooking = undefined;
  }
}
