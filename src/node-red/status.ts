import type { Phase, Supervision } from '../supervision/vocabulary';
import type { ContactState } from './standing';
import type { RedNode } from './red';

type Fill = 'red' | 'green' | 'yellow' | 'blue' | 'grey';
interface Look {
  fill: Fill;
  shape: 'ring' | 'dot';
}

const contactLooks: Record<ContactState, Look> = {
  connecting: { fill: 'yellow', shape: 'ring' },
  connected: { fill: 'green', shape: 'ring' },
  disconnected: { fill: 'red', shape: 'ring' },
  refused: { fill: 'red', shape: 'dot' },
};

const phaseLooks: Record<Phase, Look> = {
  requested: { fill: 'blue', shape: 'ring' },
  accepted: { fill: 'blue', shape: 'ring' },
  armed: { fill: 'yellow', shape: 'dot' },
  ringing: { fill: 'blue', shape: 'dot' },
  active: { fill: 'green', shape: 'dot' },
  ended: { fill: 'grey', shape: 'ring' },
  failed: { fill: 'red', shape: 'ring' },
  unknown: { fill: 'yellow', shape: 'ring' },
};

/** One catalogue has the texts that all nodes share. */
const texts = '@call-supervision/node-red/supervision-events:status';

/** Shows one status. The text is a key, which the editor translates; `event` is for Status nodes, which see the key. */
function show(node: RedNode, look: Look, key: string, more: Record<string, unknown> = {}): void {
  node.status({ ...look, text: `${texts}.${key}`, event: key, ...more } as Parameters<RedNode['status']>[0]);
}

/** A node that is stopped knows nothing of its connection any more, and nobody is on a call for it. */
export function showNothing(node: RedNode): void {
  node.status({});
}

export function showContact(node: RedNode, state: ContactState): void {
  show(node, contactLooks[state], state);
}

/** An order is on its way; what comes of it is not known yet. */
export function showAsking(node: RedNode): void {
  show(node, phaseLooks.requested, 'requested');
}

export function showSupervision(node: RedNode, supervision: Supervision): void {
  const { phase, error, id, mode, agent } = supervision;
  show(node, error ? phaseLooks.failed : phaseLooks[phase], error?.code ?? phase, {
    supervision: { id, mode, agent, phase },
  });
}

export function showError(node: RedNode, code: string): void {
  show(node, phaseLooks.failed, code);
}
