import { realChance } from '../../net/exchange';
import type { CreateDriver, DriverSettings } from '../settings';
import { invalid, nodeAddress } from './address';
import { FinesseDriver } from './driver';
import { checkEndpoint, endpointsOf, transports } from './endpoints';
import { Login } from './login';
import { nonsense } from './wire';
import { Nodes } from './nodes';
import { Stream } from './stream';
import { XmppSession } from './xmpp/session';
import type { XmppTransport } from './xmpp/types';

/**
 * Properties: `url` (host or https URL), `secondaryUrl`, `extension`, `notifications` (`websocket`, `bosh` or `tcp`), `notificationUrl` (exact; for two
 * nodes two, with a space between), `signIn` (default true), `setNotReady`, `reasonCodeId`, `keepListening` (all default off), `timeoutSeconds` (default
 * 10). Credentials: `username`, `password`.
 */
export const createFinesseDriver: CreateDriver = (settings) => driverFor(settings);

export function driverFor(
  { properties, credentials, network }: DriverSettings,
  chance = realChance,
  backoff?: { firstMs: number; capMs: number },
): FinesseDriver {
  const { username = '', password = '' } = credentials;
  const url = textOf(properties.url);
  if (url === '') throw invalid('The connection has no address of Finesse.');
  if (username.trim() === '' || password === '') throw invalid('The connection has no user name or no password.');
  const timeoutMs = secondsOf(properties.timeoutSeconds) * 1_000;
  const transport = transportOf(properties.notifications);
  const exact = textOf(properties.notificationUrl)
    .split(/[\s,]+/)
    .filter((each) => each !== '');
  for (const each of exact) checkEndpoint(each, transport);
  const login = new Login(username.trim(), password);
  const named = [url, textOf(properties.secondaryUrl)].filter((each) => each !== '').map(nodeAddress);
  const nodes = new Nodes(named, { login, timeoutMs, chance, ...network });
  const resource = `call-supervision-${Math.floor(chance.random() * 2 ** 48).toString(36)}`;
  const worked = new Map<string, string>();
  return new FinesseDriver({
    username: login.username,
    nodes,
    reset: () => {
      login.reset();
    },
    openStream: async ({ address, info }, loginId, listener, signal) => {
      const { xmppDomain: domain, xmppPubSubDomain } = info;
      if (domain === undefined) throw nonsense('the domain of the notifications');
      const good = worked.get(address.root);
      const guesses = endpointsOf(address, info, transport, exact[Math.max(0, nodes.indexOf(address))]);
      const urls = good === undefined ? guesses : [good, ...guesses.filter((each) => each !== good)];
      const stream = await Stream.open(
        (session) => new XmppSession(session),
        {
          transport,
          domain,
          pubsub: xmppPubSubDomain ?? `pubsub.${domain}`,
          username: loginId,
          password,
          resource,
          network,
          openMs: timeoutMs,
          chance,
        },
        urls,
        login,
        listener,
        signal,
      );
      worked.set(address.root, stream.url);
      return stream;
    },
    signIn: properties.signIn !== false && properties.signIn !== 'false',
    extension: extensionOf(properties.extension),
    setNotReady: flagOf(properties.setNotReady),
    reasonCodeId: reasonOf(properties.reasonCodeId),
    keepListening: flagOf(properties.keepListening),
    timeoutMs,
    chance,
    backoff,
  });
}

function transportOf(value: unknown): XmppTransport {
  const word = textOf(value);
  const known = transports.find((each) => each === (word === '' ? 'websocket' : word));
  if (known) return known;
  throw invalid('The notifications of the connection must be "websocket", "bosh" or "tcp".');
}

function extensionOf(value: unknown): string | undefined {
  const extension = textOf(value);
  if (extension === '') return undefined;
  if (/^\+?[0-9]{1,20}$/.test(extension)) return extension;
  throw invalid("The extension of the connection must be the number of the supervisor's phone, as text.");
}

function reasonOf(value: unknown): string | undefined {
  const id = textOf(value);
  if (id === '') return undefined;
  if (/^\d{1,9}$/.test(id)) return id;
  throw invalid('The reason code of the connection must be its id in Finesse, a number.');
}

const flagOf = (value: unknown): boolean => value === true || value === 'true';

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';

function secondsOf(value: unknown): number {
  const seconds = value === undefined || value === null || value === '' ? 10 : Number(value);
  if (seconds >= 0.1 && seconds <= 300) return seconds;
  throw invalid('The time limit of the connection must be a number of seconds from 0.1 to 300.');
}
