import should from 'should';
import { failing } from '../../support/failing';
import type { Rig } from './rig';

export function finding(rig: () => Rig): void {
  describe('finding the agent', () => {
    it('knows an agent by every kind of name, as one and the same', async () => {
      const { world } = rig();
      const { driver } = await rig().connected();
      const ids = new Set<string>();
      for (const { names } of world.agents) {
        for (const name of names) ids.add((await driver.find(name, AbortSignal.timeout(3_000))).agent.id);
      }
      should(ids.size).equal(world.agents.length);
    });

    it('joins whichever of his names the order uses, and keeps that name', async () => {
      const { world } = rig();
      const [agent] = world.agents;
      const shift = await rig().connected();
      world.startCall(agent.name);
      for (const name of agent.names) {
        const supervision = await shift.active('listen', name);
        should(supervision.agent).equal(name);
        should((await shift.cancel({ agent: agent.names[0] ?? '' })).error).be.undefined();
      }
      await rig().nothingHeld();
    });

    it('says so when there is no such agent, and asks nothing of the platform', async () => {
      const shift = await rig().connected();
      const { supervision, error } = await shift.order({ agent: 'nobody.here' });
      should(error?.code).equal('agent-not-found');
      should(error?.kind).equal('outcome');
      should(supervision).containEql({ phase: 'failed', confirmation: 'none' });
      should(rig().world.verbs()).deepEqual({ start: 0, switch: 0, stop: 0 });
    });

    it('cannot be fooled by what a message calls an agent', async () => {
      const { world } = rig();
      const [agent, other] = world.agents;
      world.startCall(agent.name);
      world.startCall(other.name);
      const { driver } = await rig().connected();
      const hostile = [
        '',
        '   ',
        '*',
        `${agent.name}*`,
        `${agent.name},${other.name}`,
        agent.name.slice(0, -1),
        '../me',
        `x/../${agent.name}`,
        '%2e%2e%2fme',
        `${agent.name}?fields=*`,
        `${agent.name}\r\nX-Header: y`,
        `${agent.name}\0`,
        '" or "1"="1',
        '<user/>',
        '\ud800',
        'x'.repeat(100_000),
        '__proto__',
      ];
      for (const text of hostile) {
        const { code } = await failing(driver.find(text, AbortSignal.timeout(3_000)));
        // The text is part of what is compared, to be named where it fails.
        should({ text, refused: ['agent-not-found', 'invalid-input'].includes(code) }).deepEqual({
          text,
          refused: true,
        });
      }
      should(world.verbs().start).equal(0);
    });
  });
}
