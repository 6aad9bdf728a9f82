/** Several messages at once, for one supervisor. */
import should from 'should';
import type { Supervision } from '../../src/supervision/vocabulary';
import { ask, type Asked } from '../support/node-red';
import { action, useStage } from '../support/stage';

const supervisionOf = ({ first, second }: Asked): Supervision => [...first, ...second][0]!.supervision as Supervision;

describe('nodes: several messages at once', () => {
  const stage = useStage();

  it('an alert that comes five times causes one verb; every message gets the running supervision', async () => {
    await stage.connected(action('coach'));
    stage.sim.centre.startCall({ agent: 'agt.one' });
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const answers = await Promise.all(ids.map((_msgid) => ask('coach', { _msgid, payload: { agent: '6001' } })));
    for (const { first, dones, completed } of answers) {
      should({ first: first.length, dones, completed }).eql({ first: 1, dones: 1, completed: 1 });
    }
    new Set(answers.map((answer) => supervisionOf(answer).id)).size.should.equal(1);
    stage.asked().should.equal(1);

    const later = await ask('coach', { _msgid: 'f', payload: { agent: 'agt.one' } });
    supervisionOf(later).id.should.equal(supervisionOf(answers[0]!).id);
    stage.asked().should.equal(1);
  });

  it('of two orders for two agents one comes true, and the other is told why it did not', async () => {
    await stage.connected(action('coach'), action('listen'));
    for (const agent of ['agt.one', 'agt.two']) stage.sim.centre.startCall({ agent });
    const answers = await Promise.all([
      ask('coach', { _msgid: 'a', payload: { agent: '6001' } }),
      ask('listen', { _msgid: 'b', payload: { agent: '6002' } }),
    ]);
    answers.map(({ dones }) => dones).should.eql([1, 1]);
    answers.flatMap(({ first }) => first).length.should.equal(1);
    const [refused] = answers.filter(({ second }) => second.length === 1);
    supervisionOf(refused!).error!.code.should.equal('already-supervised');
    stage.asked().should.equal(1);
    const on = ['agt.one', 'agt.two'].filter((agent) => stage.on(agent).includes('sup.one'));
    on.length.should.equal(1);
  });

  it('another mode on the same agent switches in place, and both nodes tell the one supervision', async () => {
    await stage.connected(action('coach'), action('barge-in'));
    stage.sim.centre.startCall({ agent: 'agt.one' });
    const first = await ask('coach', { _msgid: 'a', payload: { agent: '6001' } });
    const second = await ask('barge-in', { _msgid: 'b', payload: { agent: '6001' } });
    supervisionOf(second).should.have.properties({ id: supervisionOf(first).id, mode: 'barge', phase: 'active' });
    should(stage.mode('agt.one')).equal('barge');
    stage.asked('SwitchToBargeIn').should.equal(1);
    stage.asked('BargeIn').should.equal(0);
    // What the first message carries is what was true when it left.
    supervisionOf(first).mode.should.equal('coach');
  });
});
