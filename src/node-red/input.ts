import { asSupervisionError, type SupervisionError } from '../supervision/errors';
import { forCatch, invalid } from './failing';
import type { Message, RedNode } from './red';

export type Send = (msg: Message | (Message | null)[]) => void;
type Done = (error?: Error) => void;

/**
 * Hears the messages of a node. Whatever goes wrong with one reaches `done`, once; and nothing gets out of here, because a
 * rejection that nobody handles stops the whole runtime.
 *
 * @param work what to do with a message; a fault is thrown
 */
export function hear(
  node: RedNode,
  work: (msg: Message, send: Send) => Promise<void>,
  failed: (error: SupervisionError) => void,
): void {
  node.on('input', (received: unknown, send: Send, done: Done) => {
    Promise.resolve()
      .then(() => {
        if (typeof received !== 'object' || received === null) throw invalid('The message must be an object.');
        return work(received as Message, send);
      })
      .then(
        () => {
          done();
        },
        (thrown: unknown) => {
          const error = asSupervisionError(thrown);
          failed(error);
          done(forCatch(error));
        },
      )
      .catch((thrown: unknown) => {
        // The runtime itself fails on some odd messages, for one with a property `hasOwnProperty`.
        node.error(forCatch(asSupervisionError(thrown)));
      });
  });
}
