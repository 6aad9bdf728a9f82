import type { Centre } from '../centre/centre';
import type { Faults } from '../faults';
import type { Json } from '../json';
import type { Inspections } from './inspections';
import type { Members } from './members';
import type { Outbox } from './outbox';
import type { Reply } from './reply';
import type { Session, Sessions } from './sessions';
import type { States } from './states';

/** What every part of the face looks at. */
export interface World {
  readonly centre: Centre;
  readonly faults: Faults;
  readonly members: Members;
  readonly sessions: Sessions;
  readonly outbox: Outbox;
  readonly states: States;
  readonly inspections: Inspections;
}

/** A request of somebody who is signed in. */
export interface Ask {
  session: Session;
  /** The variable parts of the path. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** undefined: not a JSON object. */
  body: Json | undefined;
}

export type Operation = (world: World, ask: Ask) => Reply;
