import type { Row } from '../report';
import type { Child } from '../stage/child';
import type { makeUserDir } from '../stage/user-dir';

/** What a part needs to put something on the stage. */
export interface Stage {
  start: typeof Child.start;
  makeUserDir: typeof makeUserDir;
}

/** Something that is looked at for a while. */
export interface Watched {
  begin: () => Promise<unknown>;
  /** @param seconds since `begin` */
  end: (seconds: number) => Promise<Row[]>;
}
