import type { Clock } from './centre/clock';

/** A request as it arrived, with whatever could be a secret taken out. */
export interface JournalEntry {
  at: string;
  platform: string;
  /** The signed-in user; empty if nobody is. */
  user: string;
  method: string;
  path: string;
  /** What was asked: an operation name (`ListenIn`), a Bayeux channel (`/meta/connect`), or `GET /me`. */
  operation: string;
  /** What the client called its request, where the platform lets it. */
  requestId?: string;
  body?: unknown;
}

const remembered = 2000;
const secret = /pass|secret|token|authori[sz]ation|credential|cookie|logincode/i;

function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, secret.test(key) ? '[redacted]' : redact(inner)]),
  );
}

/** What clients asked, so that a test can prove that something was asked once, twice, or never. */
export class Journal {
  private entries: JournalEntry[] = [];
  private counts = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  record(entry: Omit<JournalEntry, 'at'>): void {
    const body = entry.body === undefined ? {} : { body: redact(entry.body) };
    this.entries.push({ at: new Date(this.clock.now()).toISOString(), ...entry, ...body });
    if (this.entries.length > remembered * 2) this.entries = this.entries.slice(-remembered);
    this.counts.set(entry.operation, this.count(entry.operation) + 1);
  }

  count(operation: string): number {
    return this.counts.get(operation) ?? 0;
  }

  counters(): Record<string, number> {
    return Object.fromEntries(this.counts);
  }

  /** The last requests, oldest first. */
  list(operation?: string): JournalEntry[] {
    const wanted = this.entries.filter((entry) => operation === undefined || entry.operation === operation);
    return wanted.slice(-remembered);
  }

  clear(): void {
    this.entries = [];
    this.counts.clear();
  }
}
