import type { About } from './catalogue';
import type { ApiError } from './resources';

/** A request that was sent, and whose outcome is told by an event. */
export interface PendingRequest {
  requestId: string;
  about: About;
  refused: (error: ApiError | undefined) => void;
}

/** Errors about calls come on another node than errors about the user's state. */
export type Kind = 'call' | 'state';

const kindOf = (about: About): Kind => (['sign-in', 'state', 'sign-out'].includes(about) ? 'state' : 'call');

/**
 * Which request an error belongs to. Its `requestId` is often empty; then it is the oldest one, since Finesse works off the requests for one object in their
 * order on that node. An error with the id of nobody here belongs to another program of the same supervisor.
 */
export class Pending {
  private readonly requests = new Set<PendingRequest>();

  /** @returns how to say that its outcome is known, or of no interest any more */
  begin(request: PendingRequest): () => void {
    this.requests.add(request);
    return () => {
      this.requests.delete(request);
    };
  }

  refused(kind: Kind, requestId: string | undefined, errors: readonly ApiError[]): void {
    const all = [...this.requests];
    const meant = all.find((each) =>
      requestId === undefined ? kindOf(each.about) === kind : each.requestId === requestId,
    );
    if (!meant) return;
    this.requests.delete(meant);
    meant.refused(errors[0]);
  }

  clear(): void {
    this.requests.clear();
  }
}
