import type { NoticeEvent } from '../../supervision/driver';
import { asSupervisionError } from '../../supervision/errors';
import type { CallbackRequest, Callbacks } from '../settings';
import type { Agents } from './agents';
import { CallbackReader, type Hint } from './callbacks';
import type { BlockList } from 'node:net';
import type { VoipNowClient } from './client';
import type { Legs } from './legs';
import { Subscriptions } from './subscriptions';

export interface CallbackSettings {
  service: Callbacks;
  secret: string;
  /** The address under which the PBX reaches the web server of the house. */
  publicUrl: string;
  /** Of these extensions call events are asked for. Empty: somebody has set them up on the PBX by hand. */
  extensions: readonly string[];
  allowed?: BlockList | undefined;
}

/** The call events of VoipNow: they make us look sooner, and tell nothing by themselves but that a phone rings. */
export class Hearing {
  private place: { path: string; close(): void } | undefined;
  private subscriptions: Subscriptions | undefined;

  constructor(
    private readonly client: VoipNowClient,
    private readonly legs: Legs,
    private readonly agents: Agents,
    private readonly settings: CallbackSettings,
    private readonly tell: (event: NoticeEvent) => void,
  ) {}

  /** Opens the place, and sees in the background that the PBX knows of it. */
  open(life: AbortSignal): void {
    if (this.place) return;
    const { service, secret, publicUrl, extensions, allowed } = this.settings;
    const reader = new CallbackReader(secret, allowed, (hint) => {
      this.heard(hint);
    });
    this.place = service.open((request: CallbackRequest) => reader.take(request));
    const { path } = this.place;
    const base = `${publicUrl.replace(/\/+$/, '')}${path}/${secret}`;
    this.subscriptions = new Subscriptions(this.client, base, `call-supervision ${path}`);
    void this.subscribe(this.subscriptions, extensions, life);
  }

  async close(signal: AbortSignal): Promise<void> {
    this.place?.close();
    this.place = undefined;
    await this.subscriptions?.remove(signal);
  }

  private heard({ event, extension }: Hint): void {
    if (event === 'dial-in') this.legs.saidToRing(extension);
    this.legs.hint(extension);
    this.agents.hint(extension);
  }

  private async subscribe(
    subscriptions: Subscriptions,
    extensions: readonly string[],
    life: AbortSignal,
  ): Promise<void> {
    for (const extension of extensions) {
      try {
        if (await subscriptions.ensure(extension, life)) this.agents.subscribed(extension);
      } catch (thrown) {
        if (life.aborted) return;
        const { message } = asSupervisionError(thrown, 'voipnow');
        this.tell({
          type: 'notice',
          message: `Call events of ${extension} could not be set up; it is polled instead. ${message}`,
        });
      }
    }
  }
}
