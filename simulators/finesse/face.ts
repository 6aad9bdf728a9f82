import type { Centre } from '../centre/centre';
import type { Faults } from '../faults';
import type { Journal } from '../journal';
import { listen, readBody, type Handler, type Listening, type Tls } from '../net';
import { write } from '../wire';
import { Book } from './book';
import { Commands } from './commands';
import { Directory } from './directory';
import { nodesOf } from './audience';
import { ExternalPublisher, type ExternalOptions } from './external/publisher';
import { ForcedLogout } from './forced-logout';
import { Gate } from './gate';
import { watchIncidents } from './incidents';
import { Notifier } from './notifier';
import { apiOf, failed, Rest } from './rest';
import type { Side } from './sides';
import { States } from './states';
import { Timeline } from './timeline';
import type { World } from './world';
import { XmppServer, type Place } from './xmpp/server';

interface NodeOptions {
  /** REST; 0 = any free port. */
  port: number;
  /** Notifications. Default 0 = any free port. */
  xmppPort?: number;
  /** The XMPP domain. Default `finesse.sim`, of the second node `finesse-b.sim`. */
  domain?: string;
  /** Notifications go out through a real XMPP server; then none is embedded, and the domain is its. */
  external?: ExternalOptions;
}

export interface FinesseOptions extends NodeOptions {
  /** A real server speaks HTTPS and wss only; without a certificate this one speaks plain HTTP and ws. */
  tls?: Tls;
  /** With `tls`: on this port plain HTTP is answered by a 301 to the HTTPS address. 0 = any free port. */
  httpPort?: number;
  /** The second node (side B). */
  secondary?: NodeOptions;
}

export interface FinesseNode {
  /** `http://127.0.0.1:18084` */
  url: string;
  /** `http://127.0.0.1:18084/finesse/api` */
  api: string;
  port: number;
  /** `ws://127.0.0.1:18085/ws/` */
  ws: string;
  xmppPort: number;
  /** The XMPP domain. */
  domain: string;
  /** How many XMPP sessions are bound here; 0 where the server is a real one. */
  sessions(): number;
}

export interface FinesseFace extends FinesseNode {
  /** Side B, if there is one. */
  secondary: FinesseNode | undefined;
  /** Where plain HTTP is sent on to HTTPS, if that was asked for. */
  httpUrl: string | undefined;
  /** What Finesse calls somebody: `16105`. */
  loginId(person: string): string;
  /** What Finesse calls a live call, by any name of it or by who is on it. */
  dialogId(ref: string): string | undefined;
  close: () => Promise<void>;
}

interface Running {
  side: Side;
  /** undefined: notifications go out through a real XMPP server. */
  server: XmppServer | undefined;
  node: FinesseNode;
}

/** Cisco Finesse 12.5, as far as supervision touches it, over the simulated centre. */
export async function startFinesse(
  centre: Centre,
  faults: Faults,
  journal: Journal,
  options: FinesseOptions,
): Promise<FinesseFace> {
  const world = worldOf(centre, faults);
  const running: Running[] = [];
  const sides: Side[] = [];
  const notifier = new Notifier(world, sides);
  const gate = new Gate(centre.clock, world.directory, faults);
  const parts = { world, gate, notifier, commands: new Commands(world, notifier), journal, sides };
  const forced = new ForcedLogout(world, (user) => running.some(({ server }) => server?.sees(user)));
  const closers: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };

  const startNode = async (name: 'a' | 'b', wanted: NodeOptions): Promise<void> => {
    const place = placeOf(name, wanted, options.tls !== undefined);
    const server = wanted.external
      ? undefined
      : new XmppServer(world, place, journal, (user) => {
          forced.gone(user);
        });
    const outside = wanted.external && new ExternalPublisher(faults, wanted.external, ...nodesOf(world.directory));
    const publisher = server ?? outside;
    if (publisher === undefined) return;
    closers.push(() => publisher.close());
    await outside?.start();
    const xmpp = await server?.start(wanted.xmppPort ?? 0, options.tls);
    const side: Side = Object.assign(place, { publisher });
    sides.push(side);
    const http = await listen(handlerOf(new Rest(parts, side)), wanted.port, options.tls, server?.upgrade);
    closers.push(http.close);
    const ws = wanted.external?.ws ?? `${(xmpp?.url ?? '').replace(/^http/, 'ws')}/ws/`;
    Object.assign(side.ports, { rest: http.port, xmpp: xmpp?.port ?? Number(new URL(ws).port) });
    running.push({ side, server, node: nodeOf(side, http, ws, server) });
  };

  try {
    await startNode('a', options);
    if (options.secondary !== undefined) await startNode('b', options.secondary);
    const [first, second] = running.map(({ node }) => node);
    if (first === undefined) throw new Error('The first node did not start.');
    const http = options.httpPort === undefined ? undefined : await redirect(first.url, options.httpPort);
    if (http !== undefined) closers.push(http.close);
    const timeline = new Timeline(world, notifier);
    closers.push(
      centre.listen((event) => {
        timeline.handle(event);
      }),
      watchIncidents(world, running, notifier),
      () => {
        forced.close();
      },
    );
    return {
      ...first,
      secondary: second,
      httpUrl: http?.url,
      loginId: (person) => world.directory.named(centre.person(person).user)?.loginId ?? '',
      dialogId: (ref) => {
        const call = centre.call(ref);
        return call?.state === 'live' ? call.aliases.finesse : undefined;
      },
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

function worldOf(centre: Centre, faults: Faults): World {
  const directory = new Directory(centre);
  const book = new Book(centre.seed, () => centre.clock.now());
  const states = new States(centre, () => faults.value('finesse-deployment') === 'UCCX', centre.clock.now());
  states.begin(directory.list());
  return { centre, faults, directory, book, states };
}

function placeOf(name: 'a' | 'b', { domain, external }: NodeOptions, secure: boolean): Place {
  const own = external?.domain ?? domain ?? (name === 'a' ? 'finesse.sim' : 'finesse-b.sim');
  const pubsubDomain = external?.pubsubDomain ?? `pubsub.${own}`;
  return { name, domain: own, pubsubDomain, ports: { rest: 0, xmpp: 0 }, secure };
}

function nodeOf({ domain, ports }: Side, http: Listening, ws: string, server: XmppServer | undefined): FinesseNode {
  return {
    url: http.url,
    api: apiOf(http.url),
    port: http.port,
    ws,
    xmppPort: ports.xmpp,
    domain,
    sessions: () => server?.size ?? 0,
  };
}

function handlerOf(rest: Rest): Handler {
  return (request, response) => {
    readBody(request)
      .then((content) => {
        rest.handle(request, response, new URL(`http://simulator${request.url ?? '/'}`), content);
      })
      .catch(() => {
        write(response, 500, 'application/xml', failed());
      });
  };
}

/** Plain HTTP, as it has been since 12.5: sent on to HTTPS. */
function redirect(url: string, port: number): Promise<Listening> {
  return listen((request, response) => {
    request.resume();
    response.writeHead(301, { Location: `${url}${request.url ?? '/'}`, 'Content-Length': 0 }).end();
  }, port);
}
