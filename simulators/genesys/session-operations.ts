import type { WorkState } from '../centre/model';
import type { Ask } from './ask';
import { invalid, missing, ok, refused, voiceDown, wrongState, type Reply } from './reply';
import { telephonyDown, type World } from './world';

const multimediaDown = 'Interaction server connection is not opened';

/** Logs the user in on the channels he names. What works works: a channel that fails makes the answer partial (7). */
function start(world: World, ask: Ask): Reply {
  const { channels } = ask.body;
  if (channels === undefined) return missing('channels');
  if (!Array.isArray(channels) || channels.length === 0 || !channels.every((channel) => typeof channel === 'string')) {
    return invalid('channels', channels);
  }
  const names: readonly string[] = channels;
  const failures = names.flatMap((channel) => {
    if (channel === 'voice') return telephonyDown(world) ? [{ ...voiceDown.body, channel }] : [];
    return world.faults.is('multimedia-down') ? [{ statusCode: 4, statusMessage: multimediaDown, channel }] : [];
  });
  const [first] = failures;
  if (first !== undefined && failures.length === names.length) {
    return first.channel === 'voice' ? voiceDown : refused(4, multimediaDown, 503);
  }
  const failed = new Set(failures.map(({ channel }) => channel));
  const succeeded = names.filter((channel) => !failed.has(channel));
  const { person } = ask.session;
  if (succeeded.includes('voice') && person.state === 'signed-out') {
    world.centre.setState(person.user, 'not-ready');
  }
  if (failures.length === 0) return ok();
  const done = succeeded.map((channel) => ({ statusCode: 0, channel }));
  return { http: 200, body: { statusCode: 7, succeeded: done, failed: failures } };
}

const states = new Map<string, WorkState>([
  ['Ready', 'ready'],
  ['NotReady', 'not-ready'],
  ['AfterCallWork', 'after-call-work'],
]);

/** POST /me. `endsSession`: the HTTP session dies with this answer. */
export function sessionOperation(world: World, ask: Ask, operation: string): Reply & { endsSession?: boolean } {
  if (operation === 'StartContactCenterSession') return start(world, ask);
  if (operation === 'EndContactCenterSession') {
    world.centre.setState(ask.session.person.user, 'signed-out');
    return { ...ok(), endsSession: true };
  }
  return stateOperation(world, ask, operation);
}

/** POST /me/channels/voice; older clients post the same on /me. */
export function stateOperation(world: World, ask: Ask, operation: string): Reply {
  const state = states.get(operation);
  if (state === undefined) return invalid('operationName', operation);
  if (telephonyDown(world)) return voiceDown;
  const { person } = ask.session;
  if (person.state === 'signed-out') return wrongState('No contact center session');
  world.centre.setState(person.user, state);
  return ok();
}
