import fc from 'fast-check';
import should from 'should';
import {
  bodyOf,
  decodeAgentInfo,
  decodeCallIds,
  decodeEnvelope,
  decodeEvents,
  decodeOwnSnapshot,
  decodeOwnStatus,
  decodeSignedIn,
  guidIn,
  isOf,
  loginTimeOf,
  notifiedOf,
  phoneStateOf,
} from '../../../src/platforms/huawei/wire';

const read = (text: string): unknown => {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  return bodyOf({ text, body });
};
const event = (content: unknown, more: object = {}) =>
  decodeEvents({ retcode: '0', event: { eventType: 'AgentEvent_Hold', workNo: '6105', content, ...more } })[0]!;

describe('what the CC-Gateway sends', () => {
  describe('envelope', () => {
    it('has a code as text or as number', () => {
      should(decodeEnvelope({ message: '', retcode: '0', result: {} })).match({ retcode: '0', result: {} });
      should(decodeEnvelope({ message: 'success', retcode: 0 })).match({ retcode: '0', message: 'success' });
      should(decodeEnvelope({ retcode: ' 900-005 ' }).retcode).equal('900-005');
    });

    it('of anything else has none', () => {
      for (const body of [undefined, null, 'x', 7, [], { retcode: null }, { retcode: {} }, { retcode: '' }]) {
        should(decodeEnvelope(body).retcode).be.undefined();
      }
    });
  });

  describe('zero characters', () => {
    it('at the end of the body, of texts, and in between do no harm', () => {
      should(read('{"retcode":"0"}\0\0')).deepEqual({ retcode: '0' });
      should(read('{"retcode":"0\\u0000","event":{"eventType":"AgentState_Ready\\u0000\\u0000"}}')).deepEqual({
        retcode: '0',
        event: { eventType: 'AgentState_Ready' },
      });
      should(read('{"retcode":"0\0"}')).deepEqual({ retcode: '0' });
      should(read('\0')).be.undefined();
      should(read('{"retcode":"0"}')).deepEqual({ retcode: '0' });
    });
  });

  describe('event', () => {
    it('is none where there is none, however that is written', () => {
      const none = [null, {}, '', [], 'x', 0, undefined, { eventType: null }, { eventType: '' }];
      for (const each of none) should(decodeEvents({ retcode: '0', event: each })).be.empty();
      should(decodeEvents({ retcode: '0' })).be.empty();
      should(decodeEvents(undefined)).be.empty();
    });

    it('may come with others, in order', () => {
      const list = ['one', 'two', {}, null, 'three'].map((each) =>
        typeof each === 'string' ? { eventType: each, workNo: '6105' } : each,
      );
      for (const body of [{ event: list }, { workNo: '6105', eventList: list }, { event: null, eventList: list }]) {
        should(decodeEvents(body).map(({ type }) => type)).deepEqual(['one', 'two', 'three']);
      }
    });

    it('has the time of the gateway, where it tells one', () => {
      should(event(null, { eventGenTime: '1760000012345' }).at).equal(1_760_000_012_345);
      should(event(null, { eventGenTime: 1_760_000_012_345 }).at).equal(1_760_000_012_345);
      for (const eventGenTime of [undefined, null, '', 'now']) {
        should(event(null, { eventGenTime })).not.have.property('at');
      }
    });

    it('is of whoever polls, unless it names another', () => {
      for (const workNo of ['6105', 6105, '06105', 'a6105', 'A6105', '', undefined, null, 'Kim']) {
        should(isOf(event(null, { workNo }), '6105')).be.true();
      }
      for (const workNo of ['6001', 6001, 'a6001', '61050', '105']) {
        should(isOf(event(null, { workNo }), '6105')).be.false();
      }
    });

    it('has content as null, text or object', () => {
      should(event(null).content).be.null();
      should(event(undefined).content).be.null();
      should(event('1456297722-1253').content).equal('1456297722-1253');
      should(event({ callid: '1-2' }).content).deepEqual({ callid: '1-2' });
    });

    it('of an unknown name passes, with all that came', () => {
      const raw = { eventType: 'AgentBrandNew_Thing', workNo: 6105, content: [1], jsonKey: ['eventType'] };
      should(decodeEvents({ event: raw })[0]).deepEqual({
        type: 'AgentBrandNew_Thing',
        workNo: '6105',
        content: [1],
        raw,
      });
    });

    it('tells who hung up, which sign-in ended, and who came', () => {
      should(phoneStateOf(event({ phoneState: '2' }))).equal('2');
      should(phoneStateOf(event({ phoneState: 3 }))).equal('3');
      for (const content of [null, 'x', {}, { phoneState: null }]) should(phoneStateOf(event(content))).be.undefined();
      should(loginTimeOf(event({ loginTime: 1760000000000 }))).equal('1760000000000');
      should(loginTimeOf(event(null))).be.undefined();
      should(notifiedOf(event({ subtype: 'QC_AgentState_Login', monitoredagent: 2205 }))).deepEqual({
        subtype: 'QC_AgentState_Login',
        monitoredagent: '2205',
      });
    });
  });

  describe('answers', () => {
    it('of queries, with numbers as numbers or as texts', () => {
      const raw = { workno: '2205', name: 'Kim', status: 7, ctiStatus: 5 };
      should(decodeAgentInfo(raw)).deepEqual({ workNo: '2205', name: 'Kim', status: 7, ctiStatus: 5, raw });
      should(decodeAgentInfo({ workNo: 2205, status: '7', ctiStatus: '5' })).match({
        workNo: '2205',
        status: 7,
        ctiStatus: 5,
      });
      should(decodeOwnStatus({ agentState: '4', isWorking: 'false' })).deepEqual({ agentState: 4 });
      should(decodeCallIds(['1-2', 77, null, {}, ''])).deepEqual(['1-2', '77']);
    });

    it('that make no sense say nothing', () => {
      for (const odd of [undefined, null, 'x', 5, [], { status: 'many', agentState: {}, name: [] }]) {
        should(decodeAgentInfo(odd).status).be.undefined();
        should(decodeOwnStatus(odd).agentState).be.undefined();
        should(decodeOwnSnapshot(odd).state).be.undefined();
        should(decodeOwnSnapshot(odd).qcWorkNo).be.undefined();
        should(decodeSignedIn(odd).loginTime).be.undefined();
      }
      for (const odd of [undefined, null, 'x', 5, {}]) should(decodeCallIds(odd)).deepEqual([]);
    });

    it('of syncagentinfo hold the state one level down', () => {
      const raw = { callinfo: {}, agentStateInfo: { state: '16', qcWorkNo: 2205, curCallId: '' } };
      should(decodeOwnSnapshot(raw)).deepEqual({ state: 16, qcWorkNo: '2205', raw });
      should(decodeOwnSnapshot({ state: 1 })).match({ state: 1 });
    });

    it('of a sign-in tell truth values in any form', () => {
      should(decodeSignedIn({ loginTime: 17, isForceChange: 'True', mediatype: 'TTF' })).deepEqual({
        loginTime: '17',
        isForceChange: true,
        mediatype: 'TTF',
      });
    });
  });

  describe('GUID', () => {
    it('is taken from Set-GUID without its prefix, at sign-in also from Guid', () => {
      should(guidIn({ 'set-guid': 'JSESSIONID=0b8e.AgentGateway0' }, false)).equal('0b8e.AgentGateway0');
      should(guidIn({ 'set-guid': 'jsessionid=0b8e.AgentGateway0; Path=/' }, false)).equal('0b8e.AgentGateway0');
      should(guidIn({ 'set-guid': '0b8e.AgentGateway0' }, false)).equal('0b8e.AgentGateway0');
      should(guidIn({ guid: 'g1' }, true)).equal('g1');
      should(guidIn({ guid: 'g1', 'set-guid': 'JSESSIONID=g2' }, true)).equal('g2');
    });

    it('is none where nothing usable came', () => {
      should(guidIn({ guid: 'g1' }, false)).be.undefined();
      for (const value of ['', '  ', 'JSESSIONID=', 'a b', 'ü', 'x'.repeat(300), undefined, 5]) {
        should(guidIn({ 'set-guid': value }, false)).be.undefined();
      }
    });
  });

  it('never makes a decoder throw', () => {
    fc.assert(
      fc.property(fc.anything(), (odd) => {
        decodeEnvelope(odd);
        decodeAgentInfo(odd);
        decodeCallIds(odd);
        decodeOwnStatus(odd);
        decodeOwnSnapshot(odd);
        decodeSignedIn(odd);
        const [told] = decodeEvents({ event: { eventType: 'x', content: odd } });
        decodeEvents(odd);
        if (!told) return;
        phoneStateOf(told);
        loginTimeOf(told);
        notifiedOf(told);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        read(`${text}\0`);
      }),
    );
  });
});
