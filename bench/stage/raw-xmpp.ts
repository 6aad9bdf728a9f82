import { parse, type Element } from 'ltx';
import WebSocket from 'ws';

/** What a notification says: the node it comes from, `POST`, `PUT` or `DELETE`, and the thing itself. */
export interface Notice {
  node: string;
  event: string;
  thing: Element;
}

export interface Account {
  url: string;
  domain: string;
  username: string;
  password: string;
}

/** As often as Cisco's own sample. */
const pingMs = 10_000;

const open = (domain: string): string =>
  `<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="${domain}" version="1.0"/>`;

const bind =
  '<iq xmlns="jabber:client" type="set" id="bind"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"><resource>raw</resource></bind></iq>';

/** What a stanza notifies of, by hand: the item is a text, and that text is a document of its own. */
function noticesIn(stanza: Element): Notice[] {
  const items = stanza.getChild('event')?.getChild('items');
  return (items?.getChildren('item') ?? []).map((item) => {
    const update = parse(item.getChild('notification')?.getText() ?? '');
    const data = update.getChild('data')?.getChildElements()[0];
    if (data === undefined) throw new Error('A notification says nothing.');
    const thing = data.getName() === 'dialogs' ? data.getChild('Dialog') : data;
    return {
      node: String(items?.attrs.node),
      event: update.getChildText('event')?.toUpperCase() ?? '',
      thing: thing ?? data,
    };
  });
}

/** Two libraries, and the few frames of a sign-in. @returns ends it */
export async function subscribe(account: Account, heard: (notice: Notice) => void): Promise<() => void> {
  const { url, domain, username, password } = account;
  const socket = new WebSocket(url, ['xmpp']);
  let expected: { name: string; resolve: (frame: Element) => void } | undefined;
  const expect = (name: string): Promise<Element> =>
    new Promise((resolve) => {
      expected = { name, resolve };
    });
  socket.on('message', (data) => {
    const frame = parse((data as Buffer).toString('utf8'));
    if (frame.getName() === expected?.name) expected.resolve(frame);
    else if (frame.getName() === 'message') noticesIn(frame).forEach(heard);
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve).once('error', reject);
  });
  const say = async (text: string, answer: string): Promise<void> => {
    const answered = expect(answer);
    socket.send(text);
    await answered;
  };
  const secret = Buffer.from(`\0${username}\0${password}`).toString('base64');
  await say(open(domain), 'features');
  await say(`<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">${secret}</auth>`, 'success');
  await say(open(domain), 'features');
  await say(bind, 'iq');
  socket.send('<presence xmlns="jabber:client"><priority>0</priority></presence>');
  // Who says nothing for long is taken for dead.
  const alive = setInterval(() => {
    socket.send(`<iq xmlns="jabber:client" type="get" id="ping" to="${domain}"><ping xmlns="urn:xmpp:ping"/></iq>`);
  }, pingMs);
  const lost = (): void => {
    throw new Error('The notifications ended.');
  };
  socket.on('close', lost);
  return () => {
    clearInterval(alive);
    socket.off('close', lost).terminate();
  };
}
