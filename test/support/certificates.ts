import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificates {
  ca: string;
  otherCa: string;
  /** For `localhost` and 127.0.0.1, signed by `ca`. */
  good: { cert: string; key: string };
  /** Ran out long ago. */
  expired: { cert: string; key: string };
  /** For `elsewhere.test`. */
  wrongHost: { cert: string; key: string };
  selfSigned: { cert: string; key: string };
}

/** Throw-away certificates, made with the `openssl` program (which must be there). */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const path = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  };
  const read = (name: string): string => readFileSync(path(name), 'utf8');
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  try {
    const authority = (name: string): void => {
      const subject = ['-subj', `/CN=${name}`, '-addext', 'basicConstraints=critical,CA:TRUE'];
      openssl('req', '-x509', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.crt`, '-days', '2', ...subject);
    };
    authority('house-ca');
    authority('other-ca');
    writeFileSync(path('index.txt'), '');
    writeFileSync(path('ca.cnf'), caConfig);
    const server = (name: string, alternative: string, from: string, to: string): { cert: string; key: string } => {
      const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${alternative}`];
      openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, ...subject);
      const validity = ['-startdate', from, '-enddate', to];
      openssl('ca', '-batch', '-config', 'ca.cnf', '-in', `${name}.csr`, '-out', `${name}.crt`, '-notext', ...validity);
      return { cert: read(`${name}.crt`), key: read(`${name}.key`) };
    };
    const here = 'DNS:localhost,IP:127.0.0.1';
    const long = ['20200101000000Z', '20490101000000Z'] as const;
    const good = server('good', here, ...long);
    const expired = server('expired', here, '20200101000000Z', '20210101000000Z');
    const wrongHost = server('wrong-host', 'DNS:elsewhere.test', ...long);
    const alone = ['-subj', '/CN=localhost', '-addext', `subjectAltName=${here}`, '-days', '2'];
    openssl('req', '-x509', ...newKey, '-keyout', 'self.key', '-out', 'self.crt', ...alone);
    const selfSigned = { cert: read('self.crt'), key: read('self.key') };
    return { ca: read('house-ca.crt'), otherCa: read('other-ca.crt'), good, expired, wrongHost, selfSigned };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const caConfig = `
[ca]
default_ca = house
[house]
database = index.txt
new_certs_dir = .
certificate = house-ca.crt
private_key = house-ca.key
default_md = sha256
rand_serial = yes
unique_subject = no
copy_extensions = copy
policy = any
[any]
commonName = supplied
`;
