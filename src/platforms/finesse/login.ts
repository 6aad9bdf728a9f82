import { SupervisionError } from '../../supervision/errors';

/** How often in a row Finesse may say "not authorized" before it is asked what it means: the fifth wrong password locks the user. */
const strikesAtMost = 3;

/**
 * The user of a connection, for all its nodes. Finesse locks a user for five minutes after five wrong passwords in a row, so a password that was refused
 * is not sent again until a person has changed something.
 */
export class Login {
  private refusal: SupervisionError | undefined;
  private strikes = 0;

  constructor(
    readonly username: string,
    readonly password: string,
  ) {}

  /** The header of every request. */
  get basic(): string {
    return Buffer.from(`${this.username}:${this.password}`, 'utf8').toString('base64');
  }

  /** @throws SupervisionError `auth`, with nothing sent */
  check(): void {
    if (!this.refusal) return;
    const { message, vendorCode, httpStatus } = this.refusal;
    throw new SupervisionError('auth', message, {
      platform: 'finesse',
      ...(vendorCode !== undefined && { vendorCode }),
      ...(httpStatus !== undefined && { httpStatus }),
      arrived: 'no',
    });
  }

  worked(): void {
    this.strikes = 0;
  }

  refused(error: SupervisionError): void {
    this.refusal = error;
  }

  /**
   * "Not authorized", which means a wrong password, or that the role is missing.
   *
   * @returns whether it is time to find out
   */
  doubted(): boolean {
    this.strikes += 1;
    return this.strikes === strikesAtMost;
  }

  /** A person has started the connection anew. */
  reset(): void {
    this.refusal = undefined;
    this.strikes = 0;
  }
}
