import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { manySupervisors, openDesk } from '../../support/desk';

const at = new Date(Date.UTC(2026, 0, 5, 9)).toISOString();
const origin = { at, platform: 'genesys', connection: 'Floor' };

describe('desk: events', () => {
  it('of a supervision say whom and what they are about, and the evidence', async () => {
    const desk = await openDesk((driver) => {
      driver.names = ['anna', '7001'];
    });
    await desk.active();
    const [supervision] = desk.desk.running();
    should(desk.events.at(-1)).deepEqual({
      ...origin,
      type: 'supervision.active',
      agent: 'a1',
      call: 'c1',
      supervisor: 'sup.one',
      supervision,
      detail: 'joined barge',
      raw: null,
    });
    should(desk.names.at(-1)).deepEqual(['a1', 'id-a1', 'a1', 'anna', '7001']);
    should(desk.names[0]).be.empty();
  });

  it('of a supervision have no call and no detail where there is none, and the error where there is one', async () => {
    const desk = await openDesk((driver) => {
      driver.call = undefined;
    });
    await desk.order();
    should(desk.events.at(-1)).have.property('type', 'supervision.accepted');
    should(desk.events.at(-1)).not.have.properties('call');
    should(desk.events.at(-1)).not.have.properties('detail');
    desk.driver.ringing();
    desk.driver.refuseLater(new SupervisionError('resource-limit', 'Full.'));
    desk.driver.left('platform');
    should(desk.events.at(-1)).containEql({ type: 'supervision.failed', call: 'c1', detail: 'Full.' });
  });

  it('of a call come as the platform told them', async () => {
    const desk = await openDesk();
    const raw = { vendor: 'word' };
    desk.driver.says({ type: 'call', event: 'call.held', agent: 'id-a1', call: 'c1', detail: 'music', raw });
    should(desk.events.at(-1)).deepEqual({
      ...origin,
      type: 'call.held',
      agent: 'id-a1',
      call: 'c1',
      detail: 'music',
      raw,
    });
    should(desk.names.at(-1)).deepEqual(['id-a1']);
    desk.driver.says({ type: 'call', event: 'agent.state', raw: null });
    should(desk.events.at(-1)).deepEqual({ ...origin, type: 'agent.state', raw: null });
    should(desk.names.at(-1)).be.empty();
  });

  it('have their original made when somebody looks at it, where the platform does so', async () => {
    const desk = await openDesk();
    let made = 0;
    desk.driver.says({
      type: 'call',
      event: 'call.held',
      get raw() {
        return ++made;
      },
    });
    should(made).equal(0);
    const event = desk.events.at(-1);
    should(event?.raw).equal(1);
    should(Object.getOwnPropertyDescriptor(event, 'raw')?.configurable).be.true();
  });

  it('of the contact say why it is down, once for every reason', async () => {
    const desk = await openDesk();
    should(desk.events).deepEqual([{ ...origin, type: 'connection.up', raw: null }]);
    desk.driver.down();
    desk.driver.down();
    desk.driver.down('The name is not known.');
    desk.driver.up();
    desk.driver.down('The name is not known.');
    should(desk.events.slice(1)).deepEqual([
      { ...origin, type: 'connection.down', detail: 'The platform is gone.', raw: null },
      { ...origin, type: 'connection.down', detail: 'The name is not known.', raw: null },
      { ...origin, type: 'connection.up', raw: null },
      { ...origin, type: 'connection.down', detail: 'The name is not known.', raw: null },
    ]);
    should(desk.contacts).deepEqual(['up', 'unreachable', 'unreachable', 'up', 'unreachable']);
    should(desk.names.every((names) => names.length === 0)).be.true();
  });

  it('come in the order of what happened, also where whoever hears one does something', async () => {
    const desk = await openDesk(manySupervisors);
    await desk.activeEach(['1', '2']);
    desk.driver.speaksOf = '3';
    desk.onEvent = ({ type, agent }) => {
      if (type === 'supervision.unknown' && agent === 'a1') desk.driver.joined('listen', 'a3');
    };
    desk.driver.down();
    should(desk.events.slice(-3).map(({ type, agent }) => `${type} ${agent ?? ''}`)).deepEqual([
      'supervision.unknown a1',
      'supervision.unknown a2',
      'supervision.active id-a3',
    ]);
  });

  it('leave notices to the log', async () => {
    const desk = await openDesk();
    desk.driver.says({ type: 'notice', message: 'A second client uses this session.' });
    should(desk.notices).deepEqual(['A second client uses this session.']);
    should(desk.events).have.length(1);
  });
});

describe('desk: first contact', () => {
  it('fails with why, and tells it', async () => {
    const desk = await openDesk();
    desk.driver.fails.connect = new SupervisionError('auth', 'The password is wrong.');
    const error = await desk.desk.connect(new AbortController().signal);
    should(error?.code).equal('auth');
    should(desk.contacts.at(-1)).equal('auth');
    should((await (await desk.order()).now()).error?.message).equal('The password is wrong.');
    should(await desk.desk.connect(new AbortController().signal)).be.undefined();
  });

  it('is not told as lost by a connection that was closed meanwhile', async () => {
    const desk = await openDesk();
    const life = new AbortController();
    desk.driver.fails.connect = new SupervisionError('unreachable', 'Aborted.');
    const connected = desk.desk.connect(life.signal);
    life.abort();
    should((await connected)?.code).equal('unreachable');
    should(desk.contacts).deepEqual(['up']);
  });
});
