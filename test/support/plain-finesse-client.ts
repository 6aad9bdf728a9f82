import { once } from 'node:events';
import { parse, type Element } from 'ltx';
import WebSocket from 'ws';
import type { FinesseFace } from '../../simulators';
import { until } from './until';

export interface FinesseAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** The body, where it is XML. */
  xml: Element | undefined;
  /** `ErrorType` of a refusal. */
  error: string | undefined;
}

/** Something that a notification told. */
export interface Told {
  node: string;
  id: string;
  to: string;
  event: string;
  source: string;
  requestId: string | undefined;
  data: Element;
  raw: Element;
}

type FinesseNode = Pick<FinesseFace, 'api' | 'ws' | 'domain'>;

/** The text at the end of a way of names: `at(dialog, 'participants', 'Participant', 'state')`. */
export const at = (element: Element | undefined, ...names: string[]): string | undefined =>
  names.reduce<Element | undefined>((found, name) => found?.getChild(name), element)?.getText();

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/** `<Dialog><requestedAction>DROP</requestedAction>…</Dialog>` */
export const body = (root: string, fields: Record<string, string>): string =>
  `<${root}>${Object.entries(fields)
    .map(([name, value]) => `<${name}>${escape(value)}</${name}>`)
    .join('')}</${root}>`;

/** A Finesse client with nothing clever in it: fetch, and frames of a WebSocket. It sees what the wire says. */
export class PlainFinesseClient {
  readonly told: Told[] = [];
  /** Every frame, as it came. */
  readonly frames: Element[] = [];
  jid = '';
  closedWith: number | undefined;
  private socket: WebSocket | undefined;
  private ids = 0;

  constructor(
    readonly node: FinesseNode,
    readonly loginId: string,
    readonly password = 'simulator',
  ) {}

  /** His phone: the login id without its first figure. */
  get extension(): string {
    return this.loginId.slice(1);
  }

  async request(
    method: string,
    path: string,
    content?: string,
    headers: Record<string, string> = {},
  ): Promise<FinesseAnswer> {
    const basic = Buffer.from(`${this.loginId}:${this.password}`).toString('base64');
    const response = await fetch(this.node.api + path, {
      method,
      redirect: 'manual',
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/xml', ...headers },
      ...(content !== undefined && { body: content }),
    });
    const text = await response.text();
    const xml = text.startsWith('<') && !text.startsWith('<html') ? parse(text) : undefined;
    const error = at(xml, 'ApiError', 'ErrorType');
    return { status: response.status, headers: response.headers, text, xml, error };
  }

  get = (path: string): Promise<FinesseAnswer> => this.request('GET', path);

  /** A state for himself, or for somebody else. */
  state(state: string, more: Record<string, string> = {}, who = this.loginId): Promise<FinesseAnswer> {
    return this.request('PUT', `/User/${who}`, body('User', { state, ...more }));
  }

  signIn(): Promise<FinesseAnswer> {
    return this.state('LOGIN', { extension: this.extension });
  }

  /** An action in his own collection of dialogs. */
  post(action: string, fields: Record<string, string> = {}, requestId = ''): Promise<FinesseAnswer> {
    const content = body('Dialog', { requestedAction: action, fromAddress: this.extension, ...fields });
    const headers: Record<string, string> = requestId === '' ? {} : { requestId };
    return this.request('POST', `/User/${this.loginId}/Dialogs`, content, headers);
  }

  monitor(toAddress: string, requestId = ''): Promise<FinesseAnswer> {
    return this.post('SILENT_MONITOR', { toAddress }, requestId);
  }

  barge(toAddress: string, monitor: string, requestId = ''): Promise<FinesseAnswer> {
    return this.post('BARGE_CALL', { toAddress, associatedDialogUri: `/finesse/api/Dialog/${monitor}` }, requestId);
  }

  put(dialog: string, action: string, target = this.extension): Promise<FinesseAnswer> {
    const fields = { requestedAction: action, targetMediaAddress: target };
    return this.request('PUT', `/Dialog/${dialog}`, body('Dialog', fields));
  }

  /** The dialogs of somebody's collection. */
  async dialogs(who = this.loginId): Promise<Element[]> {
    return (await this.get(`/User/${who}/Dialogs`)).xml?.getChildren('Dialog') ?? [];
  }

  /** The dialog of this type in his collection. */
  async dialogOf(callType: string, who = this.loginId): Promise<Element | undefined> {
    return (await this.dialogs(who)).find((dialog) => at(dialog, 'mediaProperties', 'callType') === callType);
  }

  /** Only the connection: nothing has been said yet. */
  async dial(protocols: string[] = ['xmpp'], options: WebSocket.ClientOptions = {}, url = this.node.ws): Promise<this> {
    const socket = new WebSocket(url, protocols, options);
    this.socket = socket;
    socket.on('message', (data) => {
      this.heard(parse((data as Buffer).toString('utf8')));
    });
    socket.on('close', (code) => {
      this.closedWith = code;
    });
    await once(socket, 'open');
    return this;
  }

