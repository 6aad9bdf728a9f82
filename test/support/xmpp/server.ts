import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../scripts/runtime/ports';
import type { Pair } from '../certificates';
import { ServerProcess } from './process';

export interface Ports {
  tcp: number;
  http: number;
  /** For what only the tests ask of the server. */
  admin: number;
}

/** What is needed to write a configuration. */
export interface Place {
  /** Exists, and is the server's alone. */
  folder: string;
  ports: Ports;
  domain: string;
  pubsub: string;
  /** Paths of PEM files. */
  tls: { certificate: string; key: string; both: string } | undefined;
}

/** How one kind of server is started. */
export interface Kind {
  name: string;
  write(place: Place): void;
  command(place: Place): { program: string; args: string[]; env: Record<string, string> };
  /** Written by the server once it takes connections, for each of its ports. */
  listening(place: Place): readonly string[];
  addUser(place: Place, name: string, password: string): Promise<void>;
}

/** A server process on 127.0.0.1. */
export interface XmppServer {
  name: string;
  domain: string;
  pubsub: string;
  /** By transport. The host is 127.0.0.1. */
  urls: { websocket: string; bosh: string; tcp: string };
  ports: Ports;
  addUser(name: string, password: string): Promise<void>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** It keeps its connections, and does nothing any more. */
  hang(): void;
  resume(): void;
  /** Ends what is left of it, and starts it on the same ports with the same users. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. To be called in any case. */
  stop(): Promise<void>;
  /** What it wrote since it was started last. */
  output(): string;
}

/** The password of `publisher`, who may publish and create nodes. */
export const publisherPassword = 'for-tests-only';

const tries = 3;

export async function startServer(kind: Kind, tls?: Pair): Promise<XmppServer> {
  for (let attempt = 1; ; attempt++) {
    const place = await newPlace(tls);
    try {
      return await start(kind, place);
    } catch (thrown) {
      rmSync(place.folder, { recursive: true, force: true });
      // Somebody else may have taken a port since it was found to be free.
      if (attempt === tries) throw thrown;
    }
  }
}

async function newPlace(tls: Pair | undefined): Promise<Place> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'xmpp-server-')));
  const [certificate, key, both] = ['server.crt', 'server.key', 'server.pem'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  if (tls !== undefined) {
    writeFileSync(certificate, tls.cert);
    writeFileSync(key, tls.key, { mode: 0o600 });
    writeFileSync(both, `${tls.key}\n${tls.cert}`, { mode: 0o600 });
  }
  mkdirSync(join(folder, 'data'));
  return {
    folder,
    ports: { tcp: await freePort(), http: await freePort(), admin: await freePort() },
    domain: 'finesse.test',
    pubsub: 'pubsub.finesse.test',
    tls: tls === undefined ? undefined : { certificate, key, both },
  };
}

async function start(kind: Kind, place: Place): Promise<XmppServer> {
  kind.write(place);
  const child = new ServerProcess(kind.name, kind.command(place), kind.listening(place));
  await child.start();
  const stop = async (): Promise<void> => {
    await child.kill();
    rmSync(place.folder, { recursive: true, force: true });
  };
  const users = new Map<string, string>();
  const addUser = async (name: string, password: string): Promise<void> => {
    await kind.addUser(place, name, password);
    users.set(name, password);
  };
  try {
    await addUser('publisher', publisherPassword);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  const { ports, domain, pubsub, tls } = place;
  const url = (scheme: string, port: number, path: string): string =>
    `${scheme}${tls === undefined ? '' : 's'}://127.0.0.1:${port}${path}`;
  return {
    name: kind.name,
    domain,
    pubsub,
    ports,
    urls: {
      websocket: url('ws', ports.http, '/ws/'),
      bosh: url('http', ports.http, '/http-bind/'),
      tcp: url('xmpp', ports.tcp, ''),
    },
    addUser,
    kill: () => child.kill(),
    hang: () => {
      child.signal('SIGSTOP');
    },
    resume: () => {
      child.signal('SIGCONT');
    },
    restart: async () => {
      await child.kill();
      await child.start();
      // A server that was killed may not have written down whom it knew.
      for (const [name, password] of users) await kind.addUser(place, name, password);
    },
    stop,
    output: () => child.output,
  };
}
