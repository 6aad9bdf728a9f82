import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kind, Place } from './server';

const configuration = (place: Place): string => join(place.folder, 'ejabberd.yml');
const control = '/usr/sbin/ejabberdctl';

/**
 * Started without `ejabberdctl`, which changes to a user of its own where root runs it and refuses everybody else; and without
 * Erlang's distribution, so that it needs no name server (epmd) on the network.
 */
export const ejabberd: Kind = {
  name: 'ejabberd',
  write(place) {
    writeFileSync(configuration(place), text(place));
  },
  command: (place) => ({
    program: 'erl',
    args: ['-noinput', '-mnesia', 'dir', JSON.stringify(join(place.folder, 'data')), '-s', 'ejabberd'],
    env: {
      ERL_LIBS: libraries(),
      EJABBERD_CONFIG_PATH: configuration(place),
      EJABBERD_LOG_PATH: join(place.folder, 'ejabberd.log'),
      ERL_CRASH_DUMP: join(place.folder, 'crash.dump'),
      // Erlang keeps a cookie in the home folder.
      HOME: place.folder,
    },
  }),
  listening: ({ ports }) => [ports.tcp, ports.http, ports.admin].map((port) => `connections at 127.0.0.1:${port} for`),
  async addUser({ ports, domain }, name, password) {
    const answer = await fetch(`http://127.0.0.1:${ports.admin}/api/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: name, host: domain, password }),
    });
    // 409: he is known already.
    if (!answer.ok && answer.status !== 409)
      throw new Error(`ejabberd did not register ${name}: ${await answer.text()}`);
  },
};

/** Debian puts them into a folder named after the machine's architecture. */
function libraries(): string {
  return /^ERL_LIBS='([^']+)'/m.exec(readFileSync(control, 'utf8'))?.[1] ?? '/usr/lib/erlang/lib';
}

/** The quiet of a test: no throttling, no stored items, and what Cisco's server does not have is off. */
function text({ ports, domain, pubsub, tls }: Place): string {
  return `
hosts: ["${domain}"]
loglevel: info
acme: {auto: false}
${tls ? `certfiles: ["${tls.both}"]` : ''}
auth_method: internal
auth_password_format: plain
disable_sasl_mechanisms: ["SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-512-PLUS", "DIGEST-MD5", "X-OAUTH2"]
acl:
  loopback: {ip: "127.0.0.1/32"}
  publisher: {user: publisher}
access_rules:
  may_create: {allow: publisher}
api_permissions:
  tests: {from: mod_http_api, who: {acl: loopback}, what: "*"}
listen:
  - {port: ${ports.tcp}, ip: "127.0.0.1", module: ejabberd_c2s, tls: ${!!tls}, access: all, shaper: none, max_stanza_size: 8388608}
  - {port: ${ports.http}, ip: "127.0.0.1", module: ejabberd_http, tls: ${!!tls}, request_handlers: {"/ws": ejabberd_http_ws, "/http-bind": mod_bosh}}
  - {port: ${ports.admin}, ip: "127.0.0.1", module: ejabberd_http, request_handlers: {"/api": mod_http_api}}
modules:
  mod_admin_extra: {}
  mod_bosh: {}
  mod_disco: {}
  mod_http_api: {}
  mod_ping: {send_pings: true, ping_interval: 2, ping_ack_timeout: 2, timeout_action: kill}
  mod_pubsub:
    host: "${pubsub}"
    access_createnode: may_create
    plugins: [flat]
    last_item_cache: false
    default_node_config: {persist_items: false, send_last_published_item: never, access_model: open}
  mod_roster: {}
`;
}
