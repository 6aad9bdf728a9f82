/** Where an action node takes its fields from: typed inputs, msg.supervise, numbers as the editor writes them. */
import should from 'should';
import type { Supervision } from '../../src/supervision/vocabulary';
import { ask, nodeOf, type Asked, type FlowNode, type Msg } from '../support/node-red';
import { action, useStage } from '../support/stage';

const supervision = ({ first, second }: Asked): Supervision | undefined =>
  [...first, ...second][0]?.supervision as Supervision | undefined;

describe('nodes: inputs', () => {
  const stage = useStage();
  /** Asks a coach node with these properties for whoever it finds. */
  const coach = async (properties: Partial<FlowNode>, msg: Msg = {}, prepare?: () => void): Promise<Asked> => {
    await stage.connected(action('coach', properties));
    for (const agent of ['agt.one', 'agt.two']) stage.sim.centre.startCall({ agent });
    prepare?.();
    return ask('coach', Object.assign(msg, { _msgid: 'm1' }));
  };

  describe('agent', () => {
    const context = (where: 'flow' | 'global', value: unknown) => () => {
      nodeOf('coach').context()[where].set('who', value);
    };
    const cases: [what: string, properties: Partial<FlowNode>, msg?: Msg, prepare?: () => void][] = [
      ['msg', { agent: 'alert.agentRef', agentType: 'msg' }, { alert: { agentRef: '6002' } }],
      ['msg, a number', { agent: 'payload', agentType: 'msg' }, { payload: 6002 }],
      ['msg, with spaces around', { agent: 'payload', agentType: 'msg' }, { payload: ' 6002 ' }],
      ['msg, a user name', { agent: 'payload', agentType: 'msg' }, { payload: 'agt.two' }],
      ['msg, an employee id', { agent: 'payload', agentType: 'msg' }, { payload: 'E-18' }],
      ['str', { agent: 'agt.two', agentType: 'str' }],
      ['num', { agent: '6002', agentType: 'num' }],
      ['flow context', { agent: 'who', agentType: 'flow' }, {}, context('flow', '6002')],
      ['global context', { agent: 'who', agentType: 'global' }, {}, context('global', 6002)],
      ['env', { agent: 'WHO', agentType: 'env' }],
      ['jsonata', { agent: '$string(payload.base + 2)', agentType: 'jsonata' }, { payload: { base: 6000 } }],
    ];
    for (const [what, properties, msg, prepare] of cases) {
      it(`from ${what}`, async () => {
        process.env.WHO = '6002';
        try {
          const answer = await coach(properties, msg, prepare);
          should(supervision(answer)?.phase).equal('active');
        } finally {
          delete process.env.WHO;
        }
        stage.on('agt.two').should.containEql('sup.one');
        stage.on('agt.one').should.not.containEql('sup.one');
      });
    }
  });

  describe('of a flow that was not made in the editor', () => {
    for (const [what, properties] of [
      ['without any field', {}],
      ['with null in all of them', { fill: null }],
    ] as const) {
      it(`${what}: the agent is in msg.payload.agent`, async () => {
        const fields = ['agent', 'call', 'supervisor', 'reason', 'options'].flatMap((name) => [name, `${name}Type`]);
        const value = 'fill' in properties ? properties.fill : undefined;
        const answer = await coach(Object.fromEntries(fields.map((name) => [name, value])), {
          payload: { agent: '6002' },
        });
        should(supervision(answer)).have.properties({ agent: '6002', phase: 'active' });
        should(supervision(answer)).not.have.property('reason');
      });
    }

    it('null is no text, where the kind of the field is text', async () => {
      const answer = await coach({ reason: null, reasonType: 'str' }, { payload: { agent: '6001' } });
      should(supervision(answer)).have.property('phase', 'active');
      should(supervision(answer)).not.have.property('reason');
    });

    it('options are an object', async () => {
      await coach({ options: { scope: 'Call' } }, { payload: { agent: '6001' } });
      JSON.stringify(stage.sim.journal.list('Coach')[0]!.body).should.match(/"Call"/);
    });
  });

  describe('reason', () => {
    for (const [reason, reasonType, expected] of [
      ['mood', 'str', 'mood'],
      ['payload.score', 'msg', '-0.9'],
      ['12', 'num', '12'],
      ['payload.missing', 'msg', undefined],
      ['nothing.there.at.all', 'msg', undefined],
      ['"score " & payload.score', 'jsonata', 'score -0.9'],
      ['true', 'bool', 'true'],
      ['', 'str', undefined],
    ] as const) {
      it(`${reasonType} "${reason}" is ${expected ?? 'none'}`, async () => {
        const answer = await coach({ reason, reasonType }, { payload: { agent: '6001', score: -0.9 } });
        should(supervision(answer)?.phase).equal('active');
        should(supervision(answer)?.reason).equal(expected);
      });
    }
  });

  it('the call from the message: an order for another call is refused, not guessed', async () => {
    const answer = await coach(
      { call: 'payload.call', callType: 'msg' },
      { payload: { agent: '6001', call: 'no-such-call' } },
    );
    // Genesys does not tell which call of an agent is the current one; whatever it answers, nobody joins a call unasked.
    answer.dones.should.equal(1);
    should(supervision(answer)).be.ok();
    if (answer.second.length > 0) stage.on('agt.one').should.not.containEql('sup.one');
  });

  describe('options', () => {
    const orders = (): unknown[] => stage.sim.journal.list('Coach').map(({ body }) => body);

    it('JSON from the editor reaches the platform', async () => {
      await coach({ options: '{"scope":"Call"}' }, { payload: { agent: '6001' } });
      JSON.stringify(orders()[0]).should.match(/"Call"/);
    });

    it('an object from the message, too', async () => {
      await coach({ options: 'how', optionsType: 'msg' }, { payload: { agent: '6001' }, how: { scope: 'Call' } });
      JSON.stringify(orders()[0]).should.match(/"Call"/);
    });

    it('an unknown one is ignored, so that one flow serves several platforms', async () => {
      const answer = await coach({ options: '{"callerId":"1"}' }, { payload: { agent: '6001' } });
      should(supervision(answer)?.phase).equal('active');
    });

    it('a wrong one is a fault that names it', async () => {
      const answer = await coach({ options: '{"scope":"Everybody"}' }, { payload: { agent: '6001' } });
      answer.caught.map(({ code }) => code).should.eql(['invalid-input']);
      answer.caught[0]!.message.should.match(/scope/);
      stage.asked().should.equal(0);
    });
  });

  describe('msg.supervise', () => {
    it('overrides agent, reason and options', async () => {
      const answer = await coach(
        { reason: 'of the node', options: '{"scope":"Agent"}' },
        {
          payload: { agent: '6001' },
          supervise: { agent: '6002', reason: 'of the message', options: { scope: 'Call' } },
        },
      );
      should(supervision(answer)).have.properties({ agent: '6002', reason: 'of the message', phase: 'active' });
      JSON.stringify(stage.sim.journal.list('Coach')[0]!.body).should.match(/"Call"/);
      stage.on('agt.two').should.containEql('sup.one');
      answer.first[0]!.should.have.property('supervise');
    });

    it("overrides the supervisor, who on Genesys is the connection's own all the same", async () => {
      const answer = await coach({}, { payload: { agent: '6001' }, supervise: { supervisor: 'sup.two' } });
      should(supervision(answer)).have.properties({ supervisor: 'sup.one', phase: 'active' });
    });

    it('never makes a broken property of the node matter', async () => {
      const answer = await coach(
        { agent: '((', agentType: 'jsonata', options: '{broken' },
        { supervise: { agent: '6001', options: {} } },
      );
      should(supervision(answer)?.phase).equal('active');
    });

    it('empty overrides nothing', async () => {
      const answer = await coach({}, { payload: { agent: '6001' }, supervise: {} });
      should(supervision(answer)?.agent).equal('6001');
    });
  });

  describe('seconds', () => {
    for (const good of ['0.5', 5, ' 5 ', '1e1', '', undefined, null]) {
      it(`confirmSeconds ${JSON.stringify(good)} is taken`, async () => {
        const answer = await coach({ confirmSeconds: good }, { payload: { agent: '6001' } });
        should(supervision(answer)?.phase).equal('active');
      });
    }
    for (const [field, wrong] of [
      ['confirmSeconds', 'soon'],
      ['confirmSeconds', '0'],
      ['confirmSeconds', -1],
      ['confirmSeconds', true],
      ['confirmSeconds', '5 s'],
      ['armSeconds', 'NaN'],
      ['armSeconds', '0'],
      ['armSeconds', 86_401],
      ['endAfterSeconds', -1],
      ['endAfterSeconds', 'Infinity'],
      ['endAfterSeconds', {}],
    ] as const) {
      it(`${field} ${JSON.stringify(wrong)} is refused by name`, async () => {
        const answer = await coach({ [field]: wrong }, { payload: { agent: '6001' } });
        answer.caught.map(({ code }) => code).should.eql(['invalid-input']);
        answer.caught[0]!.message.should.match(new RegExp(`"${field}".*seconds`));
        stage.asked().should.equal(0);
      });
    }
  });
});
