import type { Happening } from '../../simulators/alerts';
import type { Supervision } from '../../src/supervision/vocabulary';
import type { Feed, Told } from './feed';

/** Why the story did not come true. */
export class Unproved extends Error {}

function refused({ answer, fault }: Told): void {
  if (answer?.error) throw new Unproved(`The request was not achieved: ${answer.error.message}`);
  if (fault) throw new Unproved(`The platform could not be asked: ${fault.message}`);
}

const supervisorOf = ({ legs }: Happening): Happening['legs'][number] | undefined =>
  legs.find(({ role, state }) => role === 'supervisor' && state === 'talking');

/** That somebody of this role hears all others who are on the call. */
const hearsAll = ({ hears }: Happening): boolean =>
  Object.values(hears).every((heard) => heard.length === Object.keys(hears).length - 1);

function check(holds: boolean, sentence: string): void {
  if (!holds) throw new Unproved(sentence);
}

/**
 * Waits for every step of the story, each from two sides: what the nodes say, and what the simulated call looks like.
 *
 * @returns the supervision as it was when the supervisor was on the call
 * @throws Unproved, or the error of the step that did not come
 */
export async function prove(feed: Feed): Promise<Supervision> {
  const event = (type: string): Promise<Supervision> =>
    feed.first(`The event ${type}`, (told) => {
      refused(told);
      return told.event?.type === type ? told.event.supervision : undefined;
    });
  const answer = (phase: string): Promise<Supervision> =>
    feed.first(`The message that says ${phase}`, ({ answer: said }) => (said?.phase === phase ? said : undefined));

  const proved = await event('supervision.active');
  const answered = await answer('active');
  // No event of its own everywhere: what happens on the call may be told sooner than the request is answered.
  if (answered.acceptedAt === undefined)
    throw new Unproved('The supervisor is on the call, and the platform took no request.');
  for (const active of [proved, answered]) {
    check(
      active.confirmation === 'confirmed' && !!active.evidence,
      'The supervisor was put on the call without proof.',
    );
    check(active.mode === 'barge', `The supervisor is on the call in the mode ${active.mode}, not barge.`);
  }
  await feed.first('The supervisor on the simulated call', ({ call }) =>
    call && supervisorOf(call)?.mode === 'barge' && hearsAll(call) ? call : undefined,
  );
  for (const ended of [await event('supervision.ended'), await answer('ended')]) {
    check(ended.endedBy === 'cancel' && !!ended.evidence, 'The supervision ended, but not by the cancel of the flow.');
  }
  const after = await feed.first('The end of the supervisor on the simulated call', ({ call }) =>
    call?.type === 'leg.left' ? call : undefined,
  );
  const stayed = after.legs.filter(({ state }) => state === 'talking').map(({ role }) => role);
  check(stayed.join() === 'customer,agent' && hearsAll(after), 'Customer and agent were not left alone on their call.');
  return { ...proved, acceptedAt: answered.acceptedAt };
}
