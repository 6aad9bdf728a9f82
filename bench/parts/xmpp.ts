import { publisherPassword } from '../../test/support/xmpp/server';
import { startProsody, xmppServersMissing } from '../../test/support/xmpp-servers';
import { median, pairedRatio, rotated } from '../figures';
import type { Row, Section } from '../report';
import { withChildren, type Child } from '../stage/child';
import { withLibrary } from '../stage/library';
import type { Account } from '../stage/raw-xmpp';
import type { Address } from '../stage/simulator';
import { burst } from './burst';

const library = '@xmpp/client@0.13.6';
const warmUps = 5;
const aim = { atLeast: 0.8 };

interface Setting {
  name: string;
  rounds: number;
  events: number;
}

const embedded: Setting = { name: 'embedded server', rounds: 20, events: 1_000 };
/** Through a real server the simulator publishes one after the other, and keeps no more than a thousand waiting. */
const real: Setting = { name: 'Prosody', rounds: 8, events: 400 };

const people = [
  { user: 'sup.one', loginId: '16105' },
  { user: 'sup.two', loginId: '16106' },
] as const;

interface Contender {
  user: string;
  child: Child;
  ms: number[];
  cpu: number[];
}

async function race({ rounds, events }: Setting, simulator: Child, contenders: readonly Contender[]): Promise<void> {
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const { user, child, ms, cpu } of rotated(contenders, round + warmUps)) {
      const took = await burst(simulator, child, user, events);
      if (round < 0) continue;
      ms.push(took.ms);
      cpu.push(took.cpuMs);
    }
  }
}

/** Both clients on the same server, each with a supervisor of its own. */
const compete = (setting: Setting, folder: string, external?: object, ws?: string): Promise<Contender[]> =>
  withChildren(async (start) => {
    const simulator = start('simulator');
    const address = await simulator.ask<Address>('start', { platform: 'finesse', external });
    const accountOf = (username: string): Account => ({
      url: ws ?? address.events ?? '',
      domain: address.domain ?? '',
      username,
      password: 'simulator',
    });
    const [one, two] = people;
    const ours = start('xmpp-ours');
    await ours.ask('start', accountOf(one.loginId));
    const raw = start('xmpp-library');
    await raw.ask('start', { ...accountOf(two.loginId), folder });
    const contenders = [
      { user: one.user, child: ours, ms: [], cpu: [] },
      { user: two.user, child: raw, ms: [], cpu: [] },
    ];
    for (const { user } of people) await simulator.ask('signIn', { who: user });
    await race(setting, simulator, contenders);
    return contenders;
  });

async function throughProsody(folder: string): Promise<Contender[]> {
  const server = await startProsody();
  try {
    for (const { loginId } of people) await server.addUser(loginId, 'simulator');
    const { domain, urls } = server;
    const external = { ws: urls.websocket, domain, user: 'publisher', password: publisherPassword };
    return await compete(real, folder, external, urls.websocket);
  } finally {
    await server.stop();
  }
}

const whatOf = ({ name }: Setting): string => `XMPP, ${name}: events per second, ours : @xmpp/client`;

function rowsOf(setting: Setting, [ours, raw]: readonly Contender[]): Row[] {
  const { name, events } = setting;
  const perSecond = (ms: readonly number[]): string => `${Math.round((events / median(ms)) * 1000)}/s`;
  const micro = (cpu: readonly number[]): string => `${((median(cpu) / events) * 1000).toFixed(1)} µs`;
  const [ms, cpu] = [[ours?.ms ?? [], raw?.ms ?? []] as const, [ours?.cpu ?? [], raw?.cpu ?? []] as const];
  return [
    {
      part: 'b',
      what: whatOf(setting),
      value: pairedRatio(ms[1], ms[0]),
      unit: '×',
      aim,
      seen: ms.map(perSecond).join(' : '),
      why: 'Ours takes nothing for XML that is not, looks who sent it, and leaves out what it has seen before.',
    },
    {
      part: 'b',
      what: `XMPP, ${name}: CPU time per event, ours : @xmpp/client`,
      value: pairedRatio(cpu[0], cpu[1]),
      unit: '×',
      seen: cpu.map(micro).join(' : '),
    },
  ];
}

/** @param lacks what is missing here, as a sentence; undefined: nothing is */
async function measured(setting: Setting, lacks: string | undefined, run: () => Promise<Contender[]>): Promise<Row[]> {
  if (lacks === undefined) return rowsOf(setting, await run());
  return [{ part: 'b', what: whatOf(setting), value: NaN, unit: '×', aim, seen: '–', why: lacks }];
}

/** (b) Our XMPP client against the library that one would take instead. */
export const xmppRate = (): Promise<Section> =>
  withLibrary(library, async ({ folder = '', packages }) => {
    const noLibrary = folder === '' ? `${library} could not be installed.` : undefined;
    const noServer = xmppServersMissing().includes('Prosody') ? 'Prosody is not installed here.' : undefined;
    const rows = [
      ...(await measured(embedded, noLibrary, () => compete(embedded, folder))),
      ...(await measured(real, noLibrary ?? noServer, () => throughProsody(folder))),
    ];
    const brings = noLibrary === undefined ? `, where it brought ${packages} packages, itself included` : '';
    return {
      rows,
      notes: [
        `(b) XMPP: our client alone (no driver, no Node-RED) against ${library}, both by WebSocket, each in a process of its own. A supervisor's own state changes ${embedded.events} times as fast as the simulator can, ${embedded.rounds} times for each in turn; each change is one notification, and both read it until the text in it is a document. Then the same through Prosody, ${real.rounds} × ${real.events}: there the time is mostly that of the simulator, which publishes one event after the other; the CPU time is the client's.`,
        `(b) XMPP: the library is no dependency; the bench installs it in a temporary folder${brings}. Ours uses ws and ltx.`,
      ],
    };
  });
