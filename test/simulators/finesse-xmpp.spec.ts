import http from 'node:http';
import type { Element } from 'ltx';
import should from 'should';
import WebSocket from 'ws';
import { at, type PlainFinesseClient } from '../support/plain-finesse-client';
import { SimulatedFinesse } from '../support/simulated-finesse';
import { until } from '../support/until';

/** What the server answers to a request for a WebSocket that it does not grant. */
function refusal(url: string, protocols: string[]): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols);
    socket.on('unexpected-response', (_request, response: http.IncomingMessage) => {
      resolve(response.statusCode);
      socket.on('error', () => undefined);
      socket.terminate();
    });
    socket.once('open', () => {
      socket.terminate();
      reject(new Error('it was granted'));
    });
  });
}

describe('Finesse face: XMPP', () => {
  let world: SimulatedFinesse;
  let sup: PlainFinesseClient;
  beforeEach(async () => {
    world = await SimulatedFinesse.start();
    sup = world.client('sup.one');
  });
  afterEach(() => world.close());

  /** Everything the client heard after this, until the socket is closed. */
  const lastWords = async (client: PlainFinesseClient): Promise<string[]> => {
    await until('the end', () => client.closedWith);
    return client.frames.slice(-2).map((frame) => frame.getChildElements()[0]?.getName() ?? frame.getName());
  };

  describe('the stream', () => {
    it('is opened, signed in to, opened anew and bound, as RFC 7395 and RFC 6120 say', async () => {
      await sup.dial();
      const before = await sup.open();
      const [header] = sup.frames;
      should(header?.getNS()).equal('urn:ietf:params:xml:ns:xmpp-framing');
      should(header?.attrs).containEql({ from: 'finesse.sim', version: '1.0' });
      should(header?.attrs.id).match(/^[0-9a-f]{16}$/);
      should(before.is('features', 'http://etherx.jabber.org/streams')).be.true();
      should(before.toString()).containEql('<mechanism>PLAIN</mechanism>').and.not.containEql('bind');
      should((await sup.authenticate()).is('success', 'urn:ietf:params:xml:ns:xmpp-sasl')).be.true();
      const after = await sup.open();
      should(
        sup.frames.filter((frame) => frame.getName() === 'open').map(({ attrs }) => attrs.id as string),
      ).have.length(2);
      should(after.toString()).containEql('urn:ietf:params:xml:ns:xmpp-bind').and.not.containEql('mechanism');
      should(after.toString()).containEql('<optional/>');
      should(await sup.bind('here')).equal('16105@finesse.sim/here');
      should(world.finesse.sessions()).equal(1);
    });

    it('stands at /ws and /ws/, also on the REST port, and wants the sub-protocol', async () => {
      const { ws, url } = world.finesse;
      for (const address of [ws, ws.slice(0, -1), `${url.replace('http', 'ws')}/ws`]) {
        const client = world.client('sup.two');
        await client.dial(['xmpp', 'other'], {}, address);
        should((await client.open()).getName()).equal('features');
      }
      should(await refusal(ws, [])).equal(400);
      should(await refusal(ws, ['mqtt'])).equal(400);
      should(await refusal(`${ws}elsewhere`, ['xmpp'])).equal(404);
      should((await fetch(ws.replace('ws:', 'http:'))).status).equal(404);
    });

    it('makes a resource for those who name none', async () => {
      await sup.dial();
      await sup.open();
      await sup.authenticate();
      await sup.open();
      should(await sup.bind('')).match(/^16105@finesse\.sim\/[0-9a-f]{12}$/);
      const again = await sup.iq('set', '<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/>');
      should(again.getChild('error')?.getChild('not-allowed')).be.ok();
    });

    it('offers the old session as the choice says, and takes it always', async () => {
      world.set('finesse-session=required');
      await sup.connect();
      const features = sup.frames.findLast((frame) => frame.getName() === 'features');
      should(features?.getChild('session')).be.ok();
      should(features?.toString()).not.containEql('optional');
      const answer = await sup.iq('set', '<session xmlns="urn:ietf:params:xml:ns:xmpp-session"/>');
      should(answer.attrs.type).equal('result');
      world.set('finesse-session=absent');
      const other = await world.client('sup.two').connect();
      should(other.frames.join('')).not.containEql('xmpp-session');
    });

    for (const [what, text, condition] of [
      ['what is not XML', '<iq', 'not-well-formed'],
      ['two documents in a frame', '<presence/><presence/>', 'not-well-formed'],
      ['a declaration of types', '<!DOCTYPE x [<!ENTITY a "b">]><iq id="1"/>', 'not-well-formed'],
      ['an unknown entity', '<presence>&nbsp;</presence>', 'not-well-formed'],
      ['depth without end', '<a>'.repeat(100) + '</a>'.repeat(100), 'not-well-formed'],
      ['somebody else as sender', '<presence xmlns="jabber:client" from="16106@finesse.sim"/>', 'invalid-from'],
      ['what is no stanza', '<hello xmlns="jabber:client"/>', 'unsupported-stanza-type'],
    ] as const) {
      it(`ends with an error at ${what}`, async () => {
        await sup.connect();
        sup.say(text);
        should(await lastWords(sup)).deepEqual([condition, 'close']);
        should(world.finesse.sessions()).equal(0);
      });
    }

    it('ends with an error where the wrong host is asked for, and where one does not sign in', async () => {
      await sup.dial();
      should((await sup.open('elsewhere.sim')).getChild('host-unknown')).be.ok();
      should(await lastWords(sup)).deepEqual(['host-unknown', 'close']);
      const second = await world.client('sup.one').dial();
      second.say('<presence xmlns="jabber:client"/>');
      should(await lastWords(second)).deepEqual(['not-authorized', 'close']);
      const third = await world.client('sup.one').dial();
      await third.open();
      third.say('<iq xmlns="jabber:client" type="get" id="1"><ping xmlns="urn:xmpp:ping"/></iq>');
      should(await lastWords(third)).deepEqual(['not-authorized', 'close']);
    });

    it('is closed from either side with <close/>', async () => {
      await sup.connect();
      sup.say('<close xmlns="urn:ietf:params:xml:ns:xmpp-framing"/>');
      await until('the end', () => sup.closedWith);
      should(sup.frames.at(-1)?.is('close', 'urn:ietf:params:xml:ns:xmpp-framing')).be.true();
      should(world.finesse.sessions()).equal(0);
    });

    it('gives way to a second stream of the same full JID, and to no other', async () => {
      await sup.connect('desk');
      const other = await world.client('sup.one').connect('other');
      const second = await world.client('sup.one').connect('desk');
      should(await lastWords(sup)).deepEqual(['conflict', 'close']);
      should(world.finesse.sessions()).equal(2);
      for (const client of [other, second]) should((await client.ping()).attrs.type).equal('result');
    });
  });

  describe('sign-in', () => {
    const condition = async (auth: string): Promise<string | undefined> => {
      const client = await world.client('sup.one').dial();
      await client.open();
      client.say(auth);
      const failure = await client.frame((frame) => frame.is('failure', 'urn:ietf:params:xml:ns:xmpp-sasl'));
      return failure.getChildElements()[0]?.getName();
    };
    const plain = (text: string): string =>
      `<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">${Buffer.from(text).toString('base64')}</auth>`;

    it('is PLAIN, by login id and the password of the REST API', async () => {
      should(await condition(plain('\0' + '16105\0wrong'))).equal('not-authorized');
      should(await condition(plain('\0sup.one\0simulator'))).equal('not-authorized');
      should(await condition(plain('\0nobody\0simulator'))).equal('not-authorized');
      should(await condition(plain('16106@finesse.sim\0' + '16105\0simulator'))).equal('invalid-authzid');
      should(await condition(plain('16105'))).equal('malformed-request');
      const auth = '<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl"';
      should(await condition(`${auth} mechanism="PLAIN">%%%</auth>`)).equal('incorrect-encoding');
      should(await condition(`${auth} mechanism="SCRAM-SHA-1">biws</auth>`)).equal('invalid-mechanism');
      should(await condition('<abort xmlns="urn:ietf:params:xml:ns:xmpp-sasl"/>')).equal('aborted');
    });

    it('may come in the second breath: who says nothing in the first is asked', async () => {
      const sasl = 'urn:ietf:params:xml:ns:xmpp-sasl';
      const secret = Buffer.from('\0' + '16105\0simulator').toString('base64');
      await sup.dial();
      await sup.open();
      const answer = (text: string): Promise<Element> => {
        const seen = sup.frames.length;
        sup.say(text);
        return sup.frame((frame) => frame.getNS() === sasl, seen);
      };
      const auth = `<auth xmlns="${sasl}" mechanism="PLAIN"/>`;
      const challenge = await answer(auth);
      should(challenge.is('challenge', sasl)).be.true();
      should(challenge.getText()).equal('');
      const wrong = await answer(`<response xmlns="${sasl}">${secret.slice(0, -4)}</response>`);
      should(wrong.getName()).equal('failure');
      await answer(auth);
      should((await answer(`<response xmlns="${sasl}">${secret}</response>`)).getName()).equal('success');
      await sup.open();
      should(await sup.bind('here')).equal('16105@finesse.sim/here');
    });

    it('can be tried again, but not for ever', async () => {
      await sup.dial();
      await sup.open();
      for (let n = 0; n < 4; n += 1) should((await sup.authenticate('16105', 'wrong')).getName()).equal('failure');
      should((await sup.authenticate()).getName()).equal('success');
      const other = await world.client('sup.two').dial();
      await other.open();
      for (let n = 0; n < 5; n += 1) await other.authenticate('16106', 'wrong');
      should(await lastWords(other)).deepEqual(['policy-violation', 'close']);
      should(world.simulator.journal.count('auth')).equal(10);
      should(JSON.stringify(world.simulator.journal.list())).not.containEql('simulator"');
    });

    it('is refused to all, or to those who are named', async () => {
      world.set('finesse-xmpp-refuse=sup.two,sup.three');
      await sup.connect();
      const other = await world.client('sup.two').dial();
      await other.open();
      should((await other.authenticate()).getChild('not-authorized')).be.ok();
      world.set('finesse-xmpp-refuse');
      const third = await world.client('sup.one').dial();
      await third.open();
      should((await third.authenticate()).getName()).equal('failure');
    });
  });

  describe('requests', () => {
    beforeEach(() => sup.connect());
    const error = async (type: 'get' | 'set', content: string, to?: string): Promise<string | undefined> => {
      const answer = await sup.iq(type, content, to);
      should([answer.attrs.to, answer.attrs.xmlns]).deepEqual([sup.jid, 'jabber:client']);
      return answer.attrs.type === 'error' ? answer.getChild('error')?.getChildElements()[0]?.getName() : 'no error';
    };

    it('answers pings of the server, the service, and the own bare JID', async () => {
      const ping = '<ping xmlns="urn:xmpp:ping"/>';
      for (const to of ['finesse.sim', 'pubsub.finesse.sim', '16105@finesse.sim', undefined]) {
        should([to, await error('get', ping, to)]).deepEqual([to, 'no error']);
      }
    });

    it('tells what there is', async () => {
      const info = async (to: string, node = ''): Promise<string> => {
        const attributes = node === '' ? '' : ` node="${node}"`;
        return (
          await sup.iq('get', `<query xmlns="http://jabber.org/protocol/disco#info"${attributes}/>`, to)
        ).toString();
      };
      should(await info('finesse.sim'))
        .containEql('category="server" type="im"')
        .and.containEql('urn:xmpp:ping');
      should(await info('pubsub.finesse.sim')).containEql('category="pubsub" type="service"');
      should(await info('pubsub.finesse.sim', '/finesse/api/User/16105/Dialogs')).containEql('type="leaf"');
      should(await info('pubsub.finesse.sim', '/nothing')).containEql('item-not-found');
      const items = '<query xmlns="http://jabber.org/protocol/disco#items"/>';
      should((await sup.iq('get', items, 'finesse.sim')).toString()).containEql('jid="pubsub.finesse.sim"');
      should((await sup.iq('get', items, 'pubsub.finesse.sim')).toString())
        .containEql('node="/finesse/api/User/16105/Dialogs"')
        .and.containEql('node="/finesse/api/Team/5001/Users"');
      const roster = await sup.iq('get', '<query xmlns="jabber:iq:roster"/>');
      should(roster.toString()).containEql('jid="finesse@finesse.sim"');
    });

    it('refuses what it does not know in the words of the RFC', async () => {
      should(await error('get', '<query xmlns="jabber:iq:version"/>')).equal('service-unavailable');
      should(await error('get', '<ping xmlns="urn:xmpp:ping"/>', '16106@finesse.sim')).equal('service-unavailable');
      should(await error('get', '<ping xmlns="urn:xmpp:ping"/>', 'elsewhere.sim')).equal('service-unavailable');
      should(await error('set', '<query xmlns="jabber:iq:roster"/>')).equal('not-allowed');
      should(await error('get', '<a/><b/>')).equal('bad-request');
      should(await error('get', '')).equal('bad-request');
    });

    it('does not do stream management, and says so when it is asked', async () => {
      should(sup.frames.join('')).not.containEql('urn:xmpp:sm');
      const seen = sup.frames.length;
      sup.say('<enable xmlns="urn:xmpp:sm:3" resume="true"/>');
      should((await sup.frame((frame) => frame.is('failed', 'urn:xmpp:sm:3'), seen)).toString()).containEql(
        'not-implemented',
      );
      should((await sup.ping()).attrs.type).equal('result');
    });

    it('tells of finesse after the first presence, and of the sessions of one user to each other', async () => {
      const [own, finesse] = sup.frames.filter((frame) => frame.is('presence'));
      should([own?.attrs.from, at(own, 'priority')]).deepEqual([sup.jid, '0']);
      should([finesse?.attrs.from, finesse?.attrs.type, finesse?.attrs.to]).deepEqual([
        'finesse@finesse.sim/finesse',
        undefined,
        sup.jid,
      ]);
      await sup.presence(1);
      should(sup.frames.filter(({ attrs }) => String(attrs.from).startsWith('finesse@'))).have.length(1);
      const other = await world.client('sup.one').connect('other');
      await sup.frame((frame) => frame.is('presence') && frame.attrs.from === other.jid);
      await other.close();
      await sup.frame((frame) => frame.attrs.from === other.jid && frame.attrs.type === 'unavailable');
    });

    it('refuses a priority that is none, and messages to anybody', async () => {
      const seen = sup.frames.length;
      sup.say('<presence xmlns="jabber:client" id="p"><priority>many</priority></presence>');
      const refused = await sup.frame((frame) => frame.attrs.id === 'p', seen);
      should(refused.getChild('error')?.getChild('bad-request')).be.ok();
      sup.say('<message xmlns="jabber:client" id="m" to="16106@finesse.sim"><body>hello</body></message>');
      const back = await sup.frame((frame) => frame.attrs.id === 'm', seen);
      should([back.attrs.from, back.getChild('error')?.attrs.type]).deepEqual(['16106@finesse.sim', 'cancel']);
    });
  });
});
