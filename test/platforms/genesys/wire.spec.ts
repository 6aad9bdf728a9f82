import fc from 'fast-check';
import should from 'should';
import { decodeBayeux } from '../../../src/platforms/genesys/bayeux-messages';
import { decodeMessage } from '../../../src/platforms/genesys/messages';
import {
  decodeCall,
  decodeContact,
  decodeDevice,
  decodeEnvelope,
  decodeService,
  decodeUser,
  idOfUri,
} from '../../../src/platforms/genesys/wire';
import { SupervisionError } from '../../../src/supervision/errors';

const decoders = {
  decodeDevice,
  decodeCall,
  decodeUser,
  decodeContact,
  decodeService,
  decodeEnvelope,
  decodeMessage,
  decodeBayeux,
};

describe('wire of Genesys', () => {
  for (const [name, decode] of Object.entries(decoders)) {
    it(`${name} throws nothing but SupervisionError, whatever comes`, () => {
      const names = [
        'id',
        'uri',
        'devices',
        'calls',
        'call',
        'capabilities',
        'participants',
        'messageType',
        'userState',
        'advice',
      ];
      const more = [
        'supervisorMonitoringState',
        'availability',
        'phoneNumbers',
        'statusCode',
        'channel',
        'data',
        '__proto__',
      ];
      const half = fc.dictionary(fc.constantFrom(...names, ...more), fc.anything({ maxDepth: 3 }));
      fc.assert(
        fc.property(fc.oneof(fc.jsonValue(), fc.anything(), half, fc.array(half)), (value) => {
          try {
            decode(value);
          } catch (error) {
            if (!(error instanceof SupervisionError)) throw error;
          }
        }),
        { numRuns: 500 },
      );
    });
  }

  it('reads the device of 8.5.2 and of 8.5.1', () => {
    const targetDeviceUri = 'http://127.0.0.1:8080/api/v2/devices/a4d2';
    const state = { state: 'BargeIn', mode: 'AllCalls', scope: 'Call', targetDeviceUri };
    should(decodeDevice({ id: 'd', capabilities: ['Coach', 7], supervisorMonitoringState: state })).match({
      id: 'd',
      capabilities: ['Coach'],
      monitoring: { ...state, targetDeviceId: 'a4d2' },
    });
    const flat = { id: 'd', supervisorMonitoringState: 'ListenIn', supervisorMonitoringMode: 'NextCall' };
    should(decodeDevice(flat).monitoring).match({ state: 'ListenIn', mode: 'NextCall' });
    should(decodeDevice({ uri: 'http://x/api/v2/devices/d9' })).match({ id: 'd9', capabilities: [] });
    for (const none of [undefined, null, '', {}, [], 5]) {
      should(decodeDevice({ id: 'd', supervisorMonitoringState: none }).monitoring).be.undefined();
    }
  });

  it('reads calls, with participants as objects and as plain texts, and lets unknown words through', () => {
    const call = decodeCall({
      id: 'c',
      state: 'Pondering',
      duration: 12,
      mute: 'On',
      monitoring: 'true',
      supervisorListeningIn: false,
      deviceUri: 'http://x/api/v2/devices/d1/',
      participants: [{ phoneNumber: '1', digits: '01' }, '2', 3, null],
      novelty: { a: 1 },
    });
    should(call).match({ id: 'c', state: 'Pondering', duration: '12', mute: 'On', monitoring: true, deviceId: 'd1' });
    should(call.supervisorListeningIn).be.false();
    should(call.participants).deepEqual([
      { phoneNumber: '1', digits: '01' },
      { phoneNumber: '2', digits: '2' },
      { phoneNumber: '3', digits: '3' },
    ]);
    should(call.raw.novelty).deepEqual({ a: 1 });
  });

  it('upper and lower case of the words that count make no difference; addresses and unknown words stay as they are', () => {
    const monitored = { state: 'listenin', mode: 'nextcall' };
    should(
      decodeDevice({ id: 'D', capabilities: ['LISTENIN', 'doNotDisturbOn'], supervisorMonitoringState: monitored }),
    ).match({ id: 'D', capabilities: ['ListenIn', 'doNotDisturbOn'], monitoring: { state: 'ListenIn' } });
    should(decodeDevice({ id: 'd', supervisorMonitoringState: 'bargein' }).monitoring).match({ state: 'BargeIn' });
    should(decodeDevice({ id: 'd', userState: { state: 'LOGGEDOUT' } }).userState).match({ state: 'LoggedOut' });
    should(decodeCall({ id: 'c', state: 'released', mute: 'ON', capabilities: ['SwitchToListenin'] })).match({
      state: 'Released',
      mute: 'On',
      capabilities: ['SwitchToListenIn'],
    });
    const availability = { channels: [{ channel: 'Voice', userActivity: 'IDLE' }] };
    should(decodeContact({ id: 'u', availability }).userActivity).equal('Idle');
    should(decodeService({ type: 'VOICE', state: 'inactive' })).match({ type: 'Voice', state: 'Inactive' });
    should(decodeMessage({ messageType: 'errormessage' })).match({ type: 'error' });
    should(decodeUser({ id: 'u', roles: ['role_supervisor'] }).roles).deepEqual(['ROLE_SUPERVISOR']);
  });

  it('reads contacts with what the agent does', () => {
    const availability = {
      channels: [{ channel: 'chat' }, { channel: 'voice', phoneNumber: '6001', userActivity: 'Idle' }],
    };
    should(decodeContact({ id: 'u', employeeId: 17, phoneNumbers: [{ phoneNumber: '6001' }], availability })).match({
      id: 'u',
      employeeId: '17',
      phoneNumbers: ['6001'],
      userActivity: 'Idle',
      voicePhoneNumber: '6001',
    });
  });

  it('reads messages, and takes what it cannot read for something else', () => {
    should(decodeMessage({ messageType: 'DeviceStateChangeMessage', devices: [{ id: 'd' }, 'x'] })).match({
      type: 'devices',
      devices: [{ id: 'd' }],
    });
    const call = {
      messageType: 'CallStateChangeMessage',
      notificationType: 'StatusChange',
      call: { id: 'c' },
      phoneNumber: 6105,
    };
    should(decodeMessage(call)).match({ type: 'call', notificationType: 'StatusChange', phoneNumber: '6105' });
    should(decodeMessage({ messageType: 'ErrorMessage', errorCode: 56, errorMessage: 'no' })).match({
      type: 'error',
      errorCode: '56',
      errorMessage: 'no',
    });
    should(decodeMessage({ messageType: 'CallStateChangeMessage' })).match({ type: 'other' });
    should(decodeMessage({ messageType: 'New' })).match({ type: 'other', messageType: 'New' });
    should(decodeMessage(5)).match({ type: 'other', raw: 5 });
  });

  it('reads an error under any of the names that Genesys uses elsewhere', () => {
    for (const said of [
      { errorCode: 56, errorMessage: 'no' },
      { statusCode: '56', statusMessage: 'no' },
      { code: 56, message: 'no' },
      { error: { errorCode: 56, errorMessage: 'no' } },
      { error: { code: '56' }, message: 'no' },
    ]) {
      const told = decodeMessage({ messageType: 'ErrorMessage', referenceId: 7, ...said });
      should(told).match({ type: 'error', errorCode: '56', errorMessage: 'no', referenceId: '7' });
    }
    should(decodeMessage({ messageType: 'ErrorMessage', error: 'no' })).match({ type: 'error', errorMessage: 'no' });
  });

  it('knows a message by its content where it does not say what it is', () => {
    should(decodeMessage({ devices: [{ id: 'd' }] })).match({ type: 'devices', devices: [{ id: 'd' }] });
    should(decodeMessage({ call: { id: 'c' } })).match({ type: 'call', call: { id: 'c' } });
    should(decodeMessage({ devices: [] })).match({ type: 'other' });
  });

  it('reads true and false of the event stream also as texts', () => {
    const [reply] = decodeBayeux({
      channel: '/meta/connect',
      successful: 'true',
      advice: { 'multiple-clients': 'true', interval: '7' },
    });
    should(reply).match({ successful: true, advice: { multipleClients: true, interval: 7 } });
  });

  it('knows an id from its address, whatever the host', () => {
    should(idOfUri('http://localhost:8080/api/v2/devices/9c14')).equal('9c14');
    should(idOfUri('http://127.0.0.1/api/v2/devices/9c14/?x=/y')).equal('9c14');
    should(idOfUri('/devices/a%20b')).equal('a b');
    should(idOfUri('9c14')).equal('9c14');
    should(idOfUri('')).be.undefined();
    should(idOfUri(undefined)).be.undefined();
  });

  it('reads a status code as number or text, and no text as none', () => {
    should(decodeEnvelope({ statusCode: '20' }).statusCode).equal(20);
    should(decodeEnvelope({ statusCode: '' }).statusCode).be.undefined();
    should(decodeEnvelope('<html>')).match({ body: {} });
  });
});
