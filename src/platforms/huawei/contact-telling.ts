import { asSupervisionError, type SupervisionError } from '../../supervision/errors';

export interface ContactListener {
  up(): void;
  down(error: SupervisionError): void;
  notice(text: string): void;
}

/** Tells that contact is up or down, each once. */
export class ContactTelling {
  /** Events may have been lost since the last `up`. */
  gap = false;
  /** The reason that was told last. */
  private reason: string | undefined;

  constructor(private readonly listener: ContactListener) {}

  up(): void {
    if (!this.gap) return;
    this.gap = false;
    this.reason = undefined;
    this.tell(() => {
      this.listener.up();
    });
  }

  down(error: SupervisionError): void {
    if (this.reason === error.message) return;
    this.reason = error.message;
    this.tell(() => {
      this.listener.down(error);
    });
  }

  /** A listener that throws must not end the stream. */
  tell(say: () => void): void {
    try {
      say();
    } catch (thrown) {
      this.listener.notice(`An event could not be handled: ${asSupervisionError(thrown).message}`);
    }
  }
}
