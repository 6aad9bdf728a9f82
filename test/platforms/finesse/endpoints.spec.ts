import should from 'should';
import { nodeAddress } from '../../../src/platforms/finesse/address';
import { checkEndpoint, endpointsOf } from '../../../src/platforms/finesse/endpoints';
import { decodeSystemInfo } from '../../../src/platforms/finesse/wire';
import { parseXml } from '../../../src/platforms/finesse/xml';
import { FinesseWorld } from './world';

const info = (more = ''): ReturnType<typeof decodeSystemInfo> =>
  decodeSystemInfo(
    parseXml(
      `<SystemInfo><status>IN_SERVICE</status><primaryNode><host>fina.example</host></primaryNode><xmppDomain>fina.example</xmppDomain>${more}</SystemInfo>`,
    ),
  );

describe('Finesse: where the notifications are', () => {
  it('are looked for at the port of their own first, from 12.6 on at that of the web server', () => {
    const at = nodeAddress('https://fina.example');
    should(endpointsOf(at, info(), 'websocket', undefined)).deepEqual([
      'wss://fina.example:7443/ws/',
      'wss://fina.example:8445/ws/',
    ]);
    should(endpointsOf(at, info('<ctiMMode>false</ctiMMode>'), 'bosh', undefined)).deepEqual([
      'https://fina.example:8445/http-bind/',
      'https://fina.example:7443/http-bind/',
    ]);
    should(endpointsOf(at, info(), 'tcp', undefined)).deepEqual(['xmpps://fina.example:5223']);
  });

  it('are where a person says, and nowhere else', () => {
    const exact = 'wss://other.example:1/ws/';
    should(endpointsOf(nodeAddress('https://fina.example'), info(), 'websocket', exact)).deepEqual([exact]);
  });

  for (const [url, words] of [
    ['ws://fina.example/ws/', /the password is sent there/],
    ['https://fina.example/http-bind/', /must begin with wss/],
    ['nonsense', /must begin with wss/],
  ] as const) {
    it(`refuses ${url} for WebSocket`, () => {
      should(() => checkEndpoint(url, 'websocket')).throw(words);
    });
  }

  it('are found on a simulated server by its web address alone', async () => {
    const world = await FinesseWorld.open();
    try {
      const driver = world.driver('16105', undefined, { notificationUrl: '' });
      await driver.connect(AbortSignal.timeout(5_000));
      should(world.simulator.finesse!.sessions()).equal(1);
      await driver.disconnect(AbortSignal.timeout(1_000));
    } finally {
      await world.close();
    }
  });
});
