import type { Permission } from '../../supervision/driver';
import { asSupervisionError } from '../../supervision/errors';
import type { HuaweiClient } from './client';
import { isUnanswerable } from './retcodes';

/** Whether he is an inspector; on whom, only an order tells. */
export async function permissionOf(client: HuaweiClient, signal: AbortSignal): Promise<Permission> {
  let isInspector: boolean | undefined;
  try {
    isInspector = await client.isInspector(signal);
  } catch (thrown) {
    // Gateways that do not know the question exist.
    if (!isUnanswerable(asSupervisionError(thrown, 'huawei'))) throw thrown;
  }
  const { agentId } = client.session;
  if (isInspector === true) return { can: 'yes', why: `The gateway has ${agentId} as an inspector.` };
  if (isInspector === false) {
    const why = `The gateway has ${agentId} as an agent, not as an inspector. Give him the right of quality control, and the agents to watch.`;
    return { can: 'no', why };
  }
  const why = `The gateway does not tell. ${agentId} must be an inspector, in one VDN with the agents, and with the right to watch them.`;
  return { can: 'unknown', why };
}
