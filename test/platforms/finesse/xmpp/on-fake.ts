import type { XmppSettings } from '../../../../src/platforms/finesse/xmpp/types';
import { until } from '../../../support/until';
import { startFakeXmpp, type FakeTransport, type FakeXmpp } from '../../../support/xmpp/fake';
import { Sessions, type Heard } from './world';

export interface OnFake {
  transport: FakeTransport;
  fake: FakeXmpp;
  sessions: Sessions;
  /** Online, and the fake has seen its presence. */
  online: (settings?: Partial<XmppSettings>) => Promise<Heard>;
}

/** The same tests with each transport, on a fake of its own for each test. */
export function onEachFake(title: string, tests: (on: OnFake) => void): void {
  for (const transport of ['websocket', 'bosh', 'tcp'] as const) {
    describe(`${title}, by ${transport}`, () => {
      const on = { transport } as OnFake;
      beforeEach(async () => {
        on.fake = await startFakeXmpp(transport);
        on.sessions = new Sessions({ transport, url: on.fake.url });
      });
      on.online = async (settings = {}) => {
        const heard = await on.sessions.online(settings);
        await until('the presence', () => on.fake.client.received.some((sent) => sent.startsWith('<presence')));
        return heard;
      };
      afterEach(async () => {
        await on.sessions.closeAll();
        await on.fake.close();
      });
      tests(on);
    });
  }
}
