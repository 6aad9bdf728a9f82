/** The namespaces of RFC 6120 and its extensions, as far as Finesse speaks them. */
export const ns = {
  client: 'jabber:client',
  framing: 'urn:ietf:params:xml:ns:xmpp-framing',
  streams: 'http://etherx.jabber.org/streams',
  streamErrors: 'urn:ietf:params:xml:ns:xmpp-streams',
  stanzaErrors: 'urn:ietf:params:xml:ns:xmpp-stanzas',
  sasl: 'urn:ietf:params:xml:ns:xmpp-sasl',
  bind: 'urn:ietf:params:xml:ns:xmpp-bind',
  session: 'urn:ietf:params:xml:ns:xmpp-session',
  roster: 'jabber:iq:roster',
  ping: 'urn:xmpp:ping',
  info: 'http://jabber.org/protocol/disco#info',
  items: 'http://jabber.org/protocol/disco#items',
  pubsub: 'http://jabber.org/protocol/pubsub',
  event: 'http://jabber.org/protocol/pubsub#event',
  pubsubErrors: 'http://jabber.org/protocol/pubsub#errors',
} as const;

/** The user whose presence says that the web application is there. */
export const finesseUser = 'finesse';

export interface Jid {
  local: string;
  domain: string;
  resource: string;
}

export function parseJid(text: string): Jid {
  const slash = text.indexOf('/');
  const [bare, resource] = slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)];
  const at = bare.indexOf('@');
  const [local, domain] = at < 0 ? ['', bare] : [bare.slice(0, at), bare.slice(at + 1)];
  // Names of people and hosts are compared without regard to case; resources are not.
  return { local: local.toLowerCase(), domain: domain.toLowerCase(), resource };
}
