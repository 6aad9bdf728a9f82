import type { FlowNode } from '../../scripts/runtime/user-dir';

/** Moves an example that calls its own Node-RED to where that Node-RED is: an example expects it at the usual port. */
export function atHome(flows: readonly FlowNode[], url: string): void {
  const [change, ...more] = flows.filter(({ type }) => type === 'change');
  if (!change || more.length > 0) throw new Error('The example should say in exactly one node where its Node-RED is.');
  for (const rule of change.rules as { to: string }[]) {
    if (!rule.to.startsWith('http://127.0.0.1:1880')) throw new Error(`This is no address of Node-RED: ${rule.to}`);
    rule.to = rule.to.replace('http://127.0.0.1:1880', url);
  }
}
