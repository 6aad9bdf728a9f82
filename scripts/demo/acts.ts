import type { Happening } from '../../simulators/alerts';
import type { Feed } from './feed';
import type { Stage } from './stage';

export type Scene = Pick<Stage, 'example' | 'feed'> & { nodeRed: { url: string } };

/**
 * Waits for the supervisor's sign-in. The flow starts the contact centre and the connection to it at the same time, so a first
 * try may find nobody there yet: what was said until contact is made counts only where it never is.
 */
async function contact(feed: Feed): Promise<void> {
  let reason = '';
  try {
    await feed.first('The sign-in at the simulated contact centre', ({ event, fault }) => {
      if (fault) reason = ` ${fault.message}`;
      return event?.type === 'connection.up' || undefined;
    });
  } catch (thrown) {
    throw new Error(`${thrown instanceof Error ? thrown.message : String(thrown)}${reason}`, { cause: thrown });
  }
  feed.forget();
}

/** Waits for contact, and puts a customer on the agent's phone, both by means of the flow. */
export async function startCall({ nodeRed, example, feed }: Scene): Promise<Happening> {
  await contact(feed);
  const answer = await fetch(`${nodeRed.url}/inject/${example.startCall}`, { method: 'POST' });
  if (!answer.ok) throw new Error(`The flow did not start the call: HTTP ${answer.status}.`);
  return feed.first('The call of customer and agent', ({ call }) =>
    call?.legs.some(({ role, state }) => role === 'agent' && state === 'talking') ? call : undefined,
  );
}

/** Posts the alert like the system that raises it. How long the flow took to answer, in ms. */
export async function postAlert({ nodeRed, example }: Scene): Promise<number> {
  const began = performance.now();
  const answer = await fetch(`${nodeRed.url}${example.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: example.alert,
  });
  if (answer.status !== 202) throw new Error(`The flow answered the alert with HTTP ${answer.status}, not 202.`);
  return Math.round(performance.now() - began);
}

/** The same by hand. */
export const curlLine = ({ nodeRed, example }: Scene): string =>
  `curl -i -H 'content-type: application/json' -d '${example.alert}' ${nodeRed.url}${example.path}`;
