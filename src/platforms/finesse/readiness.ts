import { SupervisionError } from '../../supervision/errors';
import { learned, type Changes } from './changes';
import type { FinesseClient } from './client';
import { isComing, isOn, legOf } from './dialogs';
import { lateRefusal } from './failures';
import type { Pending } from './pending';
import type { Self } from './self';

export interface ReadinessOptions {
  /** Make him not ready where he is ready. Without it he has to see to that himself. */
  setNotReady: boolean;
  /** Where the site has reason codes, one must be given. */
  reasonCodeId: string | undefined;
}

/** Finesse lets a supervisor listen only while he is not ready. */
export class Readiness {
  constructor(
    private readonly self: Self,
    private readonly pending: Pending,
    private readonly changes: Changes,
    private readonly options: ReadinessOptions,
    private readonly newRequest: () => string,
  ) {}

  /**
   * @param until milliseconds since the epoch; what is not so by then comes too late
   * @throws SupervisionError `supervisor-wrong-state`, with no order sent
   */
  async ensure(client: FinesseClient, until: number, signal: AbortSignal): Promise<void> {
    const { self } = this;
    if (self.state !== 'NOT_READY') self.take(await client.me(self.loginId, signal));
    if (self.extension === undefined && self.state === 'NOT_READY') throw wrong('is signed in without an extension');
    switch (self.state) {
      case 'NOT_READY':
        return;
      case 'LOGOUT':
      case undefined:
        throw wrong('is not signed in to Finesse');
      case 'READY':
      case 'WORK':
      case 'WORK_READY':
        await this.makeNotReady(client, until, signal);
        return;
      default:
        await this.waitForTheEnd(client, until, signal);
    }
  }

  private async makeNotReady(client: FinesseClient, until: number, signal: AbortSignal): Promise<void> {
    const { self, options, pending, changes } = this;
    if (!options.setNotReady) {
      throw wrong(
        `is ${self.state ?? ''}, and must be NOT_READY. Let him change it, or let the connection do it ("set not ready")`,
      );
    }
    let refused: SupervisionError | undefined;
    const requestId = this.newRequest();
    const done = pending.begin({
      requestId,
      about: 'state',
      refused: (error) => {
        refused = lateRefusal(error, 'state', client.http.redact);
        changes.changed();
      },
    });
    try {
      await client.notReady(self.loginId, options.reasonCodeId, { requestId, signal });
      await this.reached(client, until, signal, () => refused);
    } finally {
      done();
    }
  }

  /** After a leg his state follows a moment later. With a call of his own it will not, however long one waits. */
  private async waitForTheEnd(client: FinesseClient, until: number, signal: AbortSignal): Promise<void> {
    const { self } = this;
    const { extension } = self;
    const dialogs = await client.dialogs(self.loginId, signal);
    const busy = dialogs.find((dialog) => {
      const leg = extension === undefined ? undefined : legOf(dialog, extension);
      return isOn(leg?.state) || isComing(leg?.state);
    });
    if (busy) throw wrong(`is ${self.state ?? ''}: he is on call ${busy.id}`);
    await this.reached(client, until, signal, () => undefined);
  }

  private async reached(
    client: FinesseClient,
    until: number,
    signal: AbortSignal,
    refused: () => SupervisionError | undefined,
  ): Promise<void> {
    const { self, changes } = this;
    const look = (): 'reached' | SupervisionError | undefined =>
      refused() ?? (self.state === 'NOT_READY' ? 'reached' : undefined);
    const ask = async (limit: AbortSignal): Promise<void> => {
      self.take(await client.me(self.loginId, limit));
    };
    const found = await learned(changes, client.chance, { look, until, ask }, signal);
    if (found === 'reached') return;
    throw found ?? wrong(`is ${self.state ?? 'in no known state'}, and did not become NOT_READY in time`);
  }
}

const wrong = (what: string): SupervisionError =>
  new SupervisionError('supervisor-wrong-state', `The supervisor ${what}.`, { platform: 'finesse', arrived: 'no' });
