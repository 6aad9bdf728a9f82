import should from 'should';
import { at, type PlainFinesseClient, type Told } from '../support/plain-finesse-client';
import { SimulatedFinesse } from '../support/simulated-finesse';
import { until } from '../support/until';
import type { Element } from 'ltx';

const board = '/finesse/api/Team/5001/Users';

describe('Finesse face: notifications', () => {
  let world: SimulatedFinesse;
  beforeEach(async () => {
    world = await SimulatedFinesse.start();
  });
  afterEach(() => world.close());

  const refused = (answer: Element): unknown[] => [
    answer.getChild('error')?.attrs.type,
    ...(answer.getChild('error')?.getChildElements() ?? []).map((child) => child.getName()),
  ];
  /** What was on its way is there. */
  const settled = (...clients: PlainFinesseClient[]): Promise<unknown> =>
    Promise.all(clients.map((client) => client.ping()));
  const last = (client: PlainFinesseClient): Told => client.told.at(-1)!;

  describe('who gets them', () => {
    it('everybody his own, without asking, by his bare JID, and nobody else', async () => {
      const [sup, two] = [await world.supervisor(), await world.supervisor('sup.two')];
      await sup.state('READY');
      await sup.notification(({ data }) => at(data, 'state') === 'READY');
      should(last(sup).to).equal('16105@finesse.sim');
      await settled(two);
      should(two.told).be.empty();
    });

    it('nobody before his first presence, with a negative priority, or after he took it back', async () => {
      const sup = world.client('sup.one');
      await sup.dial();
      await sup.open();
      await sup.authenticate();
      await sup.open();
      await sup.bind('quiet');
      await sup.signIn();
      await settled(sup);
      should(sup.told).be.empty();
      await sup.presence(-1);
      await sup.state('READY');
      await settled(sup);
      should(sup.told).be.empty();
      await sup.presence(0);
      await sup.state('NOT_READY');
      await sup.notification(({ data }) => at(data, 'state') === 'NOT_READY');
      sup.say('<presence xmlns="jabber:client" type="unavailable"/>');
      await sup.state('READY');
      await settled(sup);
      should(sup.told).have.length(1);
    });

    it('all sessions of a user, or the best one', async () => {
      const sup = await world.supervisor();
      const other = await world.client('sup.one').connect('other');
      await sup.state('READY');
      for (const client of [sup, other]) await client.notification(({ data }) => at(data, 'state') === 'READY');
      world.set('finesse-bare-jid=best');
      await sup.presence(5);
      await sup.state('NOT_READY');
      await sup.notification(({ data }) => at(data, 'state') === 'NOT_READY');
      await settled(other);
      should(other.told).have.length(1);
    });

    it('those who subscribed: to the board of a team, by full or bare JID', async () => {
      const sup = await world.supervisor();
      const other = await world.client('sup.one').connect('other');
      const answer = await sup.pubsub('subscribe', board);
      const subscription = answer.getChild('pubsub')?.getChild('subscription');
      should(subscription?.attrs).containEql({ node: board, jid: sup.jid, subscription: 'subscribed' });
      should(subscription?.attrs.subid).match(/^[\w-]{10,}$/);
      // Once more is the same subscription.
      should((await sup.pubsub('subscribe', board)).toString()).containEql(String(subscription?.attrs.subid));
      world.centre.startCall({ agent: 'agt.one' });
      const told = await sup.notification(({ node }) => node === board);
      should([told.to, told.event, told.source, told.data.getName()]).deepEqual([
        sup.jid,
        'put',
        '/finesse/api/User/16001',
        'user',
      ]);
      should([at(told.data, 'loginId'), at(told.data, 'state'), told.data.getChild('roles')]).deepEqual([
        '16001',
        'TALKING',
        undefined,
      ]);
      world.centre.startCall({ agent: 'agt.three' });
      await settled(sup, other);
      should(sup.told.filter(({ node }) => node === board)).have.length(1);
      should(other.told).be.empty();
      await sup.pubsub('subscribe', board, '16105@finesse.sim');
      world.centre.customerHangsUp('agt.one');
      await other.notification(({ node }) => node === board);
      await until('both', () => sup.told.filter(({ node }) => node === board).length === 3);
    });

    it('a subscription outlives the session, and ends when it is taken back', async () => {
      const first = await world.client('sup.one').connect('desk');
      await first.pubsub('subscribe', board);
      await first.close();
      await until('gone', () => world.finesse.sessions() === 0);
      world.centre.startCall({ agent: 'agt.one' });
      const again = await world.client('sup.one').connect('desk');
      await settled(again);
      should(again.told).be.empty();
      const list = '<pubsub xmlns="http://jabber.org/protocol/pubsub"><subscriptions/></pubsub>';
      should((await again.iq('get', list, 'pubsub.finesse.sim')).toString()).containEql(`node="${board}"`);
      world.centre.customerHangsUp('agt.one');
      await again.notification(({ node }) => node === board);
      should((await again.pubsub('unsubscribe', board)).attrs.type).equal('result');
      should(refused(await again.pubsub('unsubscribe', board))).deepEqual([
        'cancel',
        'unexpected-request',
        'not-subscribed',
      ]);
      world.centre.startCall({ agent: 'agt.one' });
      await settled(again);
      should(again.told).have.length(1);
    });

    it("supervisors hear an agent's dialogs, unless it is forbidden", async () => {
      const sup = await world.supervisor();
      const dialogs = '/finesse/api/User/16001/Dialogs';
      should((await sup.pubsub('subscribe', dialogs)).attrs.type).equal('result');
      world.centre.startCall({ agent: 'agt.one' });
      await sup.notification(({ node, event }) => node === dialogs && event === 'PUT');
      world.set('finesse-agent-dialogs=forbidden');
      const two = await world.supervisor('sup.two');
      should(refused(await two.pubsub('subscribe', dialogs))).deepEqual(['auth', 'forbidden']);
    });

    it('is refused for what is not there, not his, or not his to say', async () => {
      const sup = await world.supervisor();
      should(refused(await sup.pubsub('subscribe', '/finesse/api/Team/77/Users'))).deepEqual([
        'cancel',
        'item-not-found',
      ]);
      should(refused(await sup.pubsub('subscribe', '/elsewhere'))).deepEqual(['cancel', 'item-not-found']);
      should(refused(await sup.pubsub('subscribe', '/finesse/api/Team/5004/Users'))).deepEqual(['auth', 'forbidden']);
      should(refused(await sup.pubsub('subscribe', '/finesse/api/User/16106'))).deepEqual(['auth', 'forbidden']);
      should(refused(await sup.pubsub('subscribe', ''))).deepEqual(['modify', 'bad-request', 'nodeid-required']);
      should(refused(await sup.pubsub('subscribe', board, '16106@finesse.sim'))).deepEqual([
        'modify',
        'bad-request',
        'invalid-jid',
      ]);
      const content = (action: string): string =>
        `<pubsub xmlns="http://jabber.org/protocol/pubsub">${action}</pubsub>`;
      const ask = async (type: 'get' | 'set', action: string): Promise<unknown[]> =>
        refused(await sup.iq(type, content(action), 'pubsub.finesse.sim'));
      should(await ask('set', `<publish node="${board}"/>`)).deepEqual(['auth', 'forbidden']);
      should(await ask('get', `<options node="${board}"/>`)).deepEqual(['cancel', 'feature-not-implemented']);
      should(await ask('get', `<items node="${board}"/>`)).deepEqual([undefined]);
      should(await ask('get', '<items node="/elsewhere"/>')).deepEqual(['cancel', 'item-not-found']);
    });
  });

  describe('what they look like', () => {
    let sup: PlainFinesseClient;
    beforeEach(async () => {
      sup = await world.supervisor();
      world.centre.startCall({ agent: 'agt.one' });
    });

    /** The next notification of a state, as it was on the wire. */
    async function next(): Promise<{ told: Told; wire: string; text: string }> {
      const seen = sup.told.length;
      await sup.state(sup.told.length % 2 === 0 ? 'READY' : 'NOT_READY');
      await until('it', () => sup.told.length > seen);
      const told = last(sup);
      const item = told.raw.getChild('event')!.getChild('items')!.getChild('item')!;
      return { told, wire: item.toString(), text: item.getChild('notification')!.getText() };
    }

    it('are escaped text in a notification, as captured', async () => {
      const { wire, text, told } = await next();
      should(wire).match(
        /^<item id="[0-9a-f-]{36}"><notification xmlns="http:\/\/jabber\.org\/protocol\/pubsub">&lt;Update&gt;&lt;data&gt;&lt;user&gt;/,
      );
      should(text).match(
        /^<Update><data><user>.*<\/data><event>PUT<\/event><requestId\/><source>[^<]+<\/source><\/Update>$/s,
      );
      should(told.raw.attrs.xmlns).equal('jabber:client');
      should(told.raw.getChild('event')?.getNS()).equal('http://jabber.org/protocol/pubsub#event');
    });

    it('vary as captures and documents do', async () => {
      world.set('finesse-payload=elements', 'finesse-payload-namespace=urn:xmpp:push:0');
      should((await next()).wire).containEql('<notification xmlns="urn:xmpp:push:0"><Update><data><user>');
      world.set('finesse-payload=text', 'finesse-update-order=event-first', 'finesse-event-case=lower');
      should((await next()).text).startWith('<Update><event>put</event><requestId/><source>/finesse');
      world.set('finesse-request-id=absent', 'finesse-root-case=upper', 'finesse-update-order=data-first');
      const { text, told } = await next();
      should(text).startWith('<Update><data><User>').and.not.containEql('requestId');
      should(told.requestId).be.undefined();
    });

    it('of a team board tell one agent or the whole team', async () => {
      await sup.pubsub('subscribe', board);
      world.set('finesse-team-shape=team', 'finesse-event-case=upper');
      world.centre.customerHangsUp('agt.one');
      const { data, source, event } = await sup.notification(({ node }) => node === board);
      should([data.getName(), source, event]).deepEqual(['team', '/finesse/api/Team/5001', 'PUT']);
      should(data.getChild('users')?.getChildren('User')).have.length(2);
    });

    it('of a request carry its id, or leave it empty', async () => {
      world.set('finesse-request-id=empty');
      await sup.monitor('6001', 'mine');
      should((await sup.notification(({ event }) => event === 'POST')).requestId).equal('');
    });

    for (const [choice, order] of [
      ['conference-first', ['POST CONFERENCE', 'DELETE SUPERVISOR_MONITOR']],
      ['monitor-first', ['DELETE SUPERVISOR_MONITOR', 'POST CONFERENCE']],
    ] as const) {
      it(`of a barge come ${choice}`, async () => {
        world.set(`finesse-barge-order=${choice}`);
        await barge();
        const lines = sup.told
          .slice(5)
          .map(({ event, data }) => `${event} ${at(data, 'Dialog', 'mediaProperties', 'callType') ?? ''}`);
        should(lines.filter((line) => /^(POST|DELETE)/.test(line))).deepEqual(order);
      });
    }

    async function barge(): Promise<string> {
      await sup.monitor('6001');
      await sup.notification(({ data }) => at(data, 'state') === 'ACTIVE');
      const id = at(await sup.dialogOf('SUPERVISOR_MONITOR'), 'id')!;
      await sup.barge('6001', id);
      await sup.notification(({ event, source }) => event === 'DELETE' && source.endsWith('/Dialogs'));
      await until('the conference', () => sup.told.filter(({ event }) => event === 'POST').length === 2);
      return id;
    }

    it('of a conference have the type, the id and the relation that are chosen', async () => {
      const agent = await world.client('agt.one').connect();
      world.set('finesse-barge-call-type=SUPERVISOR_BARGE_IN', 'finesse-barge-id=new', 'finesse-barge-associated');
      const old = world.finesse.dialogId('agt.one');
      const monitor = await barge();
      const [conference] = await sup.dialogs();
      should(at(conference, 'mediaProperties', 'callType')).equal('SUPERVISOR_BARGE_IN');
      should(at(conference, 'secondaryId')).equal(old);
      should(at(conference, 'id')).equal(world.finesse.dialogId('agt.one')).and.not.equal(old);
      should(at(conference, 'associatedDialogUri')).equal(`/finesse/api/Dialog/${monitor}`);
      await agent.notification(({ event, data }) => event === 'DELETE' && at(data, 'Dialog', 'id') === old);
      await agent.notification(({ event, data }) => event === 'POST' && at(data, 'Dialog', 'secondaryId') === old);
      should((await sup.get(`/Dialog/${old!}`)).status).equal(404);
      should((await sup.put(at(conference, 'id')!, 'DROP')).status).equal(202);
      should(Object.keys(world.hears())).have.length(2);
    });
  });
});
