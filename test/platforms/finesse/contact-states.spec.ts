import should from 'should';
import { nodeAddress } from '../../../src/platforms/finesse/address';
import { Contact, type Link } from '../../../src/platforms/finesse/contact';
import { Login } from '../../../src/platforms/finesse/login';
import { Nodes, thisNode } from '../../../src/platforms/finesse/nodes';
import type { Stream, StreamListener } from '../../../src/platforms/finesse/stream';
import type { SystemInfo } from '../../../src/platforms/finesse/wire';
import type { ContactEvent } from '../../../src/supervision/driver';
import { SupervisionError } from '../../../src/supervision/errors';
import { DrivenChance } from '../../support/driven-chance';
import { failing } from '../../support/failing';
import { scriptedFinesse, type ScriptedFinesse } from '../../support/scripted-finesse';
import { until } from '../../support/until';

const away = new SupervisionError('unreachable', 'cut', { platform: 'finesse', retryable: true });
/** Never ends: a time limit would run from the loading of this file on. */
const { signal } = new AbortController();

describe('contact with Finesse, step by step', () => {
  const closing: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  /** One node, or two, whose SystemInfo says what `status` says, and notifications that do as the test wants. */
  async function setUp(count = 1) {
    const status: Record<string, string> = {};
    const servers: ScriptedFinesse[] = [];
    for (const name of ['a', 'b'].slice(0, count)) {
      status[name] = 'IN_SERVICE';
      servers.push(
        await scriptedFinesse(() => ({ body: `<SystemInfo><status>${status[name] ?? ''}</status></SystemInfo>` })),
      );
    }
    const chance = new DrivenChance();
    const life = new AbortController();
    const named = servers.map(({ url }) => nodeAddress(url));
    const nodes = new Nodes(named, { login: new Login('7012', 'x') });
    const told: ContactEvent[] = [];
    const story: string[] = [];
    const nameOf = ({ address }: Pick<Link, 'address'>): string => (address.root === named[0]?.root ? 'a' : 'b');
    let listener: StreamListener | undefined;
    let stream: { ended?: SupervisionError } = {};
    const fails: { hello?: SupervisionError; open?: SupervisionError } = {};
    const contact = new Contact(nodes, {
      openStream: (at, heard) => {
        story.push(`open ${nameOf(at)}`);
        if (fails.open) return Promise.reject(fails.open);
        listener = heard;
        const made: typeof stream & { close: () => Promise<number> } = {
          close: () => Promise.resolve(story.push(`close ${nameOf(at)}`)),
        };
        stream = made;
        return Promise.resolve(made as unknown as Stream);
      },
      hello: (link) => {
        story.push(`hello ${nameOf(link)}`);
        return fails.hello ? Promise.reject(fails.hello) : Promise.resolve();
      },
      update: () => undefined,
      garbled: () => undefined,
      tell: (event) => told.push(event),
      ...{ chance, life: life.signal },
    });
    closing.push(
      () => {
        life.abort();
        nodes.close();
      },
      ...servers.map((server) => () => server.close()),
    );
    const end = (error: SupervisionError): void => {
      stream.ended = error;
      listener?.closed(error);
    };
    const said = (): string[] => told.map((event) => (event.type === 'down' ? `down ${event.error.code}` : 'up'));
    /** Lets time pass until it is told that contact stands. */
    const up = async (): Promise<void> => {
      await until('up', async () => {
        await chance.pass(1_000);
        return said().at(-1) === 'up';
      });
    };
    return {
      contact,
      status,
      servers,
      chance,
      said,
      story,
      end,
      up,
      fails,
      serves: (on: boolean) => listener?.serves(on),
    };
  }

  it('is told, and lost with the notifications, and made anew after a pause', async () => {
    const { contact, said, story, end, chance, up } = await setUp();
    await contact.connect(signal);
    should(contact.isUp).be.true();
    end(away);
    should(said()).deepEqual(['up', 'down unreachable']);
    should(() => contact.link).throw({ code: 'unreachable', arrived: 'no' });
    should(chance.asleep).equal(1);
    await up();
    should(story).deepEqual(['open a', 'hello a', 'open a', 'hello a']);
  });

  it('that a person has to look after is not tried again', async () => {
    const { contact, said, end, chance } = await setUp();
    await contact.connect(signal);
    end(new SupervisionError('auth', 'conflict', { platform: 'finesse' }));
    should(chance.asleep).equal(0);
    await chance.pass(600_000);
    should(chance.asleep).equal(0);
    should(said()).deepEqual(['up', 'down auth']);
    const later = await setUp();
    await later.contact.connect(signal);
    later.fails.hello = new SupervisionError('auth', 'wrong', { platform: 'finesse' });
    later.end(away);
    await until('told', async () => {
      await later.chance.pass(1_000);
      return later.said().at(-1) === 'down auth';
    });
    should(later.chance.asleep).equal(0);
    should(later.story.filter((each) => each === 'hello a')).have.length(2);
  });

  it('a node that is out of service is not entered', async () => {
    const { contact, status, story } = await setUp(2);
    status.a = 'OUT_OF_SERVICE';
    await contact.connect(signal);
    should(story).deepEqual(['open b', 'hello b']);
    const none = await setUp();
    none.status.a = 'OUT_OF_SERVICE';
    should(await failing(none.contact.connect(signal))).match({
      code: 'unreachable',
      vendorCode: 'OUT_OF_SERVICE',
      arrived: 'no',
    });
    should(none.story).be.empty();
  });

  it('Finesse away from its XMPP server: the session is kept, and nothing is believed until it is back', async () => {
    const { contact, said, story, chance, serves, up } = await setUp();
    await contact.connect(signal);
    serves(false);
    should(said()).deepEqual(['up', 'down unreachable']);
    for (let n = 0; n < 5; n++) {
      await chance.pass(20_000);
      await until('asked', () => chance.asleep > 0);
    }
    should(said().filter((each) => each === 'up')).have.length(1);
    serves(true);
    await up();
    should(story).deepEqual(['open a', 'hello a', 'hello a']);
  });

  it('what did not come about is closed again', async () => {
    const { contact, story, fails } = await setUp();
    fails.hello = away;
    should(await failing(contact.connect(signal))).equal(away);
    should(story).deepEqual(['open a', 'hello a', 'close a']);
    should(contact.any).be.undefined();
  });

  it('the old node is left before the other one is entered', async () => {
    const { contact, status, story, up, said } = await setUp(2);
    await contact.connect(signal);
    status.a = 'OUT_OF_SERVICE';
    contact.toldStatus({ status: 'OUT_OF_SERVICE', statusReason: 'CTI', isModern: false });
    should(said().at(-1)).equal('down unreachable');
    await up();
    should(story).deepEqual(['open a', 'hello a', 'close a', 'open b', 'hello b']);
    // And stays there.
    status.a = 'IN_SERVICE';
    contact.toldStatus({ status: 'OUT_OF_SERVICE', isModern: false });
    await up();
    should(story.at(-1)).equal('hello b');
  });

  it('a node that serves again is entered at once, not at the end of a long pause', async () => {
    const { contact, status, said, chance } = await setUp();
    await contact.connect(signal);
    status.a = 'OUT_OF_SERVICE';
    contact.toldStatus({ status: 'OUT_OF_SERVICE', isModern: false });
    for (let n = 0; n < 8; n++) {
      await chance.pass(20_000);
      await until('asleep', () => chance.asleep > 0);
    }
    status.a = 'IN_SERVICE';
    contact.toldStatus({ status: 'IN_SERVICE', isModern: false });
    await until('up', () => said().at(-1) === 'up');
  });
});