  say(text: string): void {
    this.socket?.send(text);
  }

  /** Opens the stream; resolves with the features. */
  async open(to = this.node.domain): Promise<Element> {
    const seen = this.frames.length;
    this.say(`<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="${to}" version="1.0"/>`);
    return this.frame((frame) => frame.getName() === 'features' || frame.getName() === 'error', seen);
  }

  async authenticate(user = this.loginId, password = this.password): Promise<Element> {
    const seen = this.frames.length;
    const secret = Buffer.from(`\0${user}\0${password}`).toString('base64');
    this.say(`<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">${secret}</auth>`);
    return this.frame((frame) => ['success', 'failure'].includes(frame.getName()), seen);
  }

  /** @param resource empty: the server makes one */
  async bind(resource: string): Promise<string> {
    const wanted = resource === '' ? '' : `<resource>${resource}</resource>`;
    const answer = await this.iq('set', `<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind">${wanted}</bind>`);
    this.jid = at(answer, 'bind', 'jid') ?? '';
    return this.jid;
  }

  /** A whole sign-in, presence and all. */
  async connect(resource = 'plain'): Promise<this> {
    await this.dial();
    await this.open();
    await this.authenticate();
    await this.open();
    await this.bind(resource);
    await this.presence();
    return this;
  }

  /** Resolves when the server has taken it. */
  async presence(priority = 0): Promise<void> {
    this.say(`<presence xmlns="jabber:client"><priority>${String(priority)}</priority></presence>`);
    await this.ping();
  }

  async iq(type: 'get' | 'set', content: string, to?: string): Promise<Element> {
    this.ids += 1;
    const id = `q${String(this.ids)}`;
    const seen = this.frames.length;
    this.say(
      `<iq xmlns="jabber:client" type="${type}" id="${id}"${to === undefined ? '' : ` to="${to}"`}>${content}</iq>`,
    );
    return this.frame((frame) => frame.getName() === 'iq' && frame.attrs.id === id, seen);
  }

  ping(): Promise<Element> {
    return this.iq('get', '<ping xmlns="urn:xmpp:ping"/>', this.node.domain);
  }

  pubsub(action: 'subscribe' | 'unsubscribe', node: string, jid = this.jid): Promise<Element> {
    const content = `<pubsub xmlns="http://jabber.org/protocol/pubsub"><${action} node="${node}" jid="${jid}"/></pubsub>`;
    return this.iq('set', content, `pubsub.${this.node.domain}`);
  }

  /** Whether a ping of the WebSocket itself was answered, by the time that this is asked. */
  pong(): () => boolean {
    let answered = false;
    this.socket?.once('pong', () => (answered = true)).ping();
    return () => answered;
  }

  /** The first frame, of those that came after `seen` others, that is meant. */
  frame(meant: (frame: Element) => boolean, seen = 0): Promise<Element> {
    return until('a frame', () => this.frames.slice(seen).find(meant));
  }

  /** The first notification that is meant, also of those that came before. */
  notification(meant: (told: Told) => boolean): Promise<Told> {
    return until('a notification', () => this.told.find(meant));
  }

  /** What was told, each in one line: `POST Dialogs SUPERVISOR_MONITOR ACTIVE`, `PUT User TALKING`. */
  story(): string[] {
    return this.told.map(({ node, event, data }) => {
      const thing = data.getName() === 'dialogs' ? data.getChild('Dialog') : data;
      const topic = node.split('/').at(-1) ?? '';
      const what = [at(thing, 'mediaProperties', 'callType'), at(thing, 'apiError', 'errorType'), at(thing, 'state')];
      const kind = /^\d+$/.test(topic) ? 'User' : topic;
      return [event, kind, ...what.filter((word) => word !== undefined)].join(' ');
    });
  }

  async close(): Promise<void> {
    const { socket } = this;
    if (socket === undefined || socket.readyState === WebSocket.CLOSED) return;
    const closed = once(socket, 'close');
    socket.terminate();
    await closed;
  }

  private heard(frame: Element): void {
    this.frames.push(frame);
    const items = frame.getChild('event')?.getChild('items');
    for (const item of items?.getChildren('item') ?? []) {
      const notification = item.getChild('notification');
      const inner = notification?.getChildElements()[0];
      const update = inner ?? parse(notification?.getText() ?? '');
      const data = update.getChild('data')?.getChildElements()[0];
      if (data === undefined) throw new Error(`a notification without data: ${frame.toString()}`);
      this.told.push({
        node: String(items?.attrs.node),
        id: String(item.attrs.id),
        to: String(frame.attrs.to),
        event: at(update, 'event') ?? '',
        source: at(update, 'source') ?? '',
        requestId: at(update, 'requestId'),
        data,
        raw: frame,
      });
    }
  }
}
