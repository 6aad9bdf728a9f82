import type { Clock } from '../supervision/clock';
import type { SupervisionError } from '../supervision/errors';
import type { ErrorReport, Mode, Platform, Supervision, SupervisionEvent } from '../supervision/vocabulary';
import type { Standing } from './standing';

/** An order that did not come true. */
export interface Refusal {
  at: string;
  platform: Platform;
  connection: string;
  connectionId: string;
  agent: string;
  mode: Mode;
  code: string;
  message: string;
}

export interface BoardConnection extends Standing {
  id: string;
  name: string;
  platform: Platform;
}

/** What the board asks of a connection. */
interface Shown {
  readonly id: string;
  readonly name: string;
  readonly platform: Platform;
  standing(): Standing;
  running(): Supervision[];
}

/** What people look at: plain JSON, nothing secret in it. */
export interface BoardView {
  /** The time here: clocks of browsers differ. */
  now: string;
  connections: BoardConnection[];
  supervisions: Supervision[];
  /** The last ones, newest first. */
  refusals: Refusal[];
}

const refusalsKept = 20;
const supervisionsShown = 200;
const longest = 500;
/** Two changes that follow each other sooner are told as one. */
const pauseMs = 300;

/** Who is on whom, and what was refused lately; tells that something is new, not what. */
export class Board {
  private refusals: { refusal: Refusal; supervision: string | undefined }[] = [];
  private pausing = false;
  private missed = false;

  constructor(
    private readonly clock: Clock,
    private readonly publish: () => void,
  ) {}

  changed(): void {
    if (this.pausing) {
      this.missed = true;
      return;
    }
    this.pausing = true;
    this.publish();
    this.clock.after(pauseMs, () => {
      this.pausing = false;
      if (!this.missed) return;
      this.missed = false;
      this.changed();
    });
  }

  /** Something happened at a connection. */
  heard(connectionId: string, { type, supervision }: SupervisionEvent): void {
    if (!type.startsWith('supervision.')) return;
    if (type === 'supervision.failed' && supervision?.error)
      this.note({ ...supervision, connectionId }, supervision.error);
    this.changed();
  }

  /** An order was answered with an error. One that is told by an event, too, is noted once. */
  refused(
    order: Pick<Supervision, 'platform' | 'connection' | 'connectionId' | 'agent' | 'mode'> & { id?: string },
    error: SupervisionError,
  ): void {
    this.note(order, error.report());
    this.changed();
  }

  view(connections: readonly Shown[]): BoardView {
    return {
      now: this.now(),
      connections: connections.map((each) => ({
        id: each.id,
        name: each.name,
        platform: each.platform,
        ...each.standing(),
      })),
      supervisions: connections.flatMap((each) => each.running()).slice(0, supervisionsShown),
      refusals: this.refusals.map(({ refusal }) => refusal),
    };
  }

  private note(
    { id, platform, connection, connectionId, agent, mode }: Parameters<Board['refused']>[0],
    { code, message }: Pick<ErrorReport, 'code' | 'message'>,
  ): void {
    if (id !== undefined && this.refusals.some(({ supervision }) => supervision === id)) return;
    const refusal = {
      at: this.now(),
      platform,
      connection,
      connectionId,
      agent,
      mode,
      code,
      message: message.slice(0, longest),
    };
    this.refusals = [{ refusal, supervision: id }, ...this.refusals].slice(0, refusalsKept);
  }

  private now(): string {
    return new Date(this.clock.now()).toISOString();
  }
}
