import should from 'should';
import { GenesysClient } from '../../../src/platforms/genesys/client';
import { Directory, type DirectoryOptions } from '../../../src/platforms/genesys/directory';
import { Cache } from '../../../src/platforms/genesys/directory-cache';
import { realChance } from '../../../src/platforms/genesys/exchange';
import { failing } from '../../support/failing';
import { asked, ok, scripted, type Reply, type Script, type Seen } from '../../support/scripted';

const root = 'http://public:80/api/v2';
const guid = 'a4d2e6f0-9999-4888-8777-666655554444';
const forbidden: Reply = { status: 403, body: { statusCode: 5 } };

interface Person {
  id: string;
  userName: string;
  firstName?: string;
  lastName?: string;
  employeeId?: string;
  numbers: string[];
  activity?: string;
  devices?: object[];
}

const bo: Person = {
  id: 'b1c2d3e4f5a60718293a4b5c6d7e8f90',
  userName: 'agt.one',
  firstName: 'Bo',
  lastName: 'Lind',
  employeeId: 'E-17',
  numbers: ['6001'],
  activity: 'Idle',
  devices: [{ id: guid, phoneNumber: '6001', deviceState: 'Active' }],
};
const boris: Person = {
  id: 'f'.repeat(32),
  userName: 'agt.one.two',
  firstName: 'Boris',
  numbers: ['60012'],
  employeeId: 'E-170',
};

/** Searches as Genesys does: filters also hit parts of names, and the given wildcard. */
function centre(people: Person[], special: Script = () => undefined): Script {
  const contactOf = ({ id, userName, firstName, lastName, employeeId, numbers, activity }: Person): object => ({
    ...{ id, userName, name: userName, firstName, lastName, employeeId, type: 'User' },
    phoneNumbers: numbers.map((phoneNumber) => ({ phoneNumber })),
    availability: { channels: [{ channel: 'voice', userActivity: activity, phoneNumber: numbers[0] }] },
  });
  const search = ({ query }: Seen): object[] => {
    const { phoneNumber, filterParameters, name, limit, offset } = query;
    let found = people;
    if (phoneNumber !== undefined)
      found = people.filter(({ numbers }) => numbers.some((each) => each.includes(phoneNumber)));
    if (name !== undefined) found = people.filter(({ userName }) => userName === name);
    if (filterParameters !== undefined) {
      const wanted = filterParameters.toLowerCase();
      found = people.filter((person) =>
        [person.firstName, person.lastName, person.userName, ...person.numbers].some((each) =>
          each?.toLowerCase().includes(wanted),
        ),
      );
    }
    if (limit !== undefined) found = found.slice(Number(offset), Number(offset) + Number(limit));
    return found.map(contactOf);
  };
  return (seen) => {
    const said = special(seen);
    if (said !== undefined) return said;
    if (seen.path === '/contacts') return ok({ contacts: search(seen) });
    if (seen.path === '/me') return ok({ user: { id: 'me', uri: `${root}/users/me`, path: '/users/me' } });
    const user = people.find(({ id }) => seen.path === `/users/${id}`);
    if (user === undefined) return undefined;
    const { id, userName, firstName, lastName, devices } = user;
    return ok({
      user: { id, userName, firstName, lastName, devices, uri: `${root}/users/${id}`, path: `/users/${id}` },
    });
  };
}

