import type { Permission } from '../../supervision/driver';
import { asSupervisionError } from '../../supervision/errors';
import type { VoipNowClient } from './client';
import { checkPhone } from './starting';

const onlyAnOrder =
  'VoipNow tells it only with an order. The phone must be a phone terminal in the organization of the agents, and the App must be registered on an account that reaches them.';

/** VoipNow has no question for it. What can be asked is whether the phone that is to ring is there. */
export async function permissionOf(
  client: VoipNowClient,
  supervisor: string,
  signal: AbortSignal,
): Promise<Permission> {
  if (supervisor === '') return { can: 'unknown', why: `Every order names the phone that rings. ${onlyAnOrder}` };
  try {
    await checkPhone(client, supervisor, signal);
  } catch (thrown) {
    const { kind, message } = asSupervisionError(thrown, 'voipnow');
    if (kind === 'outcome') return { can: 'no', why: message };
  }
  return { can: 'unknown', why: onlyAnOrder };
}
