import type { Chance } from '../../net/exchange';
import { SupervisionError, type ErrorCode } from '../../supervision/errors';
import type { Attempt } from './attempt';
import type { VoipNowClient } from './client';
import { shortOf } from './numbers';
import type { PhoneCall, View } from './resources';
import { legIn, names } from './views';

/** Between two looks when the leg is still there right after its end was accepted. */
const lookAgainMs = 400;

/**
 * Takes the supervisor's own leg off, and proves that the others still talk. There is no action for it: the documented DELETE of one
 * party is the way, the extended number first, and where the server finds nobody under it, the short one once.
 *
 * @returns the call as it is afterwards
 * @throws SupervisionError `transition-not-allowed`, with nothing sent, where the leg cannot be told apart from the others
 */
export async function takeOff(
  client: VoipNowClient,
  chance: Chance,
  attempt: Attempt,
  call: PhoneCall,
  leg: View,
  signal: AbortSignal,
): Promise<PhoneCall> {
  const { address, supervisor } = attempt;
  const others = call.views.filter((view) => view !== leg);
  const short = shortOf(supervisor);
  const alike = others.find((view) => names(view, supervisor));
  if (alike) {
    throw failed(
      'transition-not-allowed',
      `The supervisor cannot be taken off call ${call.id}: his number ${supervisor} is also in view ${alike.id}, and VoipNow hangs up by number. He has to hang up himself.`,
      'no',
    );
  }
  let found = await client.hangUpParty(address, supervisor, signal);
  if (!found && short !== supervisor) found = await client.hangUpParty(address, short, signal);
  let after = await client.call(address, signal);
  if (found && after && legIn(after, supervisor, attempt.before)) {
    await chance.sleep(lookAgainMs, signal).catch(() => undefined);
    after = await client.call(address, signal);
  }
  if (!after) {
    throw failed(
      'platform-error',
      `Call ${call.id} ended together with the supervisor's leg: somebody hung up at that moment, or this server hangs up the whole call.`,
    );
  }
  if (legIn(after, supervisor, attempt.before)) {
    throw found
      ? failed('platform-error', `VoipNow took the order, but ${supervisor} is still on call ${call.id}.`)
      : failed(
          'transition-not-allowed',
          `VoipNow finds nobody to hang up under ${supervisor} or ${short} on call ${call.id}. The supervisor has to hang up himself.`,
        );
  }
  const missing = others.find(({ id }) => !after.views.some((view) => view.id === id));
  if (missing) {
    throw failed(
      'platform-error',
      `With the supervisor's leg, view ${missing.id} (${missing.source.join()} to ${missing.destination.join()}) went from call ${call.id}.`,
    );
  }
  return after;
}

const failed = (code: ErrorCode, text: string, arrived: 'no' | 'yes' = 'yes'): SupervisionError =>
  new SupervisionError(code, text, { platform: 'voipnow', arrived });
