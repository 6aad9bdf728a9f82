/** What the events node sends, and to whom it keeps quiet. */
import should from 'should';
import type { SupervisionEvent } from '../../src/supervision/vocabulary';
import { ask, logged, settled, shown, sink, start } from '../support/node-red';
import { action, cancel, connection, events, signIn, useStage } from '../support/stage';
import { until } from '../support/until';

const happened = (): SupervisionEvent[] => sink('happened').map(({ payload }) => payload as SupervisionEvent);
const types = (): string[] => happened().map(({ type }) => type);

describe('nodes: events', () => {
  const stage = useStage();

  /** One supervision of agent 6001 from beginning to end. */
  async function played(): Promise<void> {
    stage.sim.centre.startCall({ agent: 'agt.one' });
    const { first } = await ask('coach', { _msgid: 'm1', payload: { agent: '6001' } });
    await ask('cancel', { ...first[0], _msgid: 'm2' });
    await settled();
  }
  const connected = (properties = {}): Promise<void> => stage.connected(events(properties), action('coach'), cancel());

  it('tells everything, in order', async () => {
    await connected();
    await played();
    types()
      .filter((type) => type.startsWith('supervision.'))
      .should.eql(['supervision.accepted', 'supervision.ringing', 'supervision.active', 'supervision.ended']);
    types().indexOf('connection.up').should.be.below(types().indexOf('supervision.accepted'));
    const times = happened().map(({ at }) => at);
    times.should.eql([...times].sort());
  });

  it('has the type as topic, and the event as payload', async () => {
    await connected();
    await played();
    for (const msg of sink('happened')) {
      const event = msg.payload as SupervisionEvent;
      should(msg.topic).equal(event.type);
      event.should.have.properties({ platform: 'genesys', connection: 'house' });
      event.should.have.property('raw');
      event.at.should.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      should(JSON.parse(JSON.stringify(event))).eql(event);
    }
    const active = happened().find(({ type }) => type === 'supervision.active')!;
    active.should.have.properties({ agent: '6001', supervisor: 'sup.one' });
    active.supervision!.should.have.properties({ phase: 'active', mode: 'coach', confirmation: 'confirmed' });
  });

  it('gives every node a copy of its own', async () => {
    await stage.connected(events(), events({ id: 'events2' }), action('coach'), cancel());
    await played();
    const active = happened().filter(({ type }) => type === 'supervision.active');
    active.length.should.equal(2);
    active[0]!.should.eql(active[1]);
    active[0]!.supervision!.should.not.be.exactly(active[1]!.supervision);
  });

  for (const [what, wanted] of [
    ['a list', ['supervision.active', 'supervision.ended']],
    ['text with commas', ' supervision.active ,supervision.ended,,'],
  ] as const) {
    it(`types as ${what}: only those`, async () => {
      await connected({ types: wanted });
      await played();
      types().should.eql(['supervision.active', 'supervision.ended']);
    });
  }

  for (const nothing of [undefined, null, '', [], {}, [{}]]) {
    it(`types and agents as ${JSON.stringify(nothing)}: everything`, async () => {
      await connected({ types: nothing, agents: nothing });
      await played();
      types().should.containEql('supervision.active');
      types().should.containEql('connection.up');
    });
  }

  describe('agents', () => {
    const ofSupervision = (): string[] => types().filter((type) => type.startsWith('supervision.'));
    for (const [what, agents] of [
      ['as the flow named him', '6001'],
      ['by his user name', 'agt.one'],
      ['by his employee id', 'E-17'],
      ['by his name', 'Bo Lind'],
      ['a number', [6001]],
      ['among others', '6002, 6001'],
      ['a list', ['6003', '6001']],
    ] as const) {
      it(`${what}: his events`, async () => {
        await connected({ agents });
        await played();
        ofSupervision().should.containEql('supervision.active');
      });
    }

    it("another agent: not his, but the connection's", async () => {
      await connected({ agents: '6002' });
      await played();
      ofSupervision().should.eql([]);
      types().should.containEql('connection.up');
    });
  });

  it('tells when contact is lost and when it is back', async () => {
    await connected({ types: ['connection.up', 'connection.down'] });
    stage.sim.faults.set('restart');
    await until('contact is back', () => types().filter((type) => type === 'connection.up').length === 2, 9_000);
    types().should.eql(['connection.up', 'connection.down', 'connection.up']);
    happened()[1]!.detail!.should.be.ok();
    shown('events').should.eql(['connecting', 'connected', 'disconnected', 'connected']);
  });

  it('with no connection: says so in the log when it is deployed', async () => {
    // Catch nodes hear nothing yet while a flow starts.
    await start([connection(stage.url), events({ genesys: '' })], signIn);
    const words = logged().map((entry) => String((entry as { msg?: unknown }).msg));
    words.filter((text) => text.includes('Choose a connection')).length.should.equal(1);
  });
});
