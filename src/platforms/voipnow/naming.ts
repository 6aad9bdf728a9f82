import type { AgentRef } from '../../supervision/driver';
import type { VoipNowClient } from './client';
import { sameNumber } from './numbers';
import type { PhoneCall } from './resources';

/**
 * One agent has one name, whichever form of his number a flow writes: who is put on him by one is found by the other. The short
 * form is looked up; where the server does not tell the full one, it stays.
 */
export async function refOf(
  client: VoipNowClient,
  extension: string,
  calls: readonly PhoneCall[],
  signal: AbortSignal,
): Promise<AgentRef> {
  if (extension.includes('*')) return { id: extension, label: extension };
  const seen = calls.flatMap(({ views }) => views).map((view) => view.extension);
  const full = [...new Set(seen)].filter((each) => each !== undefined && sameNumber(each, extension));
  const [only, ...more] = full.length > 0 ? full : [await asked(client, extension, signal)];
  if (only === undefined || more.length > 0 || !sameNumber(only, extension)) return { id: extension, label: extension };
  return { id: only, label: extension, names: [extension, only] };
}

const asked = (client: VoipNowClient, extension: string, signal: AbortSignal): Promise<string | undefined> =>
  client.presence(extension, signal).then(
    (presence) => presence?.extension,
    () => undefined,
  );
