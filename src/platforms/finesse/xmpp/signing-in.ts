import type { Element } from 'ltx';
import type { SupervisionError } from '../../../supervision/errors';
import { xml } from '../xml';
import type { Asking } from './asking';
import { noPlain, senseless, signInFailure } from './failures';
import type { Transport } from './transport';
import type { XmppSettings } from './types';

const sasl = 'urn:ietf:params:xml:ns:xmpp-sasl';
const bind = 'urn:ietf:params:xml:ns:xmpp-bind';
const session = 'urn:ietf:params:xml:ns:xmpp-session';

/** What belongs to the opening of a stream: features, and the answer to the sign-in. It comes only while somebody waits for it. */
export class Handshake {
  #waiting: { take: (element: Element) => void; fail: (error: SupervisionError) => void } | undefined;
  #ended: SupervisionError | undefined;

  next(): Promise<Element> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((take, fail) => {
      this.#waiting = { take, fail };
    });
  }

  receive(element: Element): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined)
      throw senseless(`The Finesse notifications sent <${element.name.slice(0, 30)}> unasked.`);
    waiting.take(element);
  }

  end(error: SupervisionError): void {
    this.#ended = error;
    this.#waiting?.fail(error);
  }
}

export interface SigningIn {
  settings: Pick<XmppSettings, 'username' | 'password' | 'resource'>;
  transport: Transport;
  handshake: Handshake;
  asking: Asking;
}

/**
 * From the first byte to the resource.
 *
 * @returns the full JID, which may differ from what was asked for
 */
export async function signIn(
  { settings, transport, handshake, asking }: SigningIn,
  signal: AbortSignal,
): Promise<string> {
  const { username, password, resource } = settings;
  transport.open();
  const offered = await expect(handshake, ['features']);
  const mechanisms = offered.getChild('mechanisms')?.getChildren('mechanism') ?? [];
  // Cisco documents PLAIN and nothing else, since the password may be an access token.
  if (!mechanisms.some((mechanism) => mechanism.getText().trim() === 'PLAIN')) throw noPlain(offered);
  const plain = Buffer.from(`\0${username}\0${password}`, 'utf8').toString('base64');
  transport.send(xml('auth', { xmlns: sasl, mechanism: 'PLAIN' }, plain));
  let outcome = await expect(handshake, ['success', 'failure', 'challenge']);
  // Some servers ask, whatever was said in the first breath.
  if (outcome.getName() === 'challenge') {
    transport.send(xml('response', { xmlns: sasl }, plain));
    outcome = await expect(handshake, ['success', 'failure']);
  }
  if (outcome.getName() === 'failure') throw signInFailure(outcome);
  transport.restart();
  const features = await expect(handshake, ['features']);
  const bound = await asking.ask(
    { type: 'set', payload: xml('bind', { xmlns: bind }, xml('resource', {}, resource)), what: 'the resource' },
    signal,
  );
  const jid = bound.getChild('bind')?.getChildText('jid')?.trim();
  if (!jid) throw senseless('The Finesse notifications gave no address to this session.');
  const legacy = features.getChild('session');
  if (legacy !== undefined && legacy.getChild('optional') === undefined)
    await asking.ask({ type: 'set', payload: xml('session', { xmlns: session }), what: 'the session' }, signal);
  return jid;
}

async function expect(handshake: Handshake, names: readonly string[]): Promise<Element> {
  const element = await handshake.next();
  if (names.includes(element.getName())) return element;
  throw senseless(
    `The Finesse notifications sent <${element.name.slice(0, 30)}> where <${names.join('> or <')}> was expected.`,
  );
}
