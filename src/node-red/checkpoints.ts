import type { Permission } from '../supervision/driver';
import type { SupervisionError } from '../supervision/errors';
import { tlsWords } from '../net/tls-words';

/** What a test of a connection looks at, in this order: each needs the ones before it. */
export const checkpointKeys = ['reachable', 'tls', 'signedIn', 'maySupervise', 'events'] as const;
export type CheckpointKey = (typeof checkpointKeys)[number];

export interface Checkpoint {
  key: CheckpointKey;
  state: 'ok' | 'failed' | 'unknown' | 'not-reached';
  /** What it means and what to do next: a key of the catalogue, and what stands in its text. */
  text: { key: string; values: Record<string, string | number> };
  /** In the words of the platform, or about them. */
  message?: string;
}

/** What was found out. */
export interface Findings {
  /** Whether the address asks for TLS. */
  secure: boolean;
  /** Why contact could not be made, or does not stand. */
  error?: SupervisionError | undefined;
  /** It was given up after so many seconds. */
  gaveUpAfter?: number | undefined;
  /** The platform took the sign-in just now; undefined where nobody can say. */
  signedIn?: boolean | undefined;
  permission?: Permission | undefined;
}

type Finding = Omit<Checkpoint, 'key'>;

const finding = (
  state: Checkpoint['state'],
  key: string,
  message?: string,
  values: Record<string, string | number> = {},
): Finding => ({ state, text: { key: `checkpoint.${key}`, values }, ...(message !== undefined && { message }) });

/** From what was found out to what works, and what to do about what does not. */
export function checkpointsOf(findings: Findings): Checkpoint[] {
  const { error, secure, permission, gaveUpAfter } = findings;
  const failed = failedAt(findings);
  const reached = failed === undefined ? checkpointKeys.length : checkpointKeys.indexOf(failed);
  const good: Record<CheckpointKey, Finding> = {
    reachable: finding('ok', 'reachable.ok'),
    tls: secure ? finding('ok', 'tls.ok') : finding('unknown', 'tls.plain'),
    signedIn: finding('ok', 'signedIn.ok'),
    maySupervise: permitted(permission),
    events: finding('ok', 'events.ok'),
  };
  return checkpointKeys.map((key, index) => {
    if (index < reached) return { key, ...good[key] };
    if (key !== failed) return { key, ...finding('not-reached', 'notReached') };
    if (gaveUpAfter !== undefined)
      return { key, ...finding('failed', `${key}.gaveUp`, undefined, { seconds: gaveUpAfter }) };
    const isSetting = key === 'reachable' && error?.code === 'invalid-input';
    return { key, ...finding('failed', isSetting ? 'settings' : `${key}.failed`, error?.message) };
  });
}

function permitted(permission: Permission | undefined): Finding {
  if (!permission) return finding('unknown', 'maySupervise.untold');
  const { can, why } = permission;
  if (can === 'yes') return finding('ok', 'maySupervise.ok', why);
  return can === 'no' ? finding('failed', 'maySupervise.failed', why) : finding('unknown', 'maySupervise.unknown', why);
}

/** Where it broke. */
function failedAt({ error, gaveUpAfter, signedIn }: Findings): CheckpointKey | undefined {
  if (gaveUpAfter !== undefined) return signedIn ? 'events' : 'reachable';
  if (!error) return undefined;
  const { code, vendorCode, httpStatus, kind } = error;
  if (code === 'unreachable' && vendorCode !== undefined && tlsWords(vendorCode) !== undefined) return 'tls';
  if (signedIn) return kind === 'outcome' || code === 'invalid-input' ? 'maySupervise' : 'events';
  if (code === 'auth') return 'signedIn';
  if (kind === 'outcome') return 'maySupervise';
  // Something answers there, but not as it should: how far it would have let us in nobody knows.
  return code !== 'unreachable' && httpStatus !== undefined ? 'signedIn' : 'reachable';
}
