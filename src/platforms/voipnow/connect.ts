import { SupervisionError } from '../../supervision/errors';
import type { CreateDriver, DriverSettings } from '../settings';
import { allowList } from './callbacks';
import { VoipNowClient } from './client';
import { VoipNowDriver } from './driver';
import type { CallbackSettings } from './hearing';
import { invalid, isExtension } from './paths';

/**
 * Properties: `url`, `userId` (default `@me`), `supervisorExtension`, `pollSeconds` (default 2), `tokenPath`, `timeoutSeconds`
 * (default 10), `callbackUrl`, `callbackExtensions`, `callbackAllow`. Credentials: `appId`, `appSecret`, `callbackSecret`.
 */
export const createVoipNowDriver: CreateDriver = (settings) => {
  const { properties, credentials, network } = settings;
  const { appId, appSecret, callbackSecret } = credentials;
  const url = textOf(properties.url);
  if (url === '') throw invalid('The connection has no URL.');
  if (!appId || !appSecret) throw invalid('The connection has no App key or no App secret.');
  const supervisor = textOf(properties.supervisorExtension);
  if (supervisor !== '' && !isExtension(supervisor)) {
    throw invalid("The supervisor's extension of the connection must be a number such as 0007*900.");
  }
  const callbacks = callbacksOf(settings);
  const client = new VoipNowClient({
    url,
    appId,
    appSecret,
    tokenPath: textOf(properties.tokenPath) || undefined,
    userId: textOf(properties.userId) || undefined,
    timeoutMs: secondsOf('time limit', properties.timeoutSeconds, 10, 0.1, 300) * 1_000,
    secrets: callbackSecret ? [callbackSecret] : [],
    ...network,
  });
  const pollMs = secondsOf('polling interval', properties.pollSeconds, 2, 0.1, 60) * 1_000;
  // A trial would take down the call events of the connection itself, where that runs: they have the same address.
  return new VoipNowDriver(client, { supervisor, pollMs, callbacks: settings.trial ? undefined : callbacks });
};

/** Call events come in where a public address is set. A secret is not exported with a flow, so it may be missing. */
function callbacksOf({ properties, credentials, callbacks: service }: DriverSettings): CallbackSettings | undefined {
  const publicUrl = textOf(properties.callbackUrl);
  const secret = credentials.callbackSecret ?? '';
  if (publicUrl === '') return undefined;
  if (secret === '') {
    throw invalid(
      'Call events need a secret, and the connection has none: open it, and close it with Done, which makes one. Or remove the address of Node-RED there.',
    );
  }
  if (!service) {
    throw invalid(
      'Call events need the web server of Node-RED, which is switched off (httpNodeRoot). Remove the callback URL, or switch it on.',
    );
  }
  const parsed = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  const isWeb = parsed?.protocol === 'https:' || parsed?.protocol === 'http:';
  if (!parsed || !isWeb || parsed.search !== '' || parsed.hash !== '') {
    throw invalid(
      'The callback URL of the connection must be the public address of Node-RED, such as https://flows.example.com.',
    );
  }
  if (!/^[A-Za-z0-9_-]{16,128}$/.test(secret)) {
    throw invalid(
      'The callback secret of the connection must be 16 to 128 letters, digits, - and _: it is a part of the URL.',
    );
  }
  const extensions = listOf(properties.callbackExtensions);
  const wrong = extensions.find((each) => !isExtension(each));
  if (wrong !== undefined) {
    throw invalid(`"${wrong.slice(0, 40)}" among the extensions with call events must be a number such as 0007*101.`);
  }
  return { service, secret, publicUrl, extensions, allowed: allowList(listOf(properties.callbackAllow).join(' ')) };
}

/** A list from the edit dialog: an array, or text with commas, spaces or line breaks. */
function listOf(value: unknown): string[] {
  const items: unknown[] = Array.isArray(value) ? value : textOf(value).split(/[\s,;]+/);
  return items.map(textOf).filter((item) => item !== '');
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

function secondsOf(what: string, value: unknown, fallback: number, least: number, most: number): number {
  const seconds = value === undefined || value === null || value === '' ? fallback : Number(value);
  if (seconds >= least && seconds <= most) return seconds;
  throw new SupervisionError(
    'invalid-input',
    `The ${what} of the connection must be a number of seconds from ${least} to ${most}.`,
    { platform: 'voipnow', arrived: 'no' },
  );
}
