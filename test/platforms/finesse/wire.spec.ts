import should from 'should';
import { causeOf, described, isMonitoring, monitorOf } from '../../../src/platforms/finesse/dialogs';
import {
  decodeDialogs,
  decodeSystemInfo,
  decodeTeam,
  decodeUpdate,
  type Dialog,
} from '../../../src/platforms/finesse/wire';
import { parseXml } from '../../../src/platforms/finesse/xml';
import { withPlainRaw } from '../../../src/platforms/finesse/xml-read';
import { dialog, leg, monitorDialog } from './dialog-samples';

const user = `<loginId>7101</loginId><firstName>Ann</firstName><state>TALKING</state><extension>04127</extension>`;
const update = (data: string, event = 'PUT', more = '<requestId>nr-1</requestId>'): string =>
  `<Update><data>${data}</data><event>${event}</event>${more}<source>/finesse/api/x</source></Update>`;
const read = (text: string): ReturnType<typeof decodeUpdate> => decodeUpdate(parseXml(text));

const call = `<Dialog>
  <associatedDialogUri>/finesse/api/Dialog/9</associatedDialogUri><id>0033554517</id>
  <mediaProperties><DNIS>4127</DNIS><callType>SUPERVISOR_MONITOR</callType></mediaProperties><mediaType>Voice</mediaType>
  <participants>
    <Participant><actions><action>DROP</action><action>BARGE_CALL</action></actions><mediaAddress>4100</mediaAddress><mediaAddressType>AGENT_DEVICE</mediaAddressType><state>ACTIVE</state><stateCause></stateCause></Participant>
    <Participant><actions/><mediaAddress>+34600111222</mediaAddress><mediaAddressType></mediaAddressType><state>ACTIVE</state></Participant>
  </participants>
  <state>ACTIVE</state><fromAddress>4100</fromAddress><toAddress>04127</toAddress>
</Dialog>`;

describe('what Finesse sends', () => {
  it('dialogs: every number stays text, one participant is a list, and what is empty is missing', () => {
    const [only] = decodeDialogs(parseXml(`<Dialogs>${call}</Dialogs>`));
    should(only).match({
      id: '0033554517',
      callType: 'SUPERVISOR_MONITOR',
      toAddress: '04127',
      associated: '9',
      participants: [
        {
          address: '4100',
          type: 'AGENT_DEVICE',
          state: 'ACTIVE',
          stateCause: undefined,
          actions: ['DROP', 'BARGE_CALL'],
        },
        { address: '+34600111222', type: undefined, actions: [] },
      ],
    });
    should(decodeDialogs(parseXml('<Dialogs/>'))).deepEqual([]);
    should(
      decodeDialogs(parseXml('<Dialogs><Dialog/><Dialog><uri>/finesse/api/Dialog/7</uri></Dialog></Dialogs>')),
    ).match([{ id: '7', participants: [] }]);
  });

  it('the system: nodes, their ports, and whether it is a newer release', () => {
    const text = `<SystemInfo><deploymentType>UCCX</deploymentType><primaryNode><host>fina</host><httpsPort>8445</httpsPort></primaryNode>
      <secondaryNode><host></host></secondaryNode><status>IN_SERVICE</status><xmppDomain>fina</xmppDomain><finesseMMode>false</finesseMMode></SystemInfo>`;
    should(decodeSystemInfo(parseXml(text))).match({
      deploymentType: 'UCCX',
      primary: { host: 'fina', httpsPort: '8445' },
      secondary: undefined,
      isModern: true,
    });
  });

  it('a team, with one user or many', () => {
    const text = `<Team><uri>/finesse/api/Team/5120</uri><users><User>${user}</User></users></Team>`;
    should(decodeTeam(parseXml(text))).match({ id: '5120', users: [{ loginId: '7101', extension: '04127' }] });
  });

  describe('events', () => {
    it('in both cases of letters, and in any order', () => {
      for (const event of ['PUT', 'put', 'Put']) should(read(update(`<user>${user}</user>`, event)).event).equal('PUT');
      for (const root of ['user', 'User']) {
        should(read(update(`<${root}>${user}</${root}>`)).payload).match({ type: 'user', user: { state: 'TALKING' } });
      }
      for (const root of ['dialog', 'Dialog']) {
        const payload = read(update(call.replace(/<(\/?)Dialog>/g, `<$1${root}>`))).payload;
        should(payload).match({ type: 'dialogs', dialogs: [{ id: '0033554517' }] });
      }
      const other = `<Update><event>POST</event><source>s</source><data><dialogs>${call}</dialogs></data></Update>`;
      should(read(other)).match({ event: 'POST', requestId: undefined, payload: { type: 'dialogs' } });
    });

    it('the id of a request that is empty is none', () => {
      for (const more of ['', '<requestId/>', '<requestId> </requestId>']) {
        should(read(update(`<user>${user}</user>`, 'PUT', more)).requestId).be.undefined();
      }
    });

    it('of a team: one agent, or all of them', () => {
      const one = read(update(`<user>${user}</user>`, 'put')).payload;
      const all = read(update(`<team><id>5120</id><users><User>${user}</User></users></team>`)).payload;
      should(one).match({ type: 'user', user: { loginId: '7101' } });
      should(all).match({ type: 'team', team: '5120', users: [{ loginId: '7101' }] });
    });

    it('errors, wherever the code stands', () => {
      const text = update(
        '<apiErrors><apiError><errorData>20999</errorData><errorMessage>m</errorMessage><errorType>Generic Error</errorType><peripheralErrorCode>1</peripheralErrorCode><peripheralErrorText>long</peripheralErrorText></apiError></apiErrors>',
      );
      should(read(text).payload).deepEqual({
        type: 'errors',
        errors: [{ type: 'Generic Error', message: 'm', data: '20999', peripheralCode: '1', peripheralText: 'long' }],
      });
    });

    it('of the system, and of what nobody here knows', () => {
      should(read(update('<systemInfo><status>OUT_OF_SERVICE</status></systemInfo>')).payload).match({
        type: 'system',
        info: { status: 'OUT_OF_SERVICE' },
      });
      should(read(update('<queue><id>1</id></queue>')).payload).deepEqual({ type: 'other' });
      should(read(update('')).payload).deepEqual({ type: 'other' });
      should(() => read('<Update><data/><event>PATCH</event></Update>')).throw({ code: 'platform-error' });
      should(() => read('<Other/>')).throw({ code: 'platform-error' });
    });

    it('are told as plain JSON, made when somebody looks', () => {
      const { raw } = read(update(`<user>${user}<a>1</a><a>2</a><__proto__><x>1</x></__proto__></user>`));
      const told = withPlainRaw({ type: 'call', raw });
      should(Object.keys(told)).deepEqual(['type', 'raw']);
      should(typeof Object.getOwnPropertyDescriptor(told, 'raw')?.get).equal('function');
      should(JSON.parse(JSON.stringify(told))).match({
        raw: { data: { user: { loginId: '7101', a: ['1', '2'] } }, event: 'PUT' },
      });
      should(withPlainRaw({ type: 'call', raw: null })).deepEqual({ type: 'call', raw: null });
      should(({} as Record<string, unknown>).x).be.undefined();
    });
  });
});

