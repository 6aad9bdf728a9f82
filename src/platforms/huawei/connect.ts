import type { CreateDriver } from '../settings';
import { HuaweiClient } from './client';
import { HuaweiDriver } from './driver';
import { invalid } from './paths';

/**
 * Properties: `url`, `agentId`, `phoneNumber`, `signIn` (`normal` or `force`), `releasePhone` (default true), `setIdle` (default
 * true), `timeoutSeconds` (default 10), `lookSeconds` (default 5). Credential: `password`, which may be empty.
 */
export const createHuaweiDriver: CreateDriver = ({ properties, credentials, network, trial }) => {
  const url = textOf(properties.url);
  if (url === '') throw invalid('The connection has no URL.');
  const signIn = textOf(properties.signIn) || 'normal';
  if (signIn !== 'normal' && signIn !== 'force')
    throw invalid('The sign-in of the connection must be normal or force.');
  const releasePhone = flagOf(properties.releasePhone);
  const client = new HuaweiClient({
    url,
    agentId: textOf(properties.agentId),
    phoneNumber: textOf(properties.phoneNumber),
    password: credentials.password ?? '',
    releasePhone,
    timeoutMs: secondsOf('time limit', properties.timeoutSeconds, 10, 0.1, 300) * 1_000,
    ...network,
  });
  return new HuaweiDriver(client, {
    // Whoever tries the settings wants to know, and not to throw anybody out.
    force: signIn === 'force' && trial !== true,
    releasePhone,
    setIdle: flagOf(properties.setIdle),
    lookMs: secondsOf("interval between looks at the agent's call", properties.lookSeconds, 5, 0.1, 600) * 1_000,
  });
};

/** Numbers too: a work number may be typed as one. */
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';

/** On, unless it was switched off. */
const flagOf = (value: unknown): boolean => value !== false && value !== 'false';

function secondsOf(what: string, value: unknown, fallback: number, least: number, most: number): number {
  const seconds = value === undefined || value === null || value === '' ? fallback : Number(value);
  if (seconds >= least && seconds <= most) return seconds;
  throw invalid(`The ${what} of the connection must be a number of seconds from ${least} to ${most}.`);
}
