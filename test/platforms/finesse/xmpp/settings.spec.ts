import should from 'should';
import type { XmppSettings } from '../../../../src/platforms/finesse/xmpp/types';
import { XmppSession } from '../../../../src/platforms/finesse/xmpp/session';

const usual: XmppSettings = {
  transport: 'websocket',
  url: 'wss://fina.lab.example:7443/ws/',
  domain: 'fina.lab.example',
  pubsub: 'pubsub.fina.lab.example',
  username: '7012',
  password: 'right-secret',
  resource: 'node-red-1',
  network: { tls: {} },
};
const make = (settings: Partial<XmppSettings>): XmppSession => new XmppSession({ ...usual, ...settings });
const invalid = { name: 'SupervisionError', code: 'invalid-input', retryable: false, arrived: 'no' };

describe('the settings of an XMPP session', () => {
  it('may name each way in', () => {
    make({});
    make({ transport: 'bosh', url: 'https://fina.lab.example:7443/http-bind/' });
    make({ transport: 'tcp', url: 'xmpps://fina.lab.example:5223' });
    make({ transport: 'tcp', url: 'xmpps://[2001:db8::1]' });
  });

  it('may go without TLS on this machine', () => {
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      make({ url: `ws://${host}:7071/ws/` });
      make({ transport: 'bosh', url: `http://${host}:7071/http-bind/` });
      make({ transport: 'tcp', url: `xmpp://${host}:5222` });
    }
  });

  for (const [what, settings] of Object.entries<Partial<XmppSettings>>({
    'no TLS to another machine (ws)': { url: 'ws://fina.lab.example:7071/ws/' },
    'no TLS to another machine (http)': { transport: 'bosh', url: 'http://10.0.0.1:7071/http-bind/' },
    'no TLS to another machine (xmpp)': { transport: 'tcp', url: 'xmpp://localhost.example:5222' },
    'a transport that does not fit': { transport: 'tcp', url: 'wss://fina.lab.example:7443/ws/' },
    'an address that is none': { url: 'fina.lab.example' },
    'an address without a host': { transport: 'tcp', url: 'xmpps:' },
    'a password in the address': { url: 'wss://7012:pass@fina.lab.example:7443/ws/' },
    "the resource of the supervisor's own desktop": { resource: 'desktop' },
    'that resource in another form': { resource: ' Desktop ' },
    'no resource': { resource: ' ' },
    'no user': { username: '' },
    'no password': { password: '' },
    'a user that would end early': { username: '7012\u00007101' },
    'no domain': { domain: '' },
    'no service': { pubsub: '' },
  })) {
    it(`are refused with ${what}`, () => {
      should(() => make(settings)).throw(invalid);
      should(() => make(settings)).throw(/^(?!.*(right-secret|pass@))/);
    });
  }

  it('say what to write instead', () => {
    should(() => make({ url: 'ws://fina.lab.example:7071/ws/' })).throw(/wss:\/\/host:7443\/ws\//);
    should(() => make({ resource: 'desktop' })).throw(/Finesse desktop/);
  });

  it('are refused with a proxy whose address makes no sense', () => {
    should(() => make({ network: { tls: {}, proxy: { url: 'proxy:3128', noproxy: [] } } })).throw(invalid);
  });
});
