import should from 'should';
import { Mine } from '../../../src/platforms/genesys/mine';
import { decodeCall, decodeDevice, decodeUser, type Call } from '../../../src/platforms/genesys/wire';

const target = { deviceId: 'd-agent', phoneNumber: '6001' };

/** A call on the supervisor's telephone, as an older server tells it: without `monitoring`. */
function call(fields: {
  id?: string;
  state?: string;
  callType?: string;
  others?: string[];
  capabilities?: string[];
}): Call {
  const {
    id = 'c1',
    state = 'Established',
    callType = 'Inbound',
    others = ['4711', '6001'],
    capabilities = [],
  } = fields;
  return decodeCall({ id, state, callType, participants: others, capabilities, mute: 'Off' });
}

function expecting(): Mine {
  const mine = new Mine();
  mine.target = target;
  mine.expecting = true;
  return mine;
}

describe('the own side of a Genesys supervisor', () => {
  it('takes a call with the agent and his customer for the leg while one is expected', () => {
    should(expecting().takeCall(call({}))).containEql({ state: 'joined' });
    should(expecting().takeCall(call({ state: 'Ringing' }))).containEql({ state: 'ringing' });
    should(new Mine().takeCall(call({}))).be.undefined();
    should(expecting().takeCall(call({ others: ['4711', '6002'] }))).be.undefined();
  });

  it('knows a switch for the sign of a leg at any time', () => {
    should(new Mine().takeCall(call({ capabilities: ['SwitchToListenIn'] }))).containEql({ state: 'joined' });
  });

  for (const callType of ['Internal', 'Consult']) {
    it(`leaves a talk between agent and supervisor alone (${callType})`, () => {
      for (const state of ['Ringing', 'Established']) {
        should(expecting().takeCall(call({ callType, state, others: ['6001'] }))).be.undefined();
      }
      should(expecting().takeCall(call({ callType, others: ['6001', '6002'] }))).containEql({ state: 'joined' });
    });
  }

  it('leaves alone what the supervisor dials, and what he had before the order', () => {
    const mine = expecting();
    should(mine.takeCall(call({ state: 'Dialing' }))).be.undefined();
    should(mine.takeCall(call({}))).be.undefined();
    const before = new Mine();
    before.reset(decodeUser({ id: 'u', calls: [call({}).raw] }));
    before.target = target;
    before.expecting = true;
    should(before.takeCall(call({}))).be.undefined();
    before.reset(decodeUser({ id: 'u', calls: [call({}).raw] }));
    should(before.legs.size).equal(0);
    // When it is over, its id stands for nothing any more.
    before.takeCall(call({ state: 'Released' }));
    should(before.takeCall(call({}))).containEql({ state: 'joined' });
  });

  it('doubts what is told of a leg that is over, and the end of a second one of its id', () => {
    const mine = expecting();
    const leg = { capabilities: ['SwitchToListenIn'] };
    mine.takeCall(call(leg));
    should(mine.isDoubtful(call(leg))).be.false();
    should(mine.isDoubtful(call({ state: 'Released' }))).be.false();
    mine.takeCall(call({ state: 'Released' }));
    should(mine.isDoubtful(call(leg))).be.true();
    should(mine.isDoubtful(call({ state: 'Ringing', ...leg }))).be.true();
    mine.expecting = true;
    should(mine.isDoubtful(call({ state: 'Ringing', ...leg }))).be.false();
    mine.takeCall(call({ state: 'Ringing', ...leg }));
    should(mine.isDoubtful(call(leg))).be.false();
    should(mine.isDoubtful(call({ state: 'Released' }))).be.true();
  });

  it('doubts also where the end was learned from a query', () => {
    const mine = expecting();
    mine.takeCall(call({}));
    mine.reset(decodeUser({ id: 'u', calls: [] }));
    should(mine.isDoubtful(call({}))).be.true();
    mine.proved(call({}));
    should(mine.isDoubtful(call({}))).be.false();
    should(mine.isDoubtful(call({ state: 'Released' }))).be.true();
  });

  it('knows devices whatever the case of their ids', () => {
    const mine = expecting();
    should(mine.takeDevice(decodeDevice({ id: 'D-SUP' }))).be.true();
    const monitoring = { state: 'BargeIn', targetDeviceUri: 'http://x/devices/D-AGENT' };
    should(mine.takeDevice(decodeDevice({ id: 'd-sup', supervisorMonitoringState: monitoring }))).be.true();
    should(mine.takeDevice(decodeDevice({ id: 'd-other' }))).be.false();
    const leg = decodeCall({ ...call({}).raw, deviceUri: 'http://x/devices/D-sup' });
    should(mine.takeCall(leg)).containEql({ state: 'joined' });
    should(mine.agentOf(leg)).equal('d-agent');
  });
});
