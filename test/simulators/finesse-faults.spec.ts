import should from 'should';
import { at, type PlainFinesseClient } from '../support/plain-finesse-client';
import { SimulatedFinesse } from '../support/simulated-finesse';
import { until } from '../support/until';

describe('Finesse face: faults', () => {
  let world: SimulatedFinesse;
  let sup: PlainFinesseClient;
  beforeEach(async () => {
    world = await SimulatedFinesse.start();
    sup = await world.supervisor();
    world.centre.startCall({ agent: 'agt.one' });
  });
  afterEach(() => world.close());

  const joined = (): boolean => world.centre.onCall('sup.one') !== undefined;
  const active = (): Promise<unknown> => sup.notification(({ data }) => at(data, 'state') === 'ACTIVE');

  it('rest-cut=before: the connection breaks and nothing happened', async () => {
    world.set('rest-cut=before@SILENT_MONITOR#1');
    await should(sup.monitor('6001')).be.rejected();
    should(joined()).equal(false);
    should(world.simulator.journal.count('SILENT_MONITOR')).equal(1);
    should((await sup.monitor('6001')).status).equal(202);
  });

  it('rest-cut=after: it happened, and no answer comes, or half of one', async () => {
    world.set('rest-cut=after@SILENT_MONITOR#1');
    await should(sup.monitor('6001')).be.rejected();
    await active();
    should(joined()).equal(true);
    world.set('rest-cut=after@GET User');
    await should(sup.get('/User/16105')).be.rejected();
  });

  it('rest-html, hung: a page from a proxy, or nothing at all', async () => {
    world.set('rest-html@POST Dialogs');
    const { status, text } = await sup.monitor('6001');
    should([status, text.startsWith('<html>')]).deepEqual([502, true]);
    world.simulator.faults.clear();
    world.set('hung@POST');
    let over = false;
    void sup.monitor('6001').then(
      () => (over = true),
      () => undefined,
    );
    await until('the request', () => world.simulator.journal.count('SILENT_MONITOR') === 2);
    should((await sup.get('/User/16105')).status).equal(200);
    should([over, joined()]).deepEqual([false, false]);
  });

  it('rest-slow: the effect and its events are at once, the answer is late', async () => {
    world.set('rest-slow=5000@SILENT_MONITOR');
    let answered = false;
    const asked = sup.monitor('6001').then(() => (answered = true));
    await active();
    should(answered).equal(false);
    world.clock.advance(5000);
    await asked;
  });

  it('notify: after the answer, or before it', async () => {
    const order: string[] = [];
    const watch = async (): Promise<void> => {
      order.length = sup.told.length = 0;
      const told = sup.notification(() => true).then(() => order.push('event'));
      await sup.monitor('6001').then(() => order.push('answer'));
      await told;
    };
    world.set('notify=before');
    await watch();
    should(order[0]).equal('event');
  });

  it('silent: accepted, and nothing comes of it', async () => {
    world.set('silent@SILENT_MONITOR');
    should((await sup.monitor('6001')).status).equal(202);
    await sup.ping();
    should([joined(), sup.told.length]).deepEqual([false, 0]);
    should((await sup.monitor('9')).status).equal(400);
    should((await sup.state('READY')).status).equal(202);
    await sup.notification(({ data }) => at(data, 'state') === 'READY');
  });

  it('notify-late, notify-twice, notify-lost: by kind and event', async () => {
    world.set('notify-late=3000');
    await sup.monitor('6001');
    await sup.ping();
    should(sup.told).be.empty();
    world.clock.advance(3000);
    await active();
    should(sup.story()[0]).equal('POST Dialogs SUPERVISOR_MONITOR INITIATING');
    world.simulator.faults.clear();
    world.set('notify-twice@DELETE', 'notify-lost@Dialog PUT');
    const seen = sup.told.length;
    world.centre.customerHangsUp('agt.one');
    await until('the end', () => sup.told.length === seen + 3);
    const [first, second] = sup.told.slice(seen);
    should([first?.event, second?.event, first?.id]).deepEqual(['DELETE', 'DELETE', second?.id]);
    should(first?.raw.attrs.id).not.equal(second?.raw.attrs.id);
  });

  it('finesse-accepted: 200', async () => {
    world.set('finesse-accepted=200');
    should((await sup.monitor('6001')).status).equal(200);
    await active();
  });

  it('says of every switch that it is inferred, or what it is', () => {
    const own = world.simulator.faults.list().filter(({ name }) => name.startsWith('finesse-'));
    should(own.length).be.above(30);
    for (const { about, name } of own) should([name, about.endsWith('.')]).deepEqual([name, true]);
    should(own.find(({ name }) => name === 'finesse-barge-order')?.about).match(/inferred/i);
  });

  describe('of the notification service', () => {
    it('finesse-xmpp-drop: connections break, all or one user’s', async () => {
      const two = await world.supervisor('sup.two');
      world.set('finesse-xmpp-drop=sup.one');
      await until('the end', () => sup.closedWith);
      should(sup.closedWith).equal(1006);
      await two.ping();
      world.set('finesse-xmpp-drop');
      await until('the end', () => two.closedWith);
      should(world.finesse.sessions()).equal(0);
      await sup.connect('again');
    });

    it('finesse-xmpp-conflict: the session ends as if it had come again', async () => {
      world.set('finesse-xmpp-conflict=sup.one');
      await until('the end', () => sup.closedWith);
      should(sup.frames.at(-2)?.getChild('conflict')).be.ok();
    });

    it('finesse-xmpp-hung: not a word, no pong, and connections stand', async () => {
      world.set('finesse-xmpp-hung');
      let answered = false;
      void sup.ping().then(
        () => (answered = true),
        () => undefined,
      );
      const pong = sup.pong();
      await sup.monitor('6001');
      const other = await world.client('sup.two').dial();
      other.say('<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="finesse.sim" version="1.0"/>');
      await sup.get('/User/16105');
      should([answered, sup.told.length, other.frames.length, sup.closedWith]).deepEqual([false, 0, 0, undefined]);
      should(pong()).equal(false);
      world.simulator.faults.clear();
      await sup.ping();
      await until('a pong', sup.pong());
    });

    it('finesse-xmpp-down: nobody is let in, and nobody stays', async () => {
      world.set('finesse-xmpp-down');
      await until('the end', () => sup.closedWith);
      await should(world.client('sup.one').dial()).be.rejected();
      world.simulator.faults.clear();
      await world.client('sup.one').connect();
    });

    it('finesse-ping: the server asks, and drops who does not answer', async () => {
      world.set('finesse-ping=0.5');
      const ping = await sup.frame((frame) => frame.getChild('ping') !== undefined && frame.attrs.type === 'get');
      should([ping.attrs.from, ping.attrs.to]).deepEqual(['finesse.sim', sup.jid]);
      await until('the end', () => sup.closedWith);
      should(sup.frames.filter((frame) => frame.attrs.type === 'get')).have.length(3);
      should(sup.frames.at(-2)?.getChild('connection-timeout')).be.ok();
    });

    it('finesse-idle: who says nothing is dropped', async () => {
      world.set('finesse-ping=0', 'finesse-idle=0.6');
      await until('the end', () => sup.closedWith);
    });
  });
});
