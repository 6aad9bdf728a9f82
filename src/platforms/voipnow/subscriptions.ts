import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import { eventWords, type EventWord } from './callbacks';
import type { VoipNowClient } from './client';
import type { EventSubscription } from './resources';

interface Made {
  extension: string;
  type: number;
  id: string;
}

/** Our subscriptions to call events on the PBX: one per extension and type, known by URL and by the tag in their note. */
export class Subscriptions {
  private readonly made: Made[] = [];

  /**
   * @param base of our URLs, with the secret
   * @param tag what our notes begin with
   */
  constructor(
    private readonly client: VoipNowClient,
    private readonly base: string,
    private readonly tag: string,
  ) {}

  /**
   * Makes what is missing and removes what an earlier configuration left.
   *
   * @returns whether events of this extension will come
   */
  async ensure(extension: string, signal: AbortSignal): Promise<boolean> {
    const there = await this.client.events(extension, signal);
    const ours = there.filter(({ note, url }) => note === this.tag || url?.startsWith(this.base));
    const kept = new Set<EventSubscription>();
    let complete = true;
    for (const word of Object.keys(eventWords) as EventWord[]) {
      const type = eventWords[word];
      const url = this.urlOf(word, extension);
      const same = ours.find((each) => each.type === type && isSame(each.url, url) && (each.status ?? 1) === 1);
      if (same) {
        kept.add(same);
        this.made.push({ extension, type, id: same.id });
      } else {
        complete = (await this.create(extension, type, url, signal)) && complete;
      }
    }
    for (const old of ours) {
      if (!kept.has(old) && old.type !== undefined) await this.client.deleteEvent(extension, old.type, old.id, signal);
    }
    return complete;
  }

  /** As many as can be removed before the signal ends; what stays is found by its URL the next time. */
  async remove(signal: AbortSignal): Promise<void> {
    const all = this.made.splice(0);
    await Promise.allSettled(
      all.map(({ extension, type, id }) => this.client.deleteEvent(extension, type, id, signal)),
    );
  }

  private async create(extension: string, type: number, url: string, signal: AbortSignal): Promise<boolean> {
    try {
      const made = await this.client.createEvent(extension, { type, url, note: this.tag }, signal);
      const id = made?.id ?? (await this.client.events(extension, signal)).find((each) => isSame(each.url, url))?.id;
      if (id !== undefined) this.made.push({ extension, type, id });
      return id !== undefined;
    } catch (thrown) {
      // The answer events came with later versions; a server without them still tells the others.
      const error = asSupervisionError(thrown, 'voipnow');
      if (error instanceof SupervisionError && error.vendorCode?.endsWith('type_invalid') && type > 2) return false;
      throw error;
    }
  }

  private urlOf(word: EventWord, extension: string): string {
    return `${this.base}/${word}?ext=${encodeURIComponent(extension)}`;
  }
}

/** A server may show an address with other characters encoded than it was given. */
const isSame = (shown: string | undefined, url: string): boolean => shown !== undefined && plain(shown) === plain(url);

function plain(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
