import { generate } from 'selfsigned';

export interface Pair {
  cert: string;
  key: string;
}

export interface Certificates {
  ca: string;
  otherCa: string;
  /** For `localhost` and 127.0.0.1, signed by `ca`. */
  good: Pair;
  /** Ran out long ago. */
  expired: Pair;
  /** For `elsewhere.test`. */
  wrongHost: Pair;
  selfSigned: Pair;
}

const day = 86_400_000;

/** Throw-away certificates of a throw-away authority. */
export async function makeCertificates(): Promise<Certificates> {
  const house = await authority('house');
  const other = await authority('other');
  return {
    ca: house.cert,
    otherCa: other.cert,
    good: await server(['localhost'], house),
    expired: await server(['localhost'], house, -2 * day),
    wrongHost: await server(['elsewhere.test'], house),
    selfSigned: await server(['localhost']),
  };
}

async function authority(name: string): Promise<Pair> {
  return pair(
    await generate([{ name: 'commonName', value: `${name} authority` }], {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ],
    }),
  );
}

async function server(names: string[], ca?: Pair, endsIn = day): Promise<Pair> {
  const now = Date.now();
  return pair(
    await generate([{ name: 'commonName', value: names[0] ?? '' }], {
      keyType: 'ec',
      algorithm: 'sha256',
      notBeforeDate: new Date(now - 3 * day),
      notAfterDate: new Date(now + endsIn),
      ...(ca && { ca }),
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'keyUsage', digitalSignature: true },
        {
          name: 'subjectAltName',
          altNames: [
            ...names.map((value) => ({ type: 2 as const, value })),
            ...(names.includes('localhost') ? [{ type: 7 as const, ip: '127.0.0.1' }] : []),
          ],
        },
      ],
    }),
  );
}

const pair = ({ cert, private: key }: { cert: string; private: string }): Pair => ({ cert, key });
