import type { User } from './directory';
import type { Failure } from './errors';
import { elementsOf, type Element } from './xml';

/** A request that is signed in and read. */
export interface Ask {
  readonly method: string;
  readonly user: User;
  /** Segments after /finesse/api, decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** undefined: there is none, or it cannot be read. */
  readonly body: Element | undefined;
}

/** Nothing stands in the way: what is to be done. Or why it comes to nothing. */
export type Verdict = (() => void) | Failure;

/** The text of a child of the body; undefined where it is missing or empty. */
export function field({ body }: Pick<Ask, 'body'>, name: string): string | undefined {
  const value =
    body &&
    elementsOf(body)
      .find((child) => child.getName() === name)
      ?.getText()
      .trim();
  return value === '' ? undefined : value;
}
