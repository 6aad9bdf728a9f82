import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import { postAlert, startCall } from '../../scripts/demo/acts';
import { choosePlatform, placeSimulator, readExample, readFlows } from '../../scripts/demo/example';
import { openFeed, type Feed } from '../../scripts/demo/feed';
import { prove } from '../../scripts/demo/proof';
import { addTeller } from '../../scripts/demo/teller';
import type { FlowNode } from '../../scripts/runtime/user-dir';
import type { Happening } from '../../simulators/alerts';
import { platforms, type Supervision } from '../../src/supervision/vocabulary';
import { atHome } from '../support/examples';
import { openRuntime, type Runtime } from '../support/runtime';
import { until } from '../support/until';

describe('the examples, imported into Node-RED', function () {
  this.timeout(60_000);
  let runtime: Runtime;
  let closeFeed: () => Promise<void>;
  let feed: Feed;

  before(async function () {
    this.timeout(180_000);
    runtime = await openRuntime();
  });
  after(() => runtime.close());
  afterEach(() => closeFeed());

  /** Imports a flow, the way the editor does, with the nodes that tell the test what happens. */
  async function imported(flows: FlowNode[]): Promise<void> {
    const telling = await openFeed();
    feed = telling.feed;
    closeFeed = () => telling.close();
    addTeller(flows, telling.port);
    await runtime.deploy(flows);
    (await runtime.get<{ state: string }>('/flows/state')).state.should.equal('start');
    const known = (await runtime.get<{ types: string[] }[]>('/nodes')).flatMap(({ types }) => types);
    flows
      .map(({ type }) => type)
      .filter((type) => ![...known, 'tab'].includes(type))
      .should.eql([]);
  }

  const contact = (): Promise<unknown> =>
    feed.first('contact', ({ event }) => event?.type === 'connection.up' || undefined);
  const event = (type: string, mode: string): Promise<Supervision> =>
    feed.first(`${type} in ${mode}`, ({ event: told }) =>
      told?.type === type && told.supervision?.mode === mode ? told.supervision : undefined,
    );
  /** The call once the supervisor is on it, or has left it. */
  const supervisorIs = (state: string, mode: string): Promise<Happening> =>
    feed.first(`the supervisor ${state} in ${mode}`, ({ call }) =>
      call?.legs.some((leg) => leg.role === 'supervisor' && leg.state === state && leg.mode === mode)
        ? call
        : undefined,
    );

  for (const platform of platforms) {
    it(`1, ${platform}: an alert by HTTP brings the supervisor in, and the flow takes him off again`, async () => {
      const example = await readExample(true);
      choosePlatform(example.flows, platform);
      await imported(example.flows);
      const scene = { nodeRed: runtime, example, feed };
      await startCall(scene);
      await postAlert(scene);
      (await prove(feed)).platform.should.equal(platform);
    });
  }

  it('1: an alert without a call leaves by the second output, and says why', async () => {
    const example = await readExample(true);
    example.flows.find(({ type }) => type === 'supervision-barge-in')!.confirmSeconds = '1';
    await imported(example.flows);
    await contact();
    await postAlert({ nodeRed: runtime, example, feed });
    const { error } = await feed.first('the refusal', ({ answer }) => (answer?.error ? answer : undefined));
    error!.code.should.equal('no-active-call');
  });

  /** Most platforms change the mode in place; on VoipNow the phone rings once more. */
  const joinsBy = {
    genesys: 'supervision.switched',
    voipnow: 'supervision.active',
    huawei: 'supervision.switched',
    finesse: 'supervision.switched',
  } as const;

  for (const platform of platforms) {
    it(`2, ${platform}: an alert lets the supervisor listen, then join, and leave when it is cleared`, async () => {
      const flows = readFlows('2 - Listen, then barge in if it does not get better, then leave.json');
      await placeSimulator(flows, true);
      choosePlatform(flows, platform);
      await imported(flows);
      await contact();
      await runtime.press('ex2-start-call');
      await runtime.press('ex2-angry');
      (await event('supervision.active', 'listen')).confirmation.should.equal('confirmed');
      const silent = await supervisorIs('talking', 'listen');
      silent.hears['agt.one']!.should.eql(['+493023125002']);
      silent.hears['sup.one']!.should.eql(['+493023125002', 'agt.one']);
      const joined = await event(joinsBy[platform], 'barge');
      joined.should.match({ confirmation: 'confirmed', phase: 'active' });
      (await supervisorIs('talking', 'barge')).hears['+493023125002']!.should.eql(['agt.one', 'sup.one']);
      await runtime.press('ex2-calm');
      (await event('supervision.ended', 'barge')).should.match({ id: joined.id, endedBy: 'cancel' });
    });
  }

  /** The flow does so a tenth of a second after its start, which is longer than a test waits. */
  const byHand = (): Promise<void> => runtime.press('ex3p-manual');

  it('3: the phone rings, is picked up, and rings again for the other mode', async () => {
    const flows = readFlows("3 - Supervisor's phone rings first.json");
    await placeSimulator(flows, true);
    await imported(flows);
    await contact();
    await byHand();
    await runtime.press('ex3p-start-call');
    await runtime.press('ex3p-angry');
    await event('supervision.ringing', 'listen');
    await runtime.press('ex3p-answer');
    const listening = await event('supervision.active', 'listen');
    listening.should.match({ confirmation: 'confirmed', supervisor: '0007*6105' });
    (await supervisorIs('talking', 'listen')).hears['agt.one']!.should.eql(['+493023125005']);
    await runtime.press('ex3p-join');
    (await event('supervision.ended', 'listen')).id.should.equal(listening.id);
    await event('supervision.ringing', 'barge');
    await runtime.press('ex3p-answer');
    (await event('supervision.active', 'barge')).supervisor.should.equal('0007*6105');
    (await supervisorIs('talking', 'barge')).hears['+493023125005']!.should.eql(['agt.one', 'sup.one']);
    await runtime.press('ex3p-finish');
    (await event('supervision.ended', 'barge')).endedBy!.should.equal('cancel');
  });

  it('3: nobody picks up, and the next supervisor is rung', async () => {
    const flows = readFlows("3 - Supervisor's phone rings first.json");
    await placeSimulator(flows, true);
    // The example lets the phone ring for ten seconds.
    for (const node of flows) if (node.type === 'supervision-listen') node.options = '{"waitForPickup": 1}';
    await imported(flows);
    await contact();
    await byHand();
    await runtime.press('ex3p-start-call');
    await runtime.press('ex3p-angry');
    const { error } = await feed.first('the refusal', ({ answer }) => (answer?.error ? answer : undefined));
    error!.code.should.equal('supervisor-no-answer');
    const active = await event('supervision.active', 'listen');
    active.should.match({ supervisor: '0007*6106', confirmation: 'confirmed' });
    const call = await supervisorIs('talking', 'listen');
    call.hears['sup.two']!.should.eql(['+493023125005', 'agt.one']);
    call.legs.some(({ party, state }) => party === 'sup.one' && state === 'talking').should.be.false();
  });

  it('4: whisper, insert without ringing again, and insert at an agent who has no call', async () => {
    const flows = readFlows('4 - Insert and whisper on Huawei.json');
    await placeSimulator(flows, true);
    await imported(flows);
    await contact();
    await runtime.press('ex4-start-call');
    await runtime.press('ex4-help');
    const whispering = await event('supervision.active', 'coach');
    whispering.should.match({ confirmation: 'confirmed', supervisor: '6105', agent: '6001' });
    const whispered = await supervisorIs('talking', 'coach');
    whispered.hears['agt.one']!.should.eql(['+493023125006', 'sup.one']);
    whispered.hears['+493023125006']!.should.eql(['agt.one']);
    await runtime.press('ex4-join');
    (await event('supervision.switched', 'barge')).should.match({ id: whispering.id, confirmation: 'confirmed' });
    (await supervisorIs('talking', 'barge')).hears['+493023125006']!.should.eql(['agt.one', 'sup.one']);
    await runtime.press('ex4-finish');
    (await event('supervision.ended', 'barge')).should.match({ id: whispering.id, endedBy: 'cancel' });
    await runtime.press('ex4-speak');
    (await event('supervision.active', 'barge')).should.match({ agent: '6002', confirmation: 'confirmed' });
  });

  it('5: barge in on a call on hold is asked again, and every error finds its wire', async () => {
    const flows = readFlows('5 - Listen, then barge on Finesse, with the errors caught.json');
    await placeSimulator(flows, true);
    // The example waits for five seconds.
    for (const node of flows) if (node.type === 'delay') node.timeout = '0.5';
    await imported(flows);
    await contact();
    const refusal = (code: string): Promise<Supervision> =>
      feed.first(code, ({ answer }) => (answer?.error?.code === code ? answer : undefined));
    const fault = (code: string): Promise<string> =>
      feed.first(code, ({ fault: told }) => (told?.code === code ? told.message : undefined));
    await runtime.press('ex5-ask-listen');
    await refusal('no-active-call');
    await runtime.press('ex5-start-call');
    await runtime.press('ex5-ask-listen');
    const listening = await event('supervision.active', 'listen');
    listening.should.match({ confirmation: 'confirmed', supervisor: '16105' });
    (await supervisorIs('talking', 'listen')).hears['agt.one']!.should.eql(['+493023125007']);
    await runtime.press('ex5-full');
    await runtime.press('ex5-ask-barge');
    await refusal('resource-limit');
    await runtime.press('ex5-hold');
    await runtime.press('ex5-ask-barge');
    (await refusal('agent-wrong-state')).should.match({ id: listening.id, mode: 'listen', phase: 'active' });
    await runtime.press('ex5-resume');
    (await event('supervision.switched', 'barge')).should.match({ id: listening.id, confirmation: 'confirmed' });
    (await supervisorIs('talking', 'barge')).hears['+493023125007']!.should.eql(['agt.one', 'sup.one']);
    await runtime.press('ex5-finish');
    (await event('supervision.ended', 'barge')).endedBy!.should.equal('cancel');
    await runtime.press('ex5-nobody');
    await fault('invalid-input');
    await runtime.press('ex5-break');
    await fault('unreachable');
  });

  it('6: a coach and a specialist are there from the first word', async () => {
    const flows = readFlows('6 - Be there from the first word.json');
    await placeSimulator(flows, true);
    await imported(flows);
    await contact();
    await runtime.press('ex3-new-colleague');
    await event('supervision.armed', 'coach');
    await runtime.press('ex3-call-one');
    (await event('supervision.active', 'coach')).confirmation.should.equal('confirmed');
    const coached = await supervisorIs('talking', 'coach');
    coached.hears['agt.one']!.should.eql(['+493023125003', 'sup.one']);
    coached.hears['+493023125003']!.should.eql(['agt.one']);
    await runtime.press('ex3-finish');
    await event('supervision.ended', 'coach');
    await runtime.press('ex3-specialist');
    await event('supervision.armed', 'barge');
    await runtime.press('ex3-call-two');
    (await event('supervision.active', 'barge')).confirmation.should.equal('confirmed');
    await runtime.press('ex3-finish');
    await event('supervision.ended', 'barge');
  });

  it('7: somebody clicks in the chat, the supervisor listens, and is taken off', async () => {
    const flows = readFlows('7 - Ask in the chat first, then listen.json');
    await placeSimulator(flows, true);
    atHome(flows, runtime.url);
    await imported(flows);
    await contact();
    await runtime.press('ex7-start-call');
    await runtime.press('ex7-alert');
    const shown = (): Promise<boolean> =>
      runtime.get<{ msg?: string }>('/context/flow/ex7-tab/card').then(({ msg }) => msg !== '(undefined)');
    await until('the card in the chat', shown);
    await runtime.press('ex7-click-listen');
    (await event('supervision.active', 'listen')).should.match({ confirmation: 'confirmed', reason: 'customer-mood' });
    (await supervisorIs('talking', 'listen')).hears['agt.one']!.should.eql(['+493023125008']);
    await runtime.press('ex7-finish');
    (await event('supervision.ended', 'listen')).endedBy!.should.equal('cancel');
  });

  it('8: what led to nothing does not count; a critical alert brings the supervisor in once, and its end takes him off', async () => {
    const flows = readFlows('8 - Alerts by MQTT, with a limit.json');
    await placeSimulator(flows, true);
    // The example lets one in ten seconds through.
    for (const node of flows) if (node.type === 'delay') node.rate = '60000';
    await imported(flows);
    await contact();
    const answers: string[] = [];
    feed.each(({ answer }) => {
      if (answer) answers.push(answer.error?.code ?? answer.phase);
    });
    await runtime.press('ex8-alert');
    await until('the refusal', () => answers.includes('no-active-call'));
    await runtime.press('ex8-start-call');
    await runtime.press('ex8-warning');
    await runtime.press('ex8-alert');
    (await event('supervision.active', 'barge')).should.match({ agent: '6001', reason: 'customer-mood' });
    (await supervisorIs('talking', 'barge')).hears['+493023125009']!.should.eql(['agt.one', 'sup.one']);
    await runtime.press('ex8-alert');
    await runtime.press('ex8-another');
    await runtime.press('ex8-cleared');
    (await event('supervision.ended', 'barge')).endedBy!.should.equal('cancel');
    await until('the answer of cancel', () => answers.includes('ended'));
    answers.should.eql(['no-active-call', 'active', 'ended']);
    runtime.output().should.not.match(/mqtt|1883/i);
  });

  it('keeps the passwords out of the flow file', async () => {
    const { flows } = await readExample(true);
    const secrets = { username: 'canary-name', password: 'canary-word' };
    flows.find(({ type }) => type === 'genesys-connection')!.credentials = secrets;
    const app = { appId: 'canary-app', appSecret: 'canary-secret', callbackSecret: 'canary-in-the-address' };
    flows.find(({ type }) => type === 'voipnow-connection')!.credentials = app;
    flows.find(({ type }) => type === 'huawei-connection')!.credentials = { password: 'canary-inspector' };
    flows.find(({ type }) => type === 'finesse-connection')!.credentials = secrets;
    await imported(flows);
    const read = (name: string): string => readFileSync(join(runtime.userDir, name), 'utf8');
    await until('the flow file', () => read('flows.json').includes('ex1-genesys'));
    read('flows.json').should.not.match(/canary|credentials/);
    read('flows_cred.json')
      .should.match(/^\{\s*"\$"/)
      .and.not.match(/canary/);
    JSON.stringify(await runtime.get('/flows')).should.not.match(/canary/);
  });
});
