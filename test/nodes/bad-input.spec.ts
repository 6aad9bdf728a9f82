/** Messages and properties that are wrong: a clear fault, nothing sent to the platform, and the runtime goes on. */
import should from 'should';
import type { Supervision } from '../../src/supervision/vocabulary';
import {
  answered,
  ask,
  doneCalls,
  emit,
  logged,
  send,
  settled,
  sink,
  type Asked,
  type FlowNode,
} from '../support/node-red';
import { action, cancel, useStage } from '../support/stage';

const hostile: [what: string, value: string][] = [
  ['a path', '../../me'],
  ['an encoded path', '..%2f..%2fme'],
  ['a header', '6001\r\nX-Evil: 1'],
  ['10 kB', 'x'.repeat(10_240)],
  ['control characters', 'agt\u0000.one'],
  ['a wildcard', '*'],
  ['a part of a wildcard', 'agt*'],
  ['several', '6001,6002'],
  ['a name of the language', '__proto__'],
  ['another', 'constructor'],
  ['a query', '6001?x=1&y=2#z'],
  ['a lone surrogate', '\ud800'],
];

describe('nodes: bad input', () => {
  const stage = useStage();

  const coach = async (properties: Partial<FlowNode>, msg: Record<string, unknown>): Promise<Asked> => {
    await stage.connected(action('coach', properties));
    stage.sim.centre.startCall({ agent: 'agt.one' });
    return ask('coach', Object.assign(msg, { _msgid: 'm1' }));
  };

  /** Refused by a fault with these words; the platform was asked nothing, not even who the agent is. */
  function refused(answer: Asked, words: RegExp): void {
    const { first, second, caught, completed, dones } = answer;
    should({ first: first.length, second: second.length, caught: caught.length, completed, dones }).eql({
      first: 0,
      second: 0,
      caught: 1,
      completed: 0,
      dones: 1,
    });
    const { code, cause, message } = caught[0]!;
    code.should.equal('invalid-input');
    cause.should.have.properties({ code: 'invalid-input', retryable: false });
    message.should.match(words);
    message.length.should.be.below(400);
    stage.asked().should.equal(0);
    should(stage.supervises()).be.undefined();
  }

  /** What the platform was asked that is not part of keeping contact. */
  const lookups = (): number =>
    stage.sim.journal.list().filter(({ path }) => /contacts|users\/|devices\//.test(path)).length;

  describe('the agent', () => {
    for (const [what, payload] of [
      ['missing', {}],
      ['missing with the payload', undefined],
      ['null', { agent: null }],
      ['empty', { agent: '' }],
      ['blank', { agent: ' \t ' }],
      ['a payload that is text', 'alert'],
    ] as const) {
      it(`${what} is named as missing, with where it was looked for`, async () => {
        refused(await coach({}, { payload }), /"agent" is missing.*msg\.payload\.agent/);
        lookups().should.equal(0);
      });
    }

    for (const [what, agent] of [
      ['an object', { id: '6001' }],
      ['a list', ['6001']],
      ['true', true],
      ['NaN', NaN],
      ['a fraction', 6001.5],
      ['a number beyond all precision', 1e300],
      ['a function', () => '6001'],
      ['a buffer', Buffer.from('6001')],
    ] as const) {
      it(`${what} is refused by name`, async () => {
        refused(await coach({}, { payload: { agent } }), /"agent" must be text or a whole number, not a (list|value)/);
        lookups().should.equal(0);
      });
    }

    for (const [what, agent] of hostile) {
      it(`${what} reaches nobody`, async () => {
        const answer = await coach({}, { payload: { agent } });
        answer.dones.should.equal(1);
        const code = answer.caught[0]?.code ?? (answer.second[0]?.supervision as Supervision).error?.code;
        should(['invalid-input', 'agent-not-found']).containEql(code);
        stage.asked().should.equal(0);
        for (const { path } of stage.sim.journal.list()) path.should.not.match(/[\r\n]|\/\.\.\/|X-Evil: /);
        stage.on('agt.one').should.not.containEql('sup.one');
      });
    }
  });

  describe('the other fields', () => {
    for (const field of ['call', 'supervisor', 'reason'] as const) {
      for (const [what, value] of hostile) {
        it(`${what} as ${field} harms nobody`, async () => {
          const answer = await coach({}, { payload: { agent: '6001' }, supervise: { [field]: value } });
          answer.dones.should.equal(1);
          for (const { path } of stage.sim.journal.list()) path.should.not.match(/[\r\n]|\/\.\.\/|X-Evil: /);
          for (const { code, message } of answer.caught) {
            code.should.equal('invalid-input');
            message.should.match(new RegExp(`"${field}"`));
            stage.asked().should.equal(0);
          }
        });
      }
      it(`an object as ${field} is refused by name`, async () => {
        const answer = await coach({}, { payload: { agent: '6001' }, supervise: { [field]: { a: 1 } } });
        refused(answer, new RegExp(`"${field}" must be text`));
      });
    }

    for (const [what, properties, words] of [
      ['options that are no JSON', { options: '{broken' }, /"options" cannot be read/],
      ['options that are a list', { options: '[1]' }, /"options" must be an object, not a list/],
      ['options that are text', { options: '"x"' }, /"options" must be an object, not a value of type string/],
      [
        'a JSONata expression that cannot be read',
        { agent: '((', agentType: 'jsonata' },
        /"agent" cannot be read: Expected "\)" before end of expression/,
      ],
      [
        'a JSONata expression that fails',
        { agent: '$number("x")', agentType: 'jsonata' },
        /"agent" cannot be read: Unable to cast value to a number: "x"/,
      ],
      ['a JSONata expression that gives up', { agent: '$error("no mapping")', agentType: 'jsonata' }, /no mapping/],
      ['a field for the agent that is empty', { agent: '' }, /"agent" is missing.*The field of the node is empty/],
      ['a property path that cannot be read', { agent: 'payload[', agentType: 'msg' }, /"agent" cannot be read/],
      ['a platform that does not exist', { platform: 'asterisk' }, /Choose a platform: one of genesys/],
      ['no platform', { platform: '' }, /Choose a platform/],
    ] as const) {
      it(`${what}: says which`, async () => {
        await stage.connected(action('listen'), action('coach', properties));
        refused(await ask('coach', { _msgid: 'm1', payload: { agent: '6001' } }), words);
      });
    }

    for (const supervise of ['6001', 5, true, ['6001']] as const) {
      it(`msg.supervise = ${JSON.stringify(supervise)} is refused by name`, async () => {
        refused(
          await coach({}, { payload: { agent: '6001' }, supervise }),
          /"msg\.supervise" must be an object, not a/,
        );
      });
    }
  });

  describe('a message that is no object', () => {
    const nodes = [action('coach'), cancel()];
    for (const node of ['coach', 'cancel']) {
      for (const value of ['text', 7, true]) {
        it(`${node} says so to ${JSON.stringify(value)}, and works on`, async () => {
          await stage.connected(...nodes);
          emit(node, value);
          await settled();
          doneCalls(node).length.should.equal(1);
          String(doneCalls(node)[0]!.error).should.match(/The message must be an object/);
          const entries = logged().map((entry) => String((entry as { msg?: unknown }).msg));
          entries.filter((entry) => entry.includes('The message must be an object')).length.should.equal(1);
          stage.asked().should.equal(0);

          stage.sim.centre.startCall({ agent: 'agt.one' });
          const { first } = await ask('coach', { _msgid: 'next', payload: { agent: '6001' } });
          first.length.should.equal(1);
        });
      }
    }

    it('null is an empty message to the runtime', async () => {
      await stage.connected(...nodes);
      send('coach', null as never);
      await settled();
      doneCalls('coach').length.should.equal(1);
      sink('caught').length.should.equal(1);
    });

    it('one that the runtime itself stumbles over stops nothing', async () => {
      await stage.connected(...nodes);
      for (const msg of [Object.create(null) as object, { hasOwnProperty: 1 }]) {
        emit('coach', msg);
        emit('cancel', msg);
        await settled();
      }
      stage.sim.centre.startCall({ agent: 'agt.one' });
      const next = { _msgid: 'next', payload: { agent: '6001' } };
      send('coach', next);
      (await answered('coach', next)).first.length.should.equal(1);
    });
  });
});
