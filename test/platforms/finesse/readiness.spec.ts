import should from 'should';
import { realChance } from '../../../src/net/exchange';
import { nodeAddress } from '../../../src/platforms/finesse/address';
import { Changes } from '../../../src/platforms/finesse/changes';
import { FinesseClient } from '../../../src/platforms/finesse/client';
import { Login } from '../../../src/platforms/finesse/login';
import { Pending } from '../../../src/platforms/finesse/pending';
import { Readiness, type ReadinessOptions } from '../../../src/platforms/finesse/readiness';
import { Self } from '../../../src/platforms/finesse/self';
import type { User } from '../../../src/platforms/finesse/wire';
import { failing } from '../../support/failing';
import { scriptedFinesse, type ScriptedFinesse } from '../../support/scripted-finesse';
import { until } from '../../support/until';

const person = (state: string): User => ({
  loginId: '7012',
  extension: '4100',
  state,
  roles: [],
  teams: [],
  raw: null,
});
/** Never ends: a time limit would run from the loading of this file on. */
const { signal } = new AbortController();

describe('the readiness of a supervisor in Finesse', () => {
  let server: ScriptedFinesse;
  let client: FinesseClient;
  /** What a GET says. */
  let says: { states: string[]; leg: string };

  beforeEach(async () => {
    says = { states: [], leg: '' };
    server = await scriptedFinesse(({ method, path }) => {
      if (method !== 'GET') return undefined;
      if (path.endsWith('/Dialogs')) {
        const leg = `<Participant><mediaAddress>4100</mediaAddress><state>${says.leg}</state></Participant>`;
        const dialog = `<Dialog><id>77</id><participants>${leg}</participants></Dialog>`;
        return { body: `<Dialogs>${says.leg === '' ? '' : dialog}</Dialogs>` };
      }
      const state = says.states.length > 1 ? says.states.shift() : says.states[0];
      return { body: `<User><loginId>7012</loginId><extension>4100</extension><state>${state ?? ''}</state></User>` };
    });
    client = new FinesseClient({ address: nodeAddress(server.url), login: new Login('7012', 'x') });
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  function setUp(known: string, options: Partial<ReadinessOptions> = {}) {
    const changes = new Changes();
    const self = new Self('7012', changes);
    self.take(person(known));
    const pending = new Pending();
    const all = { setNotReady: false, reasonCodeId: undefined, ...options };
    const readiness = new Readiness(self, pending, changes, all, () => 'r1');
    const ensure = (ms = 3_000): Promise<void> => readiness.ensure(client, realChance.now() + ms, signal);
    return { self, pending, ensure };
  }
  const asked = (): string[] => server.seen.map(({ method, path }) => `${method} ${path}`);

  it('asks nothing where it is known', async () => {
    await setUp('NOT_READY').ensure();
    should(asked()).be.empty();
  });

  it('what is known may be old, so it is asked before anything is refused', async () => {
    says.states = ['NOT_READY'];
    await setUp('READY').ensure();
    should(asked()).deepEqual(['GET /User/7012']);
    says.states = ['READY'];
    should(await failing(setUp('READY').ensure())).match({
      code: 'supervisor-wrong-state',
      message: /READY/,
      arrived: 'no',
    });
    says.states = ['LOGOUT'];
    should(await failing(setUp('LOGOUT').ensure())).match({ code: 'supervisor-wrong-state', message: /not signed in/ });
  });

  it('after a leg the state follows a moment later: it is waited for', async () => {
    says.states = ['TALKING'];
    const { self, ensure } = setUp('TALKING');
    const ready = ensure();
    await until('asked for his calls', () => asked().length === 2);
    self.take(person('NOT_READY'));
    await ready;
    should(asked()).deepEqual(['GET /User/7012', 'GET /User/7012/Dialogs']);
  });

  it('also where the event was lost', async () => {
    says.states = ['TALKING', 'TALKING', 'NOT_READY'];
    await setUp('TALKING').ensure(800);
  });

  it('with a call of his own he is not waited for', async () => {
    says.states = ['TALKING'];
    for (const leg of ['ACTIVE', 'HELD', 'ALERTING', 'INITIATED']) {
      says.leg = leg;
      const before = Date.now();
      should(await failing(setUp('TALKING').ensure(30_000))).match({
        code: 'supervisor-wrong-state',
        message: /on call 77/,
      });
      should(Date.now() - before).be.below(3_000);
    }
    says.leg = 'DROPPED';
    should(await failing(setUp('TALKING').ensure(150))).match({ message: /did not become NOT_READY in time/ });
  });

  it('is made where that is wanted, and a refusal that comes later is told', async () => {
    says.states = ['READY'];
    const { pending, ensure } = setUp('READY', { setNotReady: true, reasonCodeId: '23' });
    const refused = failing(ensure());
    await until('asked', () => server.seen.some(({ method }) => method === 'PUT'));
    should(server.seen.find(({ method }) => method === 'PUT')?.body).equal(
      '<User><state>NOT_READY</state><reasonCodeId>23</reasonCodeId></User>',
    );
    pending.refused('state', undefined, [{ type: 'Call Operation Failure', data: '265' }]);
    should(await refused).match({ code: 'supervisor-wrong-state', vendorCode: '265' });
    const made = setUp('READY', { setNotReady: true });
    const ready = made.ensure();
    await until('asked', () => server.seen.filter(({ method }) => method === 'PUT').length === 2);
    made.self.take(person('NOT_READY'));
    await ready;
  });
});