describe('what a dialog of Finesse says', () => {
  it('a silent monitoring is known by its type, or by its actions', () => {
    should(isMonitoring(monitorDialog('ACTIVE'))).be.true();
    should(isMonitoring({ ...monitorDialog('ACTIVE'), callType: 'OTHER_IN' })).be.true();
    should(isMonitoring(dialog({ legs: [leg('4127'), leg('+34')] }))).be.false();
  });

  it('who monitors an agent', () => {
    should(monitorOf([monitorDialog('ACTIVE')], '4127')).equal('4100');
    should(monitorOf([monitorDialog('DROPPED')], '4127')).be.undefined();
    should(monitorOf([dialog({ legs: [leg('4127'), leg('4100'), leg('+34')] })], '4127')).be.undefined();
  });

  const was = dialog({ legs: [leg('+34'), leg('4127')] });
  const ends: [string, Dialog, Dialog | undefined, string | undefined][] = [
    ['goes on', was, was, undefined],
    ['the customer is dropped first', dialog({ legs: [leg('+34', 'DROPPED'), leg('4127')] }), was, 'customer'],
    ['the customer is not told any more', dialog({ legs: [leg('4127')] }), was, 'customer'],
    [
      'the agent is dropped, and the call with him',
      dialog({ state: 'DROPPED', legs: [leg('+34'), leg('4127', 'DROPPED')] }),
      was,
      'agent',
    ],
    [
      'the agent is gone, and the customer still talks',
      dialog({ legs: [leg('+34'), leg('4127', 'DROPPED')] }),
      was,
      'transfer',
    ],
    [
      'both at once',
      dialog({ state: 'DROPPED', legs: [leg('+34', 'DROPPED'), leg('4127', 'DROPPED')] }),
      was,
      'unknown',
    ],
    [
      'a call that still rings has lost nobody',
      dialog({ legs: [leg('+34', 'INITIATED'), leg('4127', 'ACTIVE')] }),
      undefined,
      undefined,
    ],
    [
      'a supervisor who leaves ends nothing',
      dialog({ legs: [leg('+34'), leg('4127'), leg('4100', 'DROPPED')] }),
      was,
      undefined,
    ],
  ];
  for (const [what, now, before, cause] of ends) {
    it(`who ended it: ${what}`, () => {
      should(causeOf(now, '4127', ['4100'], before)).equal(cause);
    });
  }

  it('in one line', () => {
    should(described(monitorDialog('ACTIVE'))).equal('dialog 501 SUPERVISOR_MONITOR ACTIVE (4100 ACTIVE, 4127 ACTIVE)');
  });
});
