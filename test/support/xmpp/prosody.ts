import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Kind, Place } from './server';

const run = promisify(execFile);
const configuration = (place: Place): string => join(place.folder, 'prosody.cfg.lua');

export const prosody: Kind = {
  name: 'Prosody',
  write(place) {
    writeFileSync(configuration(place), text(place));
  },
  command: (place) => ({ program: 'prosody', args: ['--config', configuration(place), '-F'], env: {} }),
  listening: ({ ports, tls }) => [
    `'${tls ? 'c2s_direct_tls' : 'c2s'}' on [127.0.0.1]:${ports.tcp}`,
    `'${tls ? 'https' : 'http'}' on [127.0.0.1]:${ports.http}`,
  ],
  async addUser(place, name, password) {
    await run('prosodyctl', ['--config', configuration(place), 'register', name, place.domain, password]);
  },
};

/** Finesse's own paths. What Cisco's server does not have (stream management, message archives) is off. */
function text({ folder, ports, domain, pubsub, tls }: Place): string {
  const on = (wanted: boolean, port: number): string => (wanted ? `{ ${port} }` : '{}');
  return `
run_as_root = true
pidfile = "${folder}/prosody.pid"
data_path = "${folder}/data"
certificates = "${folder}"
log = { { levels = { min = "info" }; to = "console" } }
interfaces = { "127.0.0.1" }
s2s_ports = {}
c2s_ports = ${on(!tls, ports.tcp)}
c2s_direct_tls_ports = ${on(!!tls, ports.tcp)}
c2s_direct_tls_interfaces = { "127.0.0.1" }
http_ports = ${on(!tls, ports.http)}
http_interfaces = { "127.0.0.1" }
https_ports = ${on(!!tls, ports.http)}
https_interfaces = { "127.0.0.1" }
${
  tls
    ? `ssl = { certificate = "${tls.certificate}"; key = "${tls.key}" }
https_certificate = "${tls.certificate}"
https_key = "${tls.key}"`
    : ''
}
http_default_host = "${domain}"
http_paths = { bosh = "/http-bind"; websocket = "/ws" }
modules_enabled = { "roster"; "saslauth"; "disco"; "ping"; "posix"; "bosh"; "websocket"; "presence"; "message"; "iq" }
modules_disabled = { "s2s"; "offline"; "smacks"; "pep"; "carbons"; "mam"; "tls" }
authentication = "internal_plain"
disable_sasl_mechanisms = { "SCRAM-SHA-1"; "SCRAM-SHA-1-PLUS"; "SCRAM-SHA-256"; "SCRAM-SHA-256-PLUS"; "DIGEST-MD5"; "OAUTHBEARER" }
allow_unencrypted_plain_auth = true
c2s_require_encryption = false
consider_bosh_secure = true
consider_websocket_secure = true
bosh_max_inactivity = 30
bosh_max_wait = 60
c2s_stanza_size_limit = 8 * 1024 * 1024
limits = {}
-- With Nagle's algorithm every event is late by 10 to 40 ms.
network_settings = { nagle = false }
storage = "internal"
VirtualHost "${domain}"
Component "${pubsub}" "pubsub"
  admins = { "publisher@${domain}" }
  autocreate_on_publish = true
  autocreate_on_subscribe = true
  default_admin_affiliation = "owner"
`;
}
