import { calledOff, orAborted } from '../../net/aborted';
import { SupervisionError } from '../../supervision/errors';
import type { Link } from './contact';
import { isMissing } from './failures';
import type { Mine } from './mine';
import type { Self } from './self';

/** Reads the supervisor's dialogs. */
export class Asking {
  private present: Promise<void> | undefined;
  private first = true;

  constructor(
    private readonly self: Self,
    private readonly mine: Mine,
    /** The present link. @throws SupervisionError `unreachable` */
    private readonly link: () => Link,
    /** Ends with the connection. */
    private readonly life: AbortSignal,
  ) {}

  /** They were read once: what an earlier run left behind is known. */
  get met(): boolean {
    return !this.first;
  }

  get said(): string {
    return `query of /User/${this.self.loginId}/Dialogs`;
  }

  /** Several who ask at once are one. */
  async query(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw calledOff();
    this.present ??= this.ask().finally(() => {
      this.present = undefined;
    });
    await orAborted(this.present, signal);
  }

  private async ask(): Promise<void> {
    const { mine, self } = this;
    const { client } = this.link();
    const since = mine.version;
    const dialogs = await client.dialogs(self.loginId, this.life).catch((thrown: unknown) => {
      if (thrown instanceof SupervisionError && isMissing(thrown)) mine.unasked();
      throw thrown;
    });
    mine.takeQuery(dialogs, since, this.first, { said: this.said, raw: null });
    this.first = false;
  }
}
