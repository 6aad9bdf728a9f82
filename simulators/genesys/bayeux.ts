import type { ServerResponse } from 'node:http';
import { createCometDServer, type CometDServer, type ServerMessage, type ServerSession } from 'cometd-nodejs-server';
import type { Json } from '../json';
import { PollExchange, type PollAnswer } from './poll-exchange';

export interface PollSettings {
  /** How long the server holds a poll, ms. Default 30000, as CometD. */
  timeout?: number;
  interval?: number;
  /** Without a new poll for this long the client is forgotten, ms. Default 10000, as CometD. */
  maxInterval?: number;
}

/** Whose Bayeux client it is: the user, and the HTTP session it was opened on. */
export interface Owner {
  user: string;
  session: string;
  supervisor: boolean;
}

/** The real CometD 3 server of GWS words some refusals in its own way. */
const wording: Readonly<Record<string, string>> = {
  '402::session_unknown': '402::Unknown client',
  '403::handshake_denied': '403::Handshake denied',
  '403::subscribe_denied': '403:denied_by_security_policy:subscribe_denied',
};

const isChannel = (name: unknown): boolean => typeof name === 'string' && /^\/[^/]/.test(name);

function worded(error: string, subscription: unknown): string {
  const names: unknown[] = [subscription].flat();
  if (error === '403::subscribe_denied' && !names.every(isChannel)) return '403::subscription_invalid';
  return wording[error] ?? error;
}

function matches(subscription: string, channel: string): boolean {
  if (subscription === channel) return true;
  if (subscription.endsWith('/**')) return channel.startsWith(subscription.slice(0, -2));
  if (!subscription.endsWith('/*')) return false;
  const parent = subscription.slice(0, -1);
  return channel.startsWith(parent) && !channel.slice(parent.length).includes('/');
}

/** The notification channel: a real Bayeux server, with the clients sorted by user, since `/v2/me/…` means everybody's own. */
export class Bayeux {
  private readonly server: CometDServer;
  private readonly handshakes = new WeakMap<object, Owner>();
  private readonly owners = new Map<ServerSession, Owner>();
  private readonly byUser = new Map<string, Set<ServerSession>>();

  constructor(settings: PollSettings) {
    const { timeout = 30_000, interval = 0, maxInterval = 10_000 } = settings;
    this.server = createCometDServer({ timeout, interval, maxInterval, browserCookiePath: '/', sweepPeriod: 200 });
    this.server.policy = {
      canHandshake: (session, message, callback) => {
        const owner = this.handshakes.get(message);
        if (owner !== undefined) this.adopt(session, owner);
        callback(undefined, owner !== undefined);
      },
      canCreate: (_session, _message, channel, callback) => {
        callback(undefined, channel.startsWith('/') && channel.length > 1);
      },
      canSubscribe: (session, _message, channel, callback) => {
        const allowed = channel.name !== '/v2/users' || this.owners.get(session)?.supervisor === true;
        callback(undefined, allowed);
      },
      canPublish: (_session, _message, _channel, callback) => {
        callback(undefined, false);
      },
    };
    this.server.addListener('sessionRemoved', (session: ServerSession) => {
      this.release(session);
    });
    this.server.addExtension({
      outgoing: (_server, _sender, _session, message, callback) => {
        if (message.error !== undefined) message.error = worded(message.error, message.subscription);
        if (message.channel === '/meta/handshake' && message.successful === true) message.minimumVersion = '1.0';
        callback(undefined, true);
      },
    });
  }

  /** @param cookie the request's Cookie header @param response only to know whether the client is still there */
  handle(messages: ServerMessage[], cookie: string, owner: Owner, response: ServerResponse): Promise<PollAnswer> {
    for (const message of messages) if (message.channel === '/meta/handshake') this.handshakes.set(message, owner);
    return new Promise((resolve, reject) => {
      const exchange = new PollExchange(messages, cookie, () => response.socket?.destroyed ?? true, resolve);
      try {
        this.server.handle(exchange.request, exchange.response);
      } catch (thrown) {
        reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
      }
    });
  }

  listening(user: string): boolean {
    return this.byUser.has(user);
  }

  /** To every client of this user that subscribed to the channel, once each. */
  deliver(user: string, channel: string, data: Json): void {
    for (const session of this.byUser.get(user) ?? []) this.deliverTo(session, channel, data);
  }

  broadcast(channel: string, data: Json): void {
    for (const session of this.owners.keys()) this.deliverTo(session, channel, data);
  }

  /** The HTTP session is gone, and its clients with it. */
  dropSession(id: string): void {
    for (const [session, owner] of this.owners) if (owner.session === id) session.disconnect();
  }

  dropAll(): void {
    for (const session of [...this.owners.keys()]) session.disconnect();
  }

  close(): void {
    this.dropAll();
    this.server.close();
  }

  private deliverTo(session: ServerSession, channel: string, data: Json): void {
    if (session.subscriptions.some(({ name }) => matches(name, channel))) session.deliver(null, channel, data);
  }

  private adopt(session: ServerSession, owner: Owner): void {
    this.owners.set(session, owner);
    const sessions = this.byUser.get(owner.user) ?? new Set();
    sessions.add(session);
    this.byUser.set(owner.user, sessions);
  }

  private release(session: ServerSession): void {
    const owner = this.owners.get(session);
    if (owner === undefined) return;
    this.owners.delete(session);
    const sessions = this.byUser.get(owner.user);
    sessions?.delete(session);
    if (sessions?.size === 0) this.byUser.delete(owner.user);
  }
}
