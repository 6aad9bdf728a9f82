import { setTimeout as delay } from 'node:timers/promises';
import { orAborted } from '../net/aborted';
import { redactor } from '../net/redact';
import type { Permission, PlatformDriver } from '../supervision/driver';
import { asSupervisionError } from '../supervision/errors';
import { callbacksAt } from './callbacks';
import { checkpointsOf, type Checkpoint, type Findings } from './checkpoints';
import type { Connection } from './connection';
import { Refused } from './http-answers';
import { readNetwork } from './network';
import { driverOf } from './platforms';
import { nodeById, type Red } from './red';
import type { Registry } from './registry';
import { isSecret, readTyped, settle, type Deployed, type Settled, type Typed } from './typed';

/**
 * `typed`: what stands in the form was tried with a sign-in of its own. `running`: it is what is deployed, which was looked at.
 * `inUse`: a deployed connection is signed in as this supervisor, with other settings; that one was looked at.
 */
export interface TestAnswer {
  about: 'typed' | 'running' | 'inUse';
  /** The name of the connection that was looked at, where it is in use. */
  connection?: string;
  checks: Checkpoint[];
}

/** A person waits for the answer. */
const patienceMs = 10_000;
const leaveMs = 1_000;

/**
 * Says what works of a connection as it stands in the form. Signs in only where that takes nothing away from a connection that runs:
 * on most platforms a second sign-in of the same supervisor ends the first, or its end takes him off his telephone.
 *
 * @param limitMs how long to try, without the time to sign out
 * @throws Refused
 */
export async function testConnection(
  red: Red,
  registry: Registry,
  body: unknown,
  signal: AbortSignal,
  limitMs = patienceMs,
): Promise<TestAnswer> {
  const typed = readTyped(body);
  const own = registry.connection(typed.id);
  const settled = settle(typed, deployedAs(red, typed, own));
  demandNetwork(red, settled);
  const secure = isSecure(settled.properties.url);
  const within = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  if (own?.occupied && settled.unchanged) return { about: 'running', checks: checkpointsOf(await look(own, within)) };

  let driver: PlatformDriver;
  try {
    const createDriver = await driverOf(typed.platform);
    const { properties, credentials } = settled;
    const network = readNetwork(red, properties);
    driver = createDriver({ properties, credentials, network, callbacks: callbacksAt(red, typed.id), trial: true });
  } catch (thrown) {
    return { about: 'typed', checks: shown({ secure, error: asSupervisionError(thrown, typed.platform) }, settled) };
  }
  try {
    const holder = holderOf(registry, driver, textOf(settled.properties.url));
    if (!holder) return { about: 'typed', checks: shown(await attempt(driver, secure, within), settled) };
    const checks = checkpointsOf(await look(holder, within));
    return { about: 'inUse', connection: holder.name || textOf(holder.settings.properties.url), checks };
  } finally {
    await orAborted(driver.disconnect(AbortSignal.timeout(leaveMs)), AbortSignal.timeout(leaveMs)).catch(() => {
      // Its time is over; what the platform holds of it ends by itself.
    });
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const isSecure = (url: unknown): boolean => /^\s*https:/i.test(textOf(url));
const secondsSince = (ms: number): number => Math.max(1, Math.round((Date.now() - ms) / 1000));

function deployedAs(red: Red, { id, platform }: Typed, own: Connection | undefined): Deployed {
  let properties: Record<string, unknown> | undefined;
  red.nodes.eachNode((node) => {
    if (node.id === id && node.type === `${platform}-connection`) properties = { ...node };
  });
  if (!properties) return {};
  const credentials = (red.nodes.getCredentials(id) as Record<string, unknown> | null | undefined) ?? {};
  return { stored: { properties, credentials }, filled: own?.platform === platform ? own.settings : undefined };
}

/** @throws Refused for a node that is chosen in the form and known to the editor alone */
function demandNetwork(red: Red, { properties }: Settled): void {
  for (const name of ['tls', 'proxy']) {
    const id = properties[name];
    if (id === undefined || id === '' || nodeById(red, id)) continue;
    const what = name === 'tls' ? 'TLS settings' : 'proxy';
    throw new Refused(409, 'not-deployed', `The chosen ${what} are known here only after a deploy. Deploy, then test.`);
  }
}

/** The connection that is signed in as the same person: there his session would be the one that is lost. */
function holderOf(registry: Registry, driver: PlatformDriver, url: string): Connection | undefined {
  if (driver.capabilities.supervisor !== 'connection') return undefined;
  return registry.connections.find(
    (each) =>
      each.occupied &&
      each.platform === driver.platform &&
      each.driver?.supervisor === driver.supervisor &&
      hostOf(textOf(each.settings.properties.url)) === hostOf(url),
  );
}

const hostOf = (url: string): string => (URL.canParse(url.trim()) ? new URL(url.trim()).host : url);

/** Signs in as typed. Whoever calls closes the driver. */
async function attempt(driver: PlatformDriver, secure: boolean, within: AbortSignal): Promise<Findings> {
  const since = Date.now();
  let error;
  try {
    await orAborted(driver.connect(within), within);
  } catch (thrown) {
    error = asSupervisionError(thrown, driver.platform);
  }
  const signedIn = driver.isSignedIn;
  if (error && within.aborted) return { secure, signedIn, gaveUpAfter: secondsSince(since) };
  return { secure, error, signedIn, permission: error && !signedIn ? undefined : await permissionOf(driver, within) };
}

/** How a deployed connection stands; one that is just connecting is waited for. */
async function look(connection: Connection, within: AbortSignal): Promise<Findings> {
  const since = Date.now();
  const secure = isSecure(connection.settings.properties.url);
  while (connection.standing().state === 'connecting' && !within.aborted) await delay(50, undefined, { ref: false });
  const { driver } = connection;
  const { state } = connection.standing();
  if (state === 'connecting') return { secure, signedIn: driver?.isSignedIn, gaveUpAfter: secondsSince(since) };
  const { why } = connection;
  const permission = driver && state === 'connected' ? await permissionOf(driver, within) : undefined;
  // Signed in once, and nobody is there any more.
  const isGone = why?.code === 'unreachable' && why.arrived === 'no';
  return { secure, error: why, signedIn: isGone ? undefined : driver?.isSignedIn, permission };
}

async function permissionOf(driver: PlatformDriver, within: AbortSignal): Promise<Permission | undefined> {
  if (!driver.maySupervise) return undefined;
  try {
    return await orAborted(driver.maySupervise(within), within);
  } catch (thrown) {
    return { can: 'unknown', why: asSupervisionError(thrown, driver.platform).message };
  }
}

/** Whatever a platform sends back: no secret of the form leaves this place. */
function shown(findings: Findings, { credentials }: Settled): Checkpoint[] {
  const redact = redactor(
    Object.keys(credentials).flatMap((name) => (isSecret(name) ? (credentials[name] ?? []) : [])),
  );
  return checkpointsOf(findings).map((check) =>
    check.message === undefined ? check : { ...check, message: redact.text(check.message) },
  );
}
