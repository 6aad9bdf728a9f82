import { existsSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import type { Pair } from './certificates';
import { ejabberd } from './xmpp/ejabberd';
import { prosody } from './xmpp/prosody';
import { startServer, type XmppServer } from './xmpp/server';

export type { XmppServer } from './xmpp/server';

export interface XmppServerOptions {
  /** Certificate and key for all three ways in. Without, they are in the clear. */
  tls?: Pair;
}

/** A real Prosody on free ports of 127.0.0.1, in a folder of its own. Its users are `publisher` (for the events) and who is added. */
export const startProsody = (options: XmppServerOptions = {}): Promise<XmppServer> => startServer(prosody, options.tls);

/** A real ejabberd, the same way. It takes some seconds. */
export const startEjabberd = (options: XmppServerOptions = {}): Promise<XmppServer> =>
  startServer(ejabberd, options.tls);

export const xmppServers = { Prosody: startProsody, ejabberd: startEjabberd };
export type XmppServerName = keyof typeof xmppServers;

const programs: Readonly<Record<XmppServerName, readonly string[]>> = {
  Prosody: ['prosody', 'prosodyctl'],
  // Debian's; another one lies elsewhere and wants to be started in another way.
  ejabberd: ['/usr/sbin/ejabberdctl', 'erl'],
};

/** Which of them this machine does not have. */
export function xmppServersMissing(): XmppServerName[] {
  // People's PATH often lacks the folders of the administrator.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin'];
  const has = (program: string): boolean => folders.some((folder) => existsSync(resolve(folder, program)));
  return (Object.keys(programs) as XmppServerName[]).filter((name) => !programs[name].every(has));
}

/** For the title of a suite, so that a report says why it was not run. */
export function titled(title: string, name: XmppServerName): string {
  return xmppServersMissing().includes(name) ? `${title} (${name} is not installed)` : title;
}

/**
 * To be called first in a suite's `before`: leaves the suite out where the server is missing. With `REQUIRE_XMPP_SERVERS` set, as
 * CI does it, that fails instead.
 */
export function needs(suite: Mocha.Context, name: XmppServerName): void {
  if (!xmppServersMissing().includes(name)) return;
  if (process.env.REQUIRE_XMPP_SERVERS) throw new Error(`${name} is not installed, and REQUIRE_XMPP_SERVERS wants it.`);
  suite.skip();
}
