import { setMaxListeners } from 'node:events';
import type { OrderRequest } from '../supervision/desk/request';
import { asSupervisionError, SupervisionError } from '../supervision/errors';
import type { Supervision, SupervisionEvent } from '../supervision/vocabulary';
import { chosenConnection } from './chosen';
import type { Connection } from './connection';
import { invalid } from './failing';
import { hear, type Send } from './input';
import { readOrder, type ActionDefinition, type Verb } from './ordering';
import type { Message, Red, RedNode } from './red';
import type { ContactState } from './standing';
import { showAsking, showContact, showError, showNothing, showSupervision } from './status';

/** Runs listen, coach, barge-in and insert: a message becomes an order, its answer leaves by output 1 or 2. */
export function runAction(red: Red, node: RedNode, config: ActionDefinition, verb: Verb): void {
  let connection: Connection | undefined;
  let wrong: SupervisionError | undefined;
  /** The supervision whose fate this node shows; when that is over, the connection is of interest again. */
  let shown: Supervision | undefined;
  /** What is asked for and not answered yet. */
  const waiting = new Set<OrderRequest>();
  const open = new AbortController();
  // Every order that is under way listens to it, and in a storm of alerts there are many.
  setMaxListeners(0, open.signal);
  const closed = (): boolean => open.signal.aborted;

  try {
    connection = chosenConnection(red, config);
    connection.register(node, {
      contact(state: ContactState) {
        if (state === 'refused' || !shown || isOver(shown)) showContact(node, state);
      },
      event({ supervision }: SupervisionEvent) {
        if (!supervision) return;
        if (supervision.id === shown?.id) show(supervision);
        // A phone may ring for half a minute before the order is answered.
        const rings = supervision.phase === 'ringing' && [...waiting].some((order) => means(order, supervision));
        if (rings) showSupervision(node, supervision);
      },
    });
  } catch (thrown) {
    wrong = asSupervisionError(thrown);
    showError(node, wrong.code);
  }

  function show(supervision: Supervision): void {
    shown = supervision;
    showSupervision(node, supervision);
  }

  async function order(msg: Message, send: Send): Promise<void> {
    if (!connection) throw wrong ?? invalid('Choose a connection.');
    const request = await readOrder(red, node, config, verb, msg);
    // Closed while the order was read: nobody is left to take it back.
    if (closed()) return;
    if (!shown || isOver(shown)) showAsking(node);
    waiting.add(request);
    const answer = await connection.order(request, open.signal);
    waiting.delete(request);
    if (answer instanceof SupervisionError) throw answer;
    const { supervision, error } = answer;
    if (!closed()) show(supervision);
    const out = Object.assign(msg, { supervision });
    if (error?.kind === 'fault') throw error;
    send(error ? [null, out] : [out, null]);
  }

  hear(node, order, ({ code }) => {
    if (!closed()) showError(node, code);
  });

  node.on('close', () => {
    // Nobody will get the answer: what is under way and not yet confirmed is taken back.
    open.abort();
    connection?.deregister(node);
    showNothing(node);
  });
}

const means = ({ agent, mode, supervisor }: OrderRequest, supervision: Supervision): boolean =>
  supervision.agent === agent &&
  supervision.mode === mode &&
  (supervisor === undefined || supervision.supervisor === supervisor);

const isOver = ({ phase }: Supervision): boolean => phase === 'ended' || phase === 'failed';
