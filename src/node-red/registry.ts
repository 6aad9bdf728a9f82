import { systemClock } from '../supervision/clock';
import { Board } from './board';
import type { Connection } from './connection';
import type { Red } from './red';

/** Where the editor listens for news. They say that there are any, and no more: whoever may, reads the board then. */
export const changedTopic = 'call-supervision/changed';

/** What there is once in a runtime: all its connections, and the board that tells of them. */
export class Registry {
  readonly board: Board;
  /** The editor can ask: the routes are laid. */
  served = false;
  private readonly known = new Map<string, Connection>();

  constructor(red: Red) {
    this.board = new Board(systemClock, () => {
      red.comms.publish(changedTopic, { changed: true }, false);
    });
  }

  /** All connections that are deployed; also those in subflows, which have an id of their own for each instance. */
  get connections(): readonly Connection[] {
    return [...this.known.values()];
  }

  connection(id: string): Connection | undefined {
    return this.known.get(id);
  }

  add(connection: Connection): void {
    this.known.set(connection.id, connection);
    this.board.changed();
  }

  remove(connection: Connection): void {
    if (this.known.get(connection.id) === connection) this.known.delete(connection.id);
    this.board.changed();
  }
}

/**
 * The registry of this runtime. Every node type has an API object of its own; what all of them share, and what ends with the
 * runtime, is the application for the admin API.
 */
export function registryOf(red: Red): Registry {
  const keeps: { callSupervision?: Registry } = red.httpAdmin.locals;
  return (keeps.callSupervision ??= new Registry(red));
}
