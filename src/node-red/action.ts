import { asSupervisionError, SupervisionError } from '../supervision/errors';
import type { SupervisionEvent } from '../supervision/vocabulary';
import { chosenConnection } from './chosen';
import type { Connection, ContactState } from './connection';
import { forCatch, invalid } from './failing';
import { readOrder, type ActionDefinition, type Verb } from './ordering';
import type { Message, Red, RedNode } from './red';
import { showContact, showError, showSupervision } from './status';

type Send = (msg: Message | (Message | null)[]) => void;
type Done = (error?: Error) => void;

/** Runs listen, coach, barge-in and insert: a message becomes an order, its answer leaves by output 1 or 2. */
export function runAction(red: Red, node: RedNode, config: ActionDefinition, verb: Verb): void {
  let connection: Connection | undefined;
  let wrong: SupervisionError | undefined;
  /** The supervision whose fate this node shows. */
  let shown: string | undefined;
  const open = new AbortController();

  try {
    connection = chosenConnection(red, config);
    connection.register(node, {
      contact(state: ContactState) {
        if (shown === undefined || state === 'refused') showContact(node, state);
      },
      event({ supervision }: SupervisionEvent) {
        if (supervision && supervision.id === shown) showSupervision(node, supervision);
      },
    });
  } catch (thrown) {
    wrong = asSupervisionError(thrown);
    showError(node, wrong.code);
  }

  async function order(msg: Message, send: Send, done: Done): Promise<void> {
    if (!connection) throw wrong ?? invalid('Choose a connection.');
    const request = await readOrder(red, node, config, verb, msg);
    const answer = await connection.order(request, open.signal);
    if (answer instanceof SupervisionError) throw answer;
    const { supervision, error } = answer;
    if (!open.signal.aborted) {
      shown = supervision.id;
      showSupervision(node, supervision);
    }
    const out = Object.assign(msg, { supervision });
    if (!error) {
      send([out, null]);
      done();
    } else if (error.kind === 'outcome') {
      send([null, out]);
      done();
    } else {
      done(forCatch(error));
    }
  }

  node.on('input', (received: unknown, send: Send, done: Done) => {
    const msg = received as Message;
    Promise.resolve()
      .then(() => {
        if (typeof received !== 'object' || received === null) throw invalid('The message must be an object.');
        return order(msg, send, done);
      })
      .catch((thrown: unknown) => {
        const error = asSupervisionError(thrown);
        if (!open.signal.aborted) showError(node, error.code);
        done(forCatch(error));
      });
  });

  node.on('close', () => {
    // Nobody will get the answer: what is under way and not yet confirmed is taken back.
    open.abort();
    connection?.deregister(node);
  });
}
