import should from 'should';
import { realChance } from '../../../src/net/exchange';
import { HuaweiClient } from '../../../src/platforms/huawei/client';
import { Notifications, type NotificationsOptions } from '../../../src/platforms/huawei/notifications';
import { failing } from '../../support/failing';
import {
  refusing,
  scriptedHuawei,
  type HuaweiReply,
  type HuaweiScript,
  type ScriptedHuawei,
  type SeenByHuawei,
} from '../../support/scripted-huawei';
import { until } from '../../support/until';

const soon = (): AbortSignal => AbortSignal.timeout(5_000);
const isPoll = ({ path }: { path: string }): boolean => path.startsWith('/agentevent/');
const isSignIn = ({ method, path }: { method: string; path: string }): boolean =>
  method === 'PUT' && path.startsWith('/onlineagent/');
const nothing = (event: unknown): HuaweiReply => ({ body: { message: '', retcode: '0', event } });

describe('event stream of Huawei', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function listenTo(script?: HuaweiScript, options: NotificationsOptions = {}) {
    const gateway = await scriptedHuawei(script);
    closing.push(() => gateway.close());
    const waits: number[] = [];
    const time = { ahead: 0 };
    /** What happened, in order. */
    const story: string[] = [];
    const notices: string[] = [];
    const client = new HuaweiClient({
      url: gateway.url,
      agentId: '6105',
      phoneNumber: '70011',
      password: 'canary',
      releasePhone: true,
      timeoutMs: 1_000,
      chance: {
        now: () => Date.now() + time.ahead,
        random: () => 0.999,
        sleep: (ms, signal) => {
          waits.push(ms);
          return realChance.sleep(Math.min(ms, 5), signal);
        },
      },
    });
    const notifications = new Notifications(
      client,
      {
        event: ({ type }) => {
          story.push(type);
          if (type === 'throw') throw new Error('a listener of ours');
        },
        up: () => {
          story.push('up');
        },
        down: ({ code, vendorCode, message }) => {
          story.push(`down ${code} ${vendorCode ?? ''}`.trim());
          story.push(`# ${message}`);
        },
        signedIn: ({ loginTime }) => {
          story.push(`signed in ${loginTime ?? '?'}`);
        },
        notice: (text) => notices.push(text),
      },
      { pauseMs: 1, ...options },
    );
    closing.push(async () => {
      await notifications.stop();
      client.close();
    });
    /** Without the sentences. */
    const lines = (): string[] => story.filter((line) => !line.startsWith('#'));
    return { gateway, client, notifications, waits, time, story, lines, notices };
  }

  type Stream = Awaited<ReturnType<typeof listenTo>>;

  async function started(script?: HuaweiScript, options?: NotificationsOptions, forced = false): Promise<Stream> {
    const stream = await listenTo(script, options);
    await stream.notifications.start(forced, soon());
    await until('the first poll', () => stream.gateway.seen.some(isPoll));
    return stream;
  }

  const polls = ({ gateway }: { gateway: ScriptedHuawei }): number => gateway.seen.filter(isPoll).length;
  const signIns = ({ gateway }: { gateway: ScriptedHuawei }): string[] =>
    gateway.seen.filter(isSignIn).map(({ path }) => path);

  /** The stream stands: what is told now arrives. */
  async function eventsFlow({ gateway, story }: Stream): Promise<void> {
    gateway.tell('AgentOther_Note');
    await until('an event', () => story.includes('AgentOther_Note'));
  }

  describe('polling', () => {
    it('signs in, then keeps one poll open, with the documented pause between two', async () => {
      const stream = await started(undefined, { pauseMs: undefined });
      await until('the poll is held', () => stream.gateway.held() === 1);
      stream.gateway.tell('AgentOther_InService', 'AgentState_Ready');
      await until('the third poll is held', () => polls(stream) === 3 && stream.gateway.held() === 1);
      should(stream.story).deepEqual(['signed in 1', 'AgentOther_InService', 'AgentState_Ready']);
      should(stream.waits).deepEqual([200, 200]);
      should(signIns(stream)).have.length(1);
    });

    it('takes a burst without loss, in order, duplicates included', async () => {
      const stream = await started();
      const names = Array.from({ length: 300 }, (_, n) => `Event_${n % 290}`);
      stream.gateway.tell(...names);
      await until('all', () => stream.story.length >= 301);
      should(stream.story.slice(1)).deepEqual(names);
    });

    it('takes several events in one answer, whatever one of them does', async () => {
      const list = ['AgentState_Busy', 'throw', 'AgentState_Ready'].map((eventType) => ({ eventType, workNo: '6105' }));
      const replies: HuaweiReply[] = [nothing(list), { body: { retcode: '0', workNo: '6105', eventList: list } }];
      const stream = await started((seen) => (isPoll(seen) ? replies.shift() : undefined));
      await eventsFlow(stream);
      const each = list.map(({ eventType }) => eventType);
      should(stream.lines()).deepEqual(['signed in 1', ...each, ...each, 'AgentOther_Note']);
    });

    it('is quiet about polls without an event, however they say that', async () => {
      const none = [null, {}, '', undefined, []];
      const stream = await started((seen) => (isPoll(seen) && none.length > 0 ? nothing(none.shift()) : undefined));
      await until('they are over', () => polls(stream) === 6);
      await eventsFlow(stream);
      should(stream.story).deepEqual(['signed in 1', 'AgentOther_Note']);
    });

    it('takes an answer without a body, or without a code, for one without an event; a page is none', async () => {
      const bodies = ['', ' ', '{}', 'null', '{"message":""}', '{"event":{"eventType":"AgentState_Busy"}}'];
      const replies: HuaweiReply[] = [...bodies.map((body) => ({ body })), { status: 204, body: '' }];
      const stream = await started((seen) => (isPoll(seen) ? replies.shift() : undefined));
      await eventsFlow(stream);
      should(stream.lines()).deepEqual(['signed in 1', 'AgentState_Busy', 'AgentOther_Note']);
      const pages: HuaweiReply[] = [{ body: '<html>hello</html>' }, { body: '<html>hello</html>' }];
      stream.gateway.script = (seen) => (isPoll(seen) ? pages.shift() : undefined);
      stream.gateway.tell('AgentState_Ready');
      await until('down', () => stream.lines().includes('down platform-error'));
      await until('up', () => stream.lines().includes('up'));
    });

    it('bears zero characters and codes that are numbers', async () => {
      const bodies = [
        '{"retcode":0,"event":{"eventType":"AgentState_Busy\\u0000","content":null}}\0\0',
        '{"retcode":"0\\u0000","event":{"eventType":"AgentEvent_Hold","content":"1-2\\u0000"}}',
      ];
      const stream = await started((seen) =>
        isPoll(seen) && bodies.length > 0 ? { body: bodies.shift() } : undefined,
      );
      await until('both', () => stream.story.length === 3);
      should(stream.story.slice(1)).deepEqual(['AgentState_Busy', 'AgentEvent_Hold']);
    });

    it('goes on while an order is on its way', async () => {
      const stream = await started((seen) => (seen.path.includes('addsupervise') ? { hold: true } : undefined));
      const order = failing(stream.client.addSupervise('6001'));
      await until('the order hangs', () => stream.gateway.sent('addsupervise').length === 1);
      const before = polls(stream);
      for (let n = 0; n < 5; n++) {
        stream.gateway.tell('AgentState_Busy');
        await until('the next poll', () => polls(stream) === before + n + 1);
      }
      should(await order).match({ code: 'unreachable', arrived: 'maybe' });
    });

    it('is not ended by a listener that throws, which is told', async () => {
      const stream = await started();
      stream.gateway.tell('throw');
      await eventsFlow(stream);
      should(stream.notices).match([/a listener of ours/]);
    });
  });

  describe('a poll that fails', () => {
    it('mid-body: events may be lost, and nobody is alarmed twice', async () => {
      let cut = 1;
      const stream = await started((seen) =>
        isPoll(seen) && cut-- > 0
          ? { headers: { 'Set-GUID': 'JSESSIONID=new' }, ...nothing({ eventType: 'AgentState_Busy' }), half: true }
          : undefined,
      );
      await until('up', () => stream.story.includes('up'));
      await eventsFlow(stream);
      should(stream.lines()).deepEqual(['signed in 1', 'up', 'AgentOther_Note']);
      should(signIns(stream)).have.length(1);
      should(stream.gateway.sent('agentstatus')).match([{ headers: { guid: 'new' } }]);
    });

    it('because the gateway hangs is noticed within one period', async () => {
      let hangs = true;
      const stream = await started((seen) => (hangs && isPoll(seen) ? { hold: true } : undefined), { pollMs: 100 });
      await until('down', () => stream.lines().includes('down unreachable ETIMEDOUT'));
      hangs = false;
      await until('up', () => stream.story.includes('up'));
      await eventsFlow(stream);
      should(signIns(stream)).have.length(1);
    });

    it('as long as it fails: told once for each reason, with growing pauses up to the limit', async () => {
      let bad: HuaweiReply | undefined = { status: 502, body: '<h1>Bad gateway</h1>' };
      const stream = await started((seen) => (isSignIn(seen) ? undefined : bad));
      await until('six failures', () => stream.waits.length >= 6);
      should(stream.lines()).deepEqual(['signed in 1', 'down platform-error']);
      should(stream.waits.slice(0, 6)).deepEqual([999, 1998, 3996, 7992, 14985, 14985]);
      bad = undefined;
      await until('up', () => stream.story.includes('up'));
      await eventsFlow(stream);
      should(signIns(stream)).have.length(1);
    });

    for (const code of ['000-001', '000-004', '105-002']) {
      it(`with ${code} keeps the session`, async () => {
        let n = 0;
        const stream = await started((seen) => (isPoll(seen) && ++n <= 2 ? refusing(code) : undefined));
        await until('up', () => stream.story.includes('up'));
        await eventsFlow(stream);
        should(signIns(stream)).have.length(1);
        should(stream.lines()).containEql(`down platform-error ${code}`);
      });
    }

    it('with a proxy that refuses it (403) waits for a better day', async () => {
      let n = 0;
      const stream = await started((seen) => (isPoll(seen) && ++n <= 3 ? { status: 403, body: 'no' } : undefined));
      await until('up', () => stream.story.includes('up'));
      await eventsFlow(stream);
    });

    it('comes back after a restart of the gateway, with a new session', async () => {
      const stream = await started();
      const { port } = stream.gateway;
      await stream.gateway.close();
      await until('down', () => stream.lines().includes('down unreachable ECONNREFUSED'));
      const { serveHttp } = await import('../../support/servers.js');
      let session = '';
      const again = await serveHttp((request, response) => {
        const guid = String(request.headers.guid);
        const signsIn = request.method === 'PUT';
        if (signsIn) session = 'second';
        if (signsIn) response.setHeader('Set-GUID', `JSESSIONID=${session}`);
        if (!signsIn && request.url?.includes('agentevent') && guid === 'second') return;
        response.end(JSON.stringify({ retcode: signsIn || guid === session ? '0' : '100-006' }));
      }, port);
      closing.push(() => again.close());
      await until('up', () => stream.story.includes('up'));
      should(stream.client.session.guid).equal('second');
    });
  });

  describe('a session that is gone', () => {
    /** Polls are refused until somebody signs in again. */
    const dying =
      (code: string, signIn?: (n: number) => HuaweiReply | undefined): HuaweiScript =>
      (seen) => {
        if (isSignIn(seen)) return signIn?.(++entries);
        return seen.headers.guid === 'guid-1' && dead ? refusing(code) : undefined;
      };
    let dead = false;
    let entries = 0;
    beforeEach(() => {
      dead = false;
      entries = 0;
    });
    async function dies(stream: Stream): Promise<void> {
      dead = true;
      stream.gateway.tell('AgentState_Ready');
      await until('down', () => stream.story.some((line) => line.startsWith('down')));
    }

    for (const code of ['100-006', '000-003', '105-005', '105-006', '105-007']) {
      it(`${code}: told, signed in again once, up`, async () => {
        const stream = await started(dying(code));
        await dies(stream);
        await until('up', () => stream.story.includes('up'));
        await eventsFlow(stream);
        should(stream.lines()).deepEqual([
          'signed in 1',
          'AgentState_Ready',
          'down unreachable 100-006',
          'signed in 2',
          'up',
          'AgentOther_Note',
        ]);
        should(stream.story[3]).match(/polled in time: somebody signed him in elsewhere/);
        should(signIns(stream)).deepEqual(['/onlineagent/6105', '/onlineagent/6105']);
      });
    }

    for (const code of ['100-002', '100-015']) {
      it(`and somebody else has him (${code}): surfaced, and never fought over, also where the first was forced`, async () => {
        const stream = await started(
          dying('100-006', (n) => (n === 1 ? undefined : refusing(code))),
          {},
          true,
        );
        await dies(stream);
        await until('final', () => stream.lines().includes(`down auth ${code}`));
        await stream.notifications.stop();
        should(signIns(stream)).deepEqual(['/onlineagent/6105', '/onlineagent/6105']);
        // It does not even wait for a better day.
        should(stream.waits.every((ms) => ms === 1)).be.true();
        should(await failing(stream.client.addSupervise('6001'))).match({ code: 'unreachable', arrived: 'no' });
        should(stream.story).not.containEql('up');
      });
    }

    it('is what a second 401 without a code means; one alone is a bad moment of a proxy', async () => {
      let denials = 1;
      const stream = await started((seen) =>
        seen.headers.guid === 'guid-1' && denials-- > 0 ? { status: 401, body: '<html>no</html>' } : undefined,
      );
      await until('up', () => stream.story.includes('up'));
      await eventsFlow(stream);
      should(signIns(stream)).have.length(1);
      denials = 1_000;
      stream.gateway.tell('AgentState_Ready');
      await until('a new session', () => stream.lines().includes('signed in 2'));
      await until('up again', () => stream.lines().filter((line) => line === 'up').length === 2);
      should(signIns(stream)).deepEqual(['/onlineagent/6105', '/onlineagent/6105']);
    });

    it('because of 401, and the gateway still has it: tried again until it has forgotten that', async () => {
      const stream = await started(dying('100-006', (n) => (n === 2 || n === 3 ? refusing('100-002') : undefined)));
      stream.gateway.script = ((usual) => (seen: SeenByHuawei) =>
        seen.headers.guid === 'guid-1' ? { status: 401, body: 'no' } : usual(seen))(stream.gateway.script);
      stream.gateway.tell('AgentState_Ready');
      await until('up', () => stream.story.includes('up'));
      should(signIns(stream)).have.length(4);
      should(stream.lines()).containEql('down unreachable 100-002').and.not.containEql('down auth 100-002');
    });

    for (const status of [401, 403]) {
      it(`and a proxy refuses the sign-in (${status}): tried again, with pauses`, async () => {
        const denied = { status, body: '<html>no</html>' };
        const stream = await started(dying('100-006', (n) => (n === 2 || n === 3 ? denied : undefined)));
        await dies(stream);
        await until('up', () => stream.story.includes('up'));
        await eventsFlow(stream);
        should(signIns(stream)).have.length(4);
      });
    }

    it('because it could not be polled for too long: said otherwise', async () => {
      let cut = false;
      const stream = await started((seen) => (cut ? { cut } : dying('100-006')(seen)));
      cut = true;
      stream.gateway.tell('AgentState_Ready');
      await until('down', () => stream.lines().some((line) => line.startsWith('down')));
      stream.time.ahead = 125_000;
      dead = true;
      cut = false;
      await until('up', () => stream.story.includes('up'));
      should(stream.lines()).containEql('signed in 2');
      should(stream.story.filter((line) => line.startsWith('# The session')).join()).match(/^# .* ran out while/);
    });

    it('and cannot be opened yet: tried again, with pauses', async () => {
      const stream = await started(dying('100-006', (n) => (n > 1 && n < 5 ? refusing('100-003') : undefined)));
      await dies(stream);
      await until('up', () => stream.story.includes('up'));
      should(stream.lines()).containEql('down platform-error 100-003');
      should(signIns(stream)).have.length(5);
      should(stream.waits.filter((ms) => ms > 1)).deepEqual([1998, 3996, 7992]);
    });

    it('again and again: not without a pause', async () => {
      const stream = await started((seen) => (isSignIn(seen) ? undefined : refusing('100-006')));
      await until('five sign-ins', () => signIns(stream).length === 5);
      should(stream.waits.slice(0, 3)).deepEqual([1998, 3996, 7992]);
    });

    it('is not taken for one because one command says so; the session is asked itself', async () => {
      const stream = await started((seen) => (seen.path.includes('addsupervise') ? refusing('100-006') : undefined));
      should(await failing(stream.client.addSupervise('6001'))).match({ code: 'unreachable', vendorCode: '100-006' });
      await until('it was asked', () => stream.gateway.sent('agentstatus').length === 1);
      await eventsFlow(stream);
      should(stream.lines()).deepEqual(['signed in 1', 'AgentOther_Note']);
      should(signIns(stream)).have.length(1);
    });

    for (const code of ['100-006', '000-003']) {
      it(`is not taken for one because a poll says so now and then (${code}); the session is asked itself`, async () => {
        let astray = 0;
        const stream = await started((seen) => (isPoll(seen) && astray-- > 0 ? refusing(code) : undefined));
        await until('the poll is held', () => stream.gateway.held() === 1);
        for (let times = 1; times <= 2; times++) {
          astray = 2;
          stream.gateway.tell('AgentState_Ready');
          await until('the next poll is held', () => astray < 0 && stream.gateway.held() === 1);
        }
        await eventsFlow(stream);
        should(signIns(stream)).have.length(1);
        // Events may have been lost each time.
        should(stream.lines()).containEql('up').and.not.containEql('down unreachable 100-006');
      });
    }

    it('is what polls mean that say so for the third time, whatever else the session says of itself', async () => {
      const stream = await started((seen) =>
        isPoll(seen) && seen.headers.guid === 'guid-1' ? refusing('000-003') : undefined,
      );
      await until('a new session', () => stream.lines().includes('signed in 2'));
      should(stream.gateway.seen.filter((seen) => isPoll(seen) && seen.headers.guid === 'guid-1')).have.length(3);
      await until('up', () => stream.story.includes('up'));
    });

    it('is what a poll means where the session cannot be asked', async () => {
      const stream = await started((seen) => {
        if (seen.path.endsWith('/agentstatus')) return { status: 404, body: '<html>Not found</html>' };
        return isPoll(seen) && seen.headers.guid === 'guid-1' ? refusing('100-006') : undefined;
      });
      await until('a new session', () => stream.lines().includes('signed in 2'));
      should(stream.gateway.sent('agentstatus')).have.length(1);
    });

    it('is noticed by a command at once, although a poll is still held', async () => {
      const stream = await started((seen) =>
        !isPoll(seen) && !isSignIn(seen) && seen.headers.guid === 'guid-1' ? refusing('000-003') : undefined,
      );
      await until('the poll is held', () => stream.gateway.held() === 1);
      await failing(stream.client.addSupervise('6001'));
      await until('up', () => stream.story.includes('up'));
      should(stream.lines()).deepEqual(['signed in 1', 'down unreachable 100-006', 'signed in 2', 'up']);
    });

    it('is told by an event: signed out by an inspector', async () => {
      const stream = await started();
      stream.gateway.tell({ eventType: 'AgentOther_ShutdownService', content: { loginTime: '1' } });
      await until('up', () => stream.story.includes('up'));
      should(stream.lines()).deepEqual([
        'signed in 1',
        'AgentOther_ShutdownService',
        'down unreachable 100-006',
        'signed in 2',
        'up',
      ]);
    });

    it('is not meant by a late event of an earlier sign-in', async () => {
      const stream = await started();
      stream.gateway.tell({ eventType: 'AgentOther_ShutdownService', content: { loginTime: '0' } });
      await eventsFlow(stream);
      should(stream.lines()).deepEqual(['signed in 1', 'AgentOther_ShutdownService', 'AgentOther_Note']);
    });

    it('is not meant by the sign-out of somebody else', async () => {
      const stream = await started();
      stream.gateway.tell({ eventType: 'AgentOther_ShutdownService', workNo: '6001', content: { loginTime: '1' } });
      await eventsFlow(stream);
      should(stream.lines()).deepEqual(['signed in 1', 'AgentOther_ShutdownService', 'AgentOther_Note']);
    });
  });

  describe('start and stop', () => {
    for (const [reply, code] of [
      [refusing('100-004'), 'auth'],
      [refusing('100-013'), 'invalid-input'],
      [refusing('100-021'), 'platform-error'],
      [{ cut: true }, 'unreachable'],
    ] as const) {
      it(`start is rejected (${code}), and nothing is polled`, async () => {
        const stream = await listenTo(() => reply);
        should(await failing(stream.notifications.start(false, soon()))).match({ code });
        should(stream.gateway.seen).have.length(1);
        await stream.notifications.stop();
        should(stream.story).be.empty();
      });
    }

    it('a start that is given up leaves its sign-in to be signed out', async () => {
      const stream = await listenTo((seen) => (isSignIn(seen) ? { hold: true } : undefined));
      const life = new AbortController();
      const start = failing(stream.notifications.start(false, life.signal));
      await until('it hangs', () => stream.gateway.seen.length === 1);
      life.abort();
      should(await start).match({ code: 'unreachable' });
      await stream.notifications.stop();
    });

    it('stop ends the poll and is silent', async () => {
      const stream = await started();
      await until('the poll is held', () => stream.gateway.held() === 1);
      await stream.notifications.stop();
      await stream.notifications.stop();
      await until('the poll is gone', () => stream.gateway.held() === 0);
      should(stream.story).deepEqual(['signed in 1']);
    });
  });

  it('costs nothing but its polls', async () => {
    const stream = await started((seen) => (isPoll(seen) ? nothing(null) : undefined));
    await until('a hundred polls', () => polls(stream) >= 100);
    should(stream.gateway.seen.filter((seen) => !isPoll(seen) && !isSignIn(seen))).be.empty();
  });
});
