import should from 'should';
import type { DriverEvent, Running, StartOrder } from '../../../src/supervision/driver';
import type { Mode } from '../../../src/supervision/vocabulary';
import { answering, type HuaweiReply } from '../../support/scripted-huawei';
import { until } from '../../support/until';
import { scriptedDrivers, type OnScript } from './on-huawei';

const agent = { id: '6001', label: '6001' };
const soon = (): AbortSignal => AbortSignal.timeout(3_000);
const order: StartOrder = {
  id: 'x',
  mode: 'listen',
  agent,
  supervisor: '6105',
  arm: false,
  call: '1-1',
  confirmBy: Number.POSITIVE_INFINITY,
  options: {},
};
const unknown: HuaweiReply = { status: 404, body: '<html>Not found</html>' };

describe('driver of Huawei, on a gateway that knows only a part of the interface', () => {
  const { scripted } = scriptedDrivers();

  const legs = ({ told }: OnScript): Extract<DriverEvent, { type: 'leg' }>[] =>
    told.flatMap((event: DriverEvent) => (event.type === 'leg' ? [event] : []));

  const last = (on: OnScript): Record<string, unknown> => ({ ...legs(on).at(-1) });

  /** @param replies by a part of the path; where none fits, only orders are known */
  async function supervising(mode: Mode, replies: Record<string, HuaweiReply> = {}): Promise<OnScript> {
    const on = await scripted(({ path }) => {
      const [, reply] = Object.entries(replies).find(([part]) => path.includes(part)) ?? [];
      if (reply) return reply;
      return /agentgroup|calldata|agentstatus|syncagentinfo/.test(path) ? unknown : undefined;
    });
    await on.driver.start({ ...order, mode }, soon());
    on.gateway.tell('AgentState_Busy', 'AgentOther_PhoneAlerting', 'AgentOther_PhoneOffhook');
    await until('joined', () => last(on).state === 'joined');
    return on;
  }

  const running = (on: OnScript, mode: Mode): Running => ({
    id: 'x',
    mode,
    agent,
    supervisor: '6105',
    leg: String(last(on).leg),
  });

  describe('to end', () => {
    for (const [mode, request] of [
      ['coach', 'requeststopwhisperagent'],
      ['listen', 'DELETE'],
    ] as const) {
      it(`${mode}: the answer is proof where nothing else will come`, async () => {
        const on = await supervising(mode);
        await on.driver.stop(running(on, mode), soon());
        should(last(on).state).equal('joined');
        should(await on.driver.snapshot(soon())).be.empty();
        should(last(on)).containEql({ state: 'left', evidence: `answer: ${request} for 6001, retcode 0` });
      });
    }

    it('a query that is only refused for now leaves it open', async () => {
      const on = await supervising('coach', { syncagentinfo: { status: 429, body: 'slow' } });
      await on.driver.stop(running(on, 'coach'), soon());
      await on.driver.snapshot(soon()).should.be.rejected();
      should(last(on).state).equal('joined');
    });

    it('without a stop that was taken, a query that is not known proves nothing', async () => {
      const on = await supervising('coach');
      await on.driver.snapshot(soon()).should.be.rejected();
      should(last(on).state).equal('joined');
    });

    for (const qcAgentId of ['6105', '6001']) {
      it(`the agent's own event is proof too, if it comes here (qcAgentId ${qcAgentId})`, async () => {
        const on = await supervising('coach');
        const stopped = { eventType: 'AgentOther_BeQcStop', workNo: '6001', content: { qcType: 20172, qcAgentId } };
        on.gateway.tell(stopped, 'AgentState_Rest_Timeout');
        await until('heard', () => on.told.some((event) => event.type === 'call' && event.detail === 'Rest_Timeout'));
        should(last(on).state).equal('joined');
        await on.driver.stop(running(on, 'coach'), soon());
        on.gateway.tell({ ...stopped, content: { qcType: 20172, qcAgentId: '6106' } }, stopped);
        await until('left', () => last(on).state === 'left');
        should(last(on).evidence).match(/^AgentOther_BeQcStop/);
      });
    }
  });

  describe('to switch', () => {
    for (const reply of [unknown, { status: 501, body: '' }, { body: { retcode: '000-002', message: '' } }]) {
      it(`takes the toggle between listening and inserting: ${JSON.stringify(reply)}`, async () => {
        const on = await supervising('listen', { requestswitchinsertwhisperagent: reply });
        await on.driver.switch(running(on, 'listen'), 'barge', soon());
        should(last(on)).containEql({
          state: 'joined',
          mode: 'barge',
          evidence: 'answer: switch to insert on 6001, retcode 0',
        });
        await on.driver.switch(running(on, 'barge'), 'listen', soon());
        should(last(on).mode).equal('listen');
        should(on.gateway.sent('/switch/6001')).have.length(2);
      });
    }

    it('says that whispering is not to be reached on the way', async () => {
      const on = await supervising('listen', { requestswitchinsertwhisperagent: unknown });
      await on.driver
        .switch(running(on, 'listen'), 'coach', soon())
        .should.be.rejectedWith({ code: 'transition-not-allowed', httpStatus: 404, message: /Cancel, then ask anew/ });
      should(on.gateway.sent('/switch/')).be.empty();
    });

    it('does not toggle from a mode that is not known', async () => {
      const on = await supervising('listen', {
        requestswitchinsertwhisperagent: unknown,
        'switch/6001': { cut: true },
      });
      await on.driver.switch(running(on, 'listen'), 'barge', soon()).should.be.rejectedWith({ arrived: 'maybe' });
      await on.driver
        .switch(running(on, 'listen'), 'barge', soon())
        .should.be.rejectedWith({ code: 'transition-not-allowed' });
      should(on.gateway.sent('/switch/6001')).have.length(1);
    });

    it('does not toggle where the switch is only refused', async () => {
      const on = await supervising('listen', {
        requestswitchinsertwhisperagent: { body: { retcode: '900-003', message: '' } },
      });
      await on.driver
        .switch(running(on, 'listen'), 'barge', soon())
        .should.be.rejectedWith({ code: 'transition-not-allowed', vendorCode: '900-003' });
      should(on.gateway.sent('/switch/')).be.empty();
    });
  });

  describe('to look', () => {
    for (const [result, onCall, call] of [
      [['1-1'], 'yes', '1-1'],
      [[{ callid: '1-1' }], 'yes', '1-1'],
      [[], 'no', undefined],
    ] as const) {
      it(`takes the ids of calls for what they say, where nothing else is known: ${JSON.stringify(result)}`, async () => {
        const on = await scripted(({ path }) => {
          if (path.includes('agentbyworkno')) return unknown;
          return path.includes('allcallinfoEx') ? answering(result) : undefined;
        });
        const found = await on.find();
        should([found.onCall, found.call]).deepEqual([onCall, call]);
      });
    }

    it('sees by them that the call is over', async () => {
      let ids = ['1-1'];
      const on = await supervising('listen', {
        get allcallinfoEx() {
          return answering(ids);
        },
      });
      ids = [];
      await until('over', () => on.told.some((event) => event.type === 'call' && event.event === 'call.ended'));
    });
  });

  it('to look: what is not implemented is not asked about, and stops no order', async () => {
    const on = await scripted(({ path }) => (/agentgroup|calldata/.test(path) ? { status: 501, body: '' } : undefined));
    should((await on.find()).onCall).equal('unknown');
    should(on.gateway.sent('agentbyworkno')).have.length(1);
  });
});
