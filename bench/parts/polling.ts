import { setTimeout as delay } from 'node:timers/promises';
import type { Section } from '../report';
import { withChildren } from '../stage/child';
import { withUserDirs } from '../stage/user-dir';
import { inspectors } from './polling-huawei';
import { pbxStates } from './polling-voipnow';

const windowMs = 60_000;

/** (e) What it costs to wait. */
export const polling = (): Promise<Section> =>
  withUserDirs((makeUserDir) =>
    withChildren(async (start) => {
      // Each has a simulator and a Node-RED of its own, so one minute does for all.
      const stage = { start, makeUserDir };
      const all = await Promise.all([...pbxStates(stage), inspectors(stage, 1), inspectors(stage, 100)]);
      await Promise.all(all.map(({ begin }) => begin()));
      await delay(windowMs);
      const rows = await Promise.all(all.map(({ end }) => end(windowMs / 1_000)));
      return {
        rows: rows.flat(),
        notes: [
          `(e) VoipNow: requests that reach the simulated PBX in ${windowMs / 1_000} s, the sign-in not counted, with the connection as the dialog makes it (a look every 2 s) and no call events. For the first ten seconds of an order it looks twice as often, and asks up to six times whether the phone rings; once the supervisor is on the call, half as often.`,
          `(e) Huawei: inspectors who are signed in and have nothing to do, for ${windowMs / 1_000} s, at the same time as the PBX above. The gateway holds a poll for 10 s, and 200 ms later comes the next. CPU time is that of a whole Node-RED with a connection and a node for each inspector.`,
        ],
      };
    }),
  );
