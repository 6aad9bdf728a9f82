import { SupervisionError } from '../../supervision/errors';
import type { GenesysClient } from './client';

/** The links behind Genesys that carry telephony, one per telephone switch. */
export class Links {
  private inactive = 0;
  private none = false;

  constructor(private readonly client: GenesysClient) {}

  /** No telephone switch can be reached. */
  get away(): boolean {
    return this.none;
  }

  /**
   * @returns `back`: one stands again. What happened behind it meanwhile was not told (inferred), so it must be asked. `fewer`: one
   * was lost and others stand. Behind which of them a telephone is, Genesys does not tell.
   */
  async look(signal: AbortSignal): Promise<'away' | 'back' | 'fewer' | 'same'> {
    const voice = (await this.client.services(signal)).filter(({ type }) => type === 'Voice');
    const { inactive: before, none: wasAway } = this;
    this.inactive = voice.filter(({ state }) => state === 'Inactive').length;
    this.none = voice.length > 0 && this.inactive === voice.length;
    if (this.none) return wasAway ? 'same' : 'away';
    if (this.inactive > before) return 'fewer';
    return this.inactive < before ? 'back' : 'same';
  }
}

export const telephonyAway = (): SupervisionError =>
  new SupervisionError('platform-error', 'The telephony behind Genesys is not available.', {
    platform: 'genesys',
    retryable: true,
    arrived: 'no',
  });

export const someAway =
  'Genesys lost the link to one of its telephone switches. Of supervisors and agents behind it nothing is told until it is back.';
