import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Centre } from '../centre/centre';
import type { Faults } from '../faults';
import type { Journal } from '../journal';
import { listen, readBody, type Tls } from '../net';
import { Bayeux, type PollSettings } from './bayeux';
import { DeviceSettings } from './device-settings';
import { Gate } from './gate';
import { Ids } from './ids';
import { Notifications } from './notifications';
import { Notifier } from './notifier';
import { services } from './reads';
import { noSuch } from './reply';
import { Rest } from './rest';
import { Sessions } from './sessions';
import { write, writeJson } from '../wire';
import type { World } from './world';

export interface GenesysOptions {
  /** 0 = any free port. */
  port: number;
  /** What `uri` fields begin with; ends in /api/v2. Default: the address the server listens on. */
  externalUrl?: string;
  poll?: PollSettings;
  tls?: Tls;
}

export interface GenesysFace {
  /** `http://127.0.0.1:18081` */
  url: string;
  /** `http://127.0.0.1:18081/api/v2` */
  api: string;
  port: number;
  /** How many HTTP sessions are open. */
  sessions(): number;
  /** The id of somebody's device, and its uri as clients see it. */
  deviceId(person: string): string;
  deviceUri(person: string): string;
  userId(person: string): string;
  close: () => Promise<void>;
}

const root = '/api/v2';

/** Genesys Web Services 8.5.2, as far as supervision touches it, over the simulated centre. */
export async function startGenesys(
  centre: Centre,
  faults: Faults,
  journal: Journal,
  options: GenesysOptions,
): Promise<GenesysFace> {
  let api = '';
  const ids = new Ids(centre.seed, centre.people.list());
  const world: World = {
    centre,
    faults,
    ids,
    settings: new DeviceSettings(),
    externalUrl: () => options.externalUrl ?? api,
    deviceChanged: (user) => {
      notifier.device(user);
    },
  };
  const bayeux = new Bayeux(options.poll ?? {});
  const notifier = new Notifier(world, bayeux);
  const sessions = new Sessions(
    centre.clock,
    centre.people,
    () => faults.number('session-idle'),
    (session) => {
      notifications.sessionGone(session);
    },
  );
  const gate = new Gate(sessions, faults);
  const notifications = new Notifications(bayeux, gate, faults, journal);
  const rest = new Rest(world, gate, sessions, notifier, journal);

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const content = await readBody(request);
    const url = new URL(request.url ?? '/', 'http://simulator');
    if (url.pathname !== root && !url.pathname.startsWith(`${root}/`)) {
      writeJson(response, 404, noSuch('Resource').body);
      return;
    }
    const path = url.pathname
      .slice(root.length)
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
    if (path[0] === 'notifications') await notifications.handle(request, response, url.pathname, content);
    else rest.handle(request, response, url, path, content);
  };
  const handler = (request: IncomingMessage, response: ServerResponse): void => {
    serve(request, response).catch((thrown: unknown) => {
      write(response, 400, 'text/plain', thrown instanceof Error ? thrown.message : String(thrown));
    });
  };

  const server = await listen(handler, options.port, options.tls).catch((thrown: unknown) => {
    bayeux.close();
    throw thrown;
  });
  api = `${server.url}${root}`;
  const stopListening = centre.listen((event) => {
    notifier.handle(event);
  });
  const stopFaults = faults.onChange((name, value) => {
    if (name === 'expire-sessions') sessions.dropAll(value === 'on' ? undefined : value);
    if (name === 'tserver-down' || name === 'other-tserver' || name === 'multimedia-down') {
      // The messageType of this topic is not documented.
      bayeux.broadcast('/notifications/services', {
        messageType: 'ServiceStateChangeMessage',
        services: services(world),
      });
    }
    if (name === 'restart') {
      server.dropConnections();
      sessions.dropAll();
      bayeux.dropAll();
    }
  });
  return {
    url: server.url,
    api,
    port: server.port,
    sessions: () => sessions.size,
    deviceId: (person) => ids.device(centre.person(person)),
    deviceUri: (person) => `${world.externalUrl()}/devices/${ids.device(centre.person(person))}`,
    userId: (person) => ids.user(centre.person(person)),
    close: async () => {
      stopListening();
      stopFaults();
      bayeux.close();
      await server.close();
    },
  };
}