describe('the nodes of Finesse', () => {
  const info = (own: string): SystemInfo => ({
    xmppDomain: own,
    primary: { host: 'fina.lab' },
    secondary: { host: 'finb.lab', httpsPort: '8446' },
    isModern: true,
  });
  const nodesFor = (...typed: string[]): Nodes => new Nodes(typed.map(nodeAddress), { login: new Login('a', 'b') });
  const roots = (nodes: Nodes): string[] => nodes.from(undefined).map(({ root }) => root.replace(/\/finesse.*/, ''));

  it('the other one is learned from Finesse, whatever this one was called', () => {
    for (const typed of ['fina.lab', '10.0.0.7', 'FINA.lab']) {
      const nodes = nodesFor(typed);
      nodes.learn(nodeAddress(typed), info('fina.lab'));
      nodes.learn(nodeAddress(typed), info('fina.lab'));
      should(roots(nodes)).have.length(2);
      should(roots(nodes)[1]).equal('https://finb.lab:8446');
      should(thisNode(nodeAddress(typed), info('fina.lab'))?.host).equal('fina.lab');
    }
    const second = nodesFor('finb.lab');
    second.learn(nodeAddress('finb.lab'), info('finb.lab'));
    should(roots(second)).deepEqual(['https://finb.lab:8445', 'https://fina.lab:8445']);
    const single = nodesFor('fina.lab');
    single.learn(nodeAddress('fina.lab'), { ...info('fina.lab'), secondary: undefined });
    should(roots(single)).have.length(1);
    const strange = nodesFor('fina.lab');
    strange.learn(nodeAddress('fina.lab'), info('elsewhere'));
    should(roots(strange)).deepEqual(['https://fina.lab:8445', 'https://finb.lab:8446']);
  });

  it('where a person named both, those hold', () => {
    const nodes = nodesFor('fina.lab', '10.0.0.8');
    nodes.learn(nodeAddress('fina.lab'), info('fina.lab'));
    should(roots(nodes)).deepEqual(['https://fina.lab:8445', 'https://10.0.0.8:8445']);
    should(nodes.from(nodeAddress('10.0.0.8')).map(({ host }) => host)).deepEqual(['10.0.0.8', 'fina.lab']);
    should(nodes.indexOf(nodeAddress('10.0.0.8'))).equal(1);
  });
});
