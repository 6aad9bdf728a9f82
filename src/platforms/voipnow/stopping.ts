import type { Chance } from '../../net/exchange';
import { SupervisionError, type ErrorCode } from '../../supervision/errors';
import type { Attempt } from './attempt';
import type { VoipNowClient } from './client';
import { shortOf } from './numbers';
import type { PhoneCall, View } from './resources';
import { legIn, names } from './views';

/** Between two looks when the leg is still there right after its end was accepted. */
const lookAgainMs = 400;
/** How often it is looked again: some servers hang up a little after they said so. */
const looksAgain = 4;

/** Between two hang-ups that a limit keeps out, and how many there are. */
const limitMs = 500;
const triesAtALimit = 4;

/**
 * Takes the supervisor's own leg off, and proves that the others still talk. There is no action for it: the documented DELETE of one
 * party is the way, the extended number first, and where the server finds nobody under it, the short one once.
 *
 * @returns the call as it is afterwards; undefined where it was over before anything was hung up
 * @throws SupervisionError `transition-not-allowed`, with nothing sent, where the leg cannot be told apart from the others
 */
export async function takeOff(
  client: VoipNowClient,
  chance: Chance,
  attempt: Attempt,
  call: PhoneCall,
  leg: View,
  signal: AbortSignal,
): Promise<PhoneCall | undefined> {
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
  // Somebody of another client may have the same short number.
  const numbers =
    short === supervisor || others.some((view) => names(view, short)) ? [supervisor] : [supervisor, short];
  const found = await hangUp(client, chance, attempt, numbers, signal);
  let after = await client.call(address, signal);
  for (let looks = 0; found && after && looks < looksAgain; looks++) {
    if (!legIn(after, supervisor, attempt.before)) break;
    await chance.sleep(lookAgainMs, signal).catch(() => undefined);
    after = await client.call(address, signal);
  }
  if (!after) {
    if (!found) return undefined;
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
          `VoipNow finds nobody to hang up under ${numbers.join(' or ')} on call ${call.id}. The supervisor has to hang up himself.`,
        );
  }
  const missing = missingFrom(after.views, others);
  if (missing) {
    throw failed(
      'platform-error',
      `With the supervisor's leg, view ${missing.id} (${missing.source.join()} to ${missing.destination.join()}) went from call ${call.id}.`,
    );
  }
  return after;
}

/** @returns whether somebody was found under one of the numbers */
async function hangUp(
  client: VoipNowClient,
  chance: Chance,
  { address }: Attempt,
  numbers: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  let refused: SupervisionError | undefined;
  for (const number of numbers) {
    try {
      if (await patiently(chance, () => client.hangUpParty(address, number, signal), signal)) return true;
      refused = undefined;
    } catch (thrown) {
      if (saysOver(thrown)) return false;
      if (!isWrongNumber(thrown)) throw thrown;
      refused = thrown;
    }
  }
  if (refused !== undefined) throw refused;
  return false;
}

/** A limit refuses before anything is done, so it may be sent again; and nobody stays on a call because of too many requests. */
async function patiently<T>(chance: Chance, send: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (thrown) {
      const limited = thrown instanceof SupervisionError && thrown.code === 'rate-limited';
      if (!limited || tries === triesAtALimit || signal.aborted) throw thrown;
      await chance.sleep(limitMs * tries, signal).catch(() => undefined);
    }
  }
}

const saysOver = (thrown: unknown): boolean => thrown instanceof SupervisionError && thrown.code === 'call-not-found';

/**
 * Whether a server takes a number with a star is not documented. A refusal of the request is one of the ways to say no, and so is
 * a page that is not found.
 */
const isWrongNumber = (thrown: unknown): thrown is SupervisionError =>
  thrown instanceof SupervisionError &&
  thrown.arrived === 'yes' &&
  ((thrown.httpStatus ?? 500) <= 400 || thrown.httpStatus === 404) &&
  !['user_invalid', 'extension_invalid', 'access_denied'].includes(thrown.vendorCode ?? '');

/** The view that is no longer there. Views may be numbered anew when one has gone, so the parties count, not the id. */
function missingFrom(after: readonly View[], before: readonly View[]): View | undefined {
  const left = [...after];
  return before.find((view) => {
    const same = left.findIndex((each) => each.id === view.id || sides(each) === sides(view));
    if (same >= 0) left.splice(same, 1);
    return same < 0;
  });
}

const sides = ({ source, destination }: View): string => `${source.join()} ${destination.join()}`;

const failed = (code: ErrorCode, text: string, arrived: 'no' | 'yes' = 'yes'): SupervisionError =>
  new SupervisionError(code, text, { platform: 'voipnow', arrived });
