import { asSupervisionError, type SupervisionError } from '../supervision/errors';
import type { CancelAnswer } from '../supervision/desk/request';
import type { Supervision } from '../supervision/vocabulary';
import { chosenConnection, type ChoosesConnection } from './chosen';
import type { Connection } from './connection';
import { connectionOf } from './connection-node';
import { invalid } from './failing';
import { hear, type Send } from './input';
import type { Message, Red, RedNode } from './red';
import { showContact, showError, showNothing, showSupervision } from './status';
import { agentInput, evaluate, nameOf, objectOf } from './values';

export interface CancelDefinition extends ChoosesConnection {
  /** `message` (default): the supervision in `msg.supervision`; `agent`; `all` of the connection. */
  what?: string;
  agent?: string;
  agentType?: string;
}

/** Runs supervision-cancel. One message leaves for each supervision that ended. */
export function runCancel(red: Red, node: RedNode, config: CancelDefinition): void {
  const what = config.what ?? 'message';
  let chosen: Connection | undefined;
  let wrong: SupervisionError | undefined;
  let closed = false;

  if (what !== 'message') {
    try {
      chosen = chosenConnection(red, config);
      chosen.register(node, {
        contact(state) {
          showContact(node, state);
        },
        event() {
          // The status tells of the connection, and of the last cancel.
        },
      });
    } catch (thrown) {
      wrong = asSupervisionError(thrown);
      showError(node, wrong.code);
    }
  }

  async function cancel(msg: Message): Promise<CancelAnswer> {
    if (what === 'message') {
      const supervision = carried(msg);
      const connection = connectionOf(red, supervision.connectionId);
      if (!connection)
        throw invalid('The connection of the supervision in "msg.supervision" does not exist (any more).');
      const answer = await connection.cancel({ id: supervision.id });
      // After a restart of ours the supervision has another id, if it still runs at all; its agent is the same.
      return answer.error?.code === 'call-not-found' && supervision.agent !== undefined
        ? connection.cancel({ agent: supervision.agent, adopted: true })
        : answer;
    }
    if (!chosen) throw wrong ?? invalid('Choose a connection.');
    if (what === 'all') return chosen.cancel('all');
    const override = objectOf('msg.supervise', msg.supervise);
    const given = override.agent ?? (await evaluate(red, node, 'agent', agentInput(config), msg));
    const agent = nameOf('agent', given);
    if (agent === undefined) throw invalid('"agent" is missing: name the agent whose supervision is to end.');
    return chosen.cancel({ agent });
  }

  function pass(msg: Message, { supervisions, error }: CancelAnswer, send: Send): void {
    const output = (out: Message): (Message | null)[] => (error ? [null, out] : [out, null]);
    if (supervisions.length === 0) {
      const before = typeof msg.supervision === 'object' ? msg.supervision : {};
      send(output(error ? Object.assign(msg, { supervision: { ...before, error: error.report() } }) : msg));
    }
    supervisions.forEach((supervision, index) => {
      const out = index === 0 ? msg : red.util.cloneMessage(msg);
      send(output(Object.assign(out, { supervision })));
    });
  }

  hear(
    node,
    async (msg, send) => {
      const answer = await cancel(msg);
      if (answer.error?.kind === 'fault') throw answer.error;
      const last = answer.supervisions.at(-1);
      if (closed) return;
      if (answer.error) showError(node, answer.error.code);
      else if (last) showSupervision(node, last);
      pass(msg, answer, send);
    },
    ({ code }) => {
      if (!closed) showError(node, code);
    },
  );

  node.on('close', () => {
    closed = true;
    chosen?.deregister(node);
    showNothing(node);
  });
}

/** @throws SupervisionError `invalid-input` when the message carries no supervision */
function carried(msg: Message): { id: string; connectionId: string; agent?: string } {
  const { id, connectionId, agent } = objectOf('msg.supervision', msg.supervision) as Partial<Supervision>;
  if (typeof id !== 'string' || typeof connectionId !== 'string') {
    throw invalid('"msg.supervision" is missing: this node ends the supervision that a supervision node put there.');
  }
  return { id, connectionId, ...(typeof agent === 'string' && { agent }) };
}