describe('directory of Genesys', () => {
  const closing: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function setUp(script: Script, options: DirectoryOptions = {}) {
    const server = await scripted(script);
    const clock = { now: 1_000_000 };
    const client = new GenesysClient({
      url: server.url,
      credentials: { username: 'sup', password: 'x' },
      chance: { ...realChance, now: () => clock.now },
    });
    closing.push(() => server.close());
    closing.push(() => {
      client.close();
    });
    await client.session.ensure();
    server.seen.length = 0;
    return { server, clock, directory: new Directory(client, options) };
  }

  const expected = {
    deviceId: guid,
    deviceUri: `${root}/devices/${guid}`,
    phoneNumber: '6001',
    label: 'agt.one (Bo Lind)',
    userId: bo.id,
    names: ['agt.one', 'E-17', 'Bo Lind', '6001'],
  };

  for (const text of ['agt.one', 'AGT.ONE', ' agt.one ', '6001', 'E-17', 'e-17', bo.id, 'Bo Lind']) {
    it(`finds "${text}"`, async () => {
      const { directory } = await setUp(centre([boris, bo]));
      // The employee id is told by contacts only, and a user id needs none.
      const names = expected.names.filter((name) => text !== bo.id || name !== 'E-17');
      should((await directory.find(text)).entry).deepEqual({ ...expected, names });
    });
  }

  it('tells what he does when it asked anyway, and nothing from memory', async () => {
    const { directory, server } = await setUp(centre([bo]));
    should((await directory.find('6001')).userActivity).equal('Idle');
    should(asked(server.seen)).deepEqual(['GET /contacts', `GET /users/${bo.id}`]);
    should(await directory.find('6001')).deepEqual({ entry: expected });
    should(server.seen.length).equal(2);
  });

  it('never takes somebody whose name merely contains the text', async () => {
    const { directory } = await setUp(centre([boris]));
    for (const text of ['agt.one', '6001', 'E-17', 'Bor', 'agt']) {
      should(await failing(directory.find(text))).match({ code: 'agent-not-found' });
    }
  });

  it('never lets a wildcard or a list through', async () => {
    const { directory, server } = await setUp(centre([bo]));
    for (const text of ['*', 'agt*', 'agt.one,agt.two', '', '  ', 'a\u0000b', 'x'.repeat(200)]) {
      should(await failing(directory.find(text))).match({ code: 'invalid-input' });
    }
    should(server.seen).deepEqual([]);
  });

  it('refuses to choose between two people, and names them', async () => {
    const other: Person = { ...bo, id: '1'.repeat(32), userName: 'agt.two', employeeId: 'E-18', numbers: ['6002'] };
    const { directory } = await setUp(centre([bo, other]));
    const error = await failing(directory.find('Bo Lind'));
    should(error).match({ code: 'invalid-input' });
    should(error.message)
      .match(/agt\.one/)
      .and.match(/agt\.two/);
    should((await directory.find('agt.one')).entry.userId).equal(bo.id);
  });

  it('prefers an id to a name that happens to be the same', async () => {
    const called: Person = { id: '2'.repeat(32), userName: 'x', firstName: 'agt.one', numbers: [] };
    const { directory } = await setUp(centre([called, bo]));
    should((await directory.find('agt.one')).entry.userId).equal(bo.id);
  });

  it('pages through the contacts for an employee id, within a bound', async () => {
    const many = Array.from({ length: 350 }, (_, i) => ({
      id: `p${i}`,
      userName: `u${i}`,
      employeeId: `N-${i}`,
      numbers: [],
    }));
    const people: Person[] = [...many, bo];
    const { directory, server } = await setUp(centre(people));
    should((await directory.find('E-17')).entry.userId).equal(bo.id);
    should(server.seen.filter(({ query }) => 'offset' in query).map(({ query }) => query.offset)).deepEqual([
      '0',
      '100',
      '200',
      '300',
    ]);
    const bounded = await setUp(centre(people), { scanLimit: 200 });
    should(await failing(bounded.directory.find('E-17'))).match({ code: 'agent-not-found' });
  });

  it('ends its search on a server that does not know offset', async () => {
    const page = Array.from({ length: 100 }, (_, i) => ({ id: `p${i}`, userName: `u${i}` }));
    const { directory, server } = await setUp(({ path, query }) =>
      path === '/contacts' ? ok({ contacts: 'limit' in query ? page : [] }) : undefined,
    );
    should(await failing(directory.find('E-17'))).match({ code: 'agent-not-found' });
    should(server.seen.filter(({ query }) => 'limit' in query).length).equal(2);
  });

  it('does not search again at once for somebody who was not there', async () => {
    const { directory, server, clock } = await setUp(centre([]));
    await failing(directory.find('nobody'));
    const { length } = server.seen;
    await failing(directory.find('nobody'));
    should(server.seen.length).equal(length);
    clock.now += 31_000;
    await failing(directory.find('nobody'));
    should(server.seen.length).be.above(length);
  });

  it('takes the device whose number was asked for, else the active one', async () => {
    const devices = [
      { id: 'd1', phoneNumber: '1', deviceState: 'Inactive' },
      { id: 'd2', phoneNumber: '2', deviceState: 'Active' },
      { id: 'd3', phoneNumber: '3', deviceState: 'Active' },
    ];
    const person = { ...bo, numbers: ['9', '3', '1'], devices };
    const { directory } = await setUp(centre([person]));
    should((await directory.find('3')).entry.deviceId).equal('d3');
    should((await directory.find('1')).entry.deviceId).equal('d1');
    should((await directory.find('agt.one')).entry.deviceId).equal('d2');
  });

  it('says when the agent has no telephone', async () => {
    const { directory } = await setUp(centre([{ ...bo, devices: [] }]));
    should(await failing(directory.find('agt.one'))).match({ code: 'agent-wrong-state' });
  });

  it('falls back to the list of users, and to their devices, where reading one is not allowed', async () => {
    const device = { id: guid, phoneNumber: '6001' };
    const script = centre([bo], ({ path }) => {
      if (path === `/users/${bo.id}`) return forbidden;
      if (path === '/users')
        return ok({ users: [{ id: 'x' }, { id: bo.id, userName: 'agt.one', uri: `${root}/users/${bo.id}` }] });
      if (path === `/users/${bo.id}/devices`) return ok({ devices: [device] });
      return undefined;
    });
    const { directory } = await setUp(script);
    should((await directory.find('agt.one')).entry).match({ deviceId: guid, deviceUri: `${root}/devices/${guid}` });
  });

  it('reads the telephones of somebody whom only the contacts tell', async () => {
    const script = centre([bo], ({ path }) => {
      if (path === `/users/${bo.id}/devices`) return ok({ devices: [{ id: guid, phoneNumber: '6001' }] });
      return path.startsWith('/users') ? forbidden : undefined;
    });
    const { directory } = await setUp(script);
    should((await directory.find('6001')).entry).deepEqual(expected);
  });

  it('says that he may not be seen, and not that there is nobody', async () => {
    const { directory, server } = await setUp(
      centre([bo], ({ path }) => (path.startsWith('/users') ? forbidden : undefined)),
    );
    const hidden = await failing(directory.find('6001'));
    should(hidden).match({ code: 'not-permitted', vendorCode: '5', httpStatus: 403 });
    should(hidden.message).match(/which telephone agent agt\.one \(Bo Lind\) has/);
    should(await failing(directory.find('6002'))).match({ code: 'agent-not-found' });
    server.script = centre([bo], ({ path }) => (/^\/(users|contacts)/.test(path) ? forbidden : undefined));
    for (let time = 0; time < 2; time++) {
      const blind = await failing(directory.find('6003'));
      should(blind).match({ code: 'not-permitted', vendorCode: '5' });
      should(blind.message).match(/look for agents/);
    }
  });

  for (const closed of [forbidden, { status: 404, body: { statusCode: 6 } }]) {
    it(`believes that he kept his seat where contacts cannot be asked (HTTP ${String(closed.status)})`, async () => {
      const { directory, server } = await setUp(
        centre([], ({ path }) => {
          if (path === '/contacts') return closed;
          return path === '/users' ? ok({ users: [{ ...bo, uri: `${root}/users/${bo.id}` }] }) : undefined;
        }),
      );
      const { entry } = await directory.find('6001');
      should(await directory.activity(entry)).deepEqual({ moved: false });
      server.seen.length = 0;
      should((await directory.find('6001')).entry).equal(entry);
      should(server.seen).be.empty();
    });
  }

  it('uses the list of users on a server that has no contacts', async () => {
    const missing: Reply = { status: 404, body: { statusCode: 6 } };
    const script = centre([], ({ path }) => {
      if (path === '/contacts') return missing;
      if (path === '/users')
        return ok({
          users: [
            { id: 'x', userName: 'agt.onerous' },
            { ...bo, uri: `${root}/users/${bo.id}` },
          ],
        });
      return undefined;
    });
    const { directory } = await setUp(script);
    for (const text of ['agt.one', '6001', 'E-17']) {
      should((await directory.find(text)).entry).match({ deviceId: guid, phoneNumber: '6001' });
    }
    should(await failing(directory.find('agt'))).match({ code: 'agent-not-found' });
  });

  it('takes a device id as it is where devices cannot be read, and misses one that is not there', async () => {
    const { directory } = await setUp(centre([], ({ path }) => (path.startsWith('/devices/') ? forbidden : undefined)));
    should(await directory.find(guid)).match({ entry: { deviceId: guid, deviceUri: `${root}/devices/${guid}` } });
    const known = await setUp(
      centre([], ({ path }) =>
        path === `/devices/${guid}` ? ok({ device: { id: guid, phoneNumber: '6001' } }) : undefined,
      ),
    );
    should((await known.directory.find(guid)).entry).match({ phoneNumber: '6001', label: '6001' });
    const none = await setUp(centre([]));
    should(await failing(none.directory.find(guid))).match({ code: 'agent-not-found' });
  });

  it('does not hide a failure behind "not found"', async () => {
    const { directory } = await setUp(
      centre([bo], ({ path }) => (path === '/contacts' ? { status: 400, body: 'no' } : undefined)),
    );
    should(await failing(directory.find('agt.one'))).match({ code: 'platform-error' });
  });

  it('asks what he does in one request, and notices that his seat is taken', async () => {
    const people = [{ ...bo }];
    const { directory, server } = await setUp(centre(people));
    const { entry } = await directory.find('6001');
    server.seen.length = 0;
    people[0]!.activity = 'HandlingInboundCall';
    should(await directory.activity(entry)).deepEqual({ userActivity: 'HandlingInboundCall', moved: false });
    should(asked(server.seen)).deepEqual(['GET /contacts']);
    people[0] = { ...boris, numbers: ['6001'], devices: bo.devices! };
    should(await directory.activity(entry)).deepEqual({ moved: true });
    should((await directory.find('6001')).entry.userId).equal(boris.id);
    should(await directory.activity({ deviceId: 'd', deviceUri: 'd', label: 'd', names: [] })).deepEqual({
      moved: false,
    });
  });

  it('forgets after a while, and when told to', async () => {
    const { directory, server, clock } = await setUp(centre([bo]), { maxAgeMs: 1000 });
    const looks = async (): Promise<number> => {
      const before = server.seen.length;
      await directory.find('6001');
      return server.seen.length - before;
    };
    should([await looks(), await looks()]).deepEqual([2, 0]);
    clock.now += 1000;
    should([await looks(), await looks()]).deepEqual([2, 0]);
    directory.forget(guid);
    should(await looks()).equal(2);
    directory.forget();
    should(await looks()).equal(2);
  });
});

describe('directory cache', () => {
  it('is bounded; the least recently used goes first', () => {
    const cache = new Cache<number>(2, 100);
    cache.set('a', 1, 0);
    cache.set('b', 2, 0);
    should(cache.get('a', 50)).equal(1);
    cache.set('c', 3, 50);
    should([cache.get('a', 60), cache.get('b', 60), cache.get('c', 60)]).deepEqual([1, undefined, 3]);
    should(cache.size).equal(2);
  });

  it('lets nothing live longer than its age, not even with a clock that jumps back', () => {
    const cache = new Cache<number>(2, 100);
    cache.set('a', 1, 1000);
    should(cache.get('a', 1099)).equal(1);
    should(cache.get('a', 1100)).be.undefined();
    cache.set('b', 1, 1000);
    should(cache.get('b', 0)).be.undefined();
  });
});
