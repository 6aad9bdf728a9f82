import type { Duplex } from 'node:stream';
import type { Element } from 'ltx';
import WebSocket from 'ws';
import { orAborted } from '../../../net/aborted';
import { asSupervisionError, type SupervisionError } from '../../../supervision/errors';
import { attributeOf, defaultLength, parseXml, xml } from '../xml';
import { dial } from './dial';
import { lost, refusedByHttp, senseless } from './failures';
import { broken, type Transport, type TransportListener, type TransportSettings } from './transport';

const framing = 'urn:ietf:params:xml:ns:xmpp-framing';

/** XMPP on WebSocket (RFC 7395): each message is one element. */
export class WebSocketTransport implements Transport {
  readonly #settings: TransportSettings;
  readonly #listener: TransportListener;
  #hangUp = (): void => undefined;
  #socket: WebSocket | undefined;
  #over = false;

  constructor(settings: TransportSettings, listener: TransportListener) {
    this.#settings = settings;
    this.#listener = listener;
  }

  open(): void {
    this.#hangUp = dial(this.#settings.address, this.#settings.openMs, {
      connected: (socket) => {
        this.#upgrade(socket);
      },
      failed: (thrown) => {
        this.#fail(broken(this.#settings, thrown, { connected: this.#socket !== undefined }));
      },
    });
  }

  restart(): void {
    this.send(xml('open', { xmlns: framing, to: this.#settings.domain, version: '1.0' }));
  }

  send(element: Element): void {
    // What cannot be sent is followed by the end of the socket, which is told.
    this.#socket?.send(element.toString(), () => undefined);
  }

  async end(signal: AbortSignal): Promise<void> {
    const socket = this.#socket;
    this.#over = true;
    if (socket?.readyState === WebSocket.OPEN && !signal.aborted) {
      const gone = new Promise<void>((resolve) => {
        socket.once('close', resolve);
      });
      this.send(xml('close', { xmlns: framing }));
      socket.close(1000);
      await orAborted(gone, signal).catch(() => undefined);
    }
    this.destroy();
  }

  destroy(): void {
    this.#over = true;
    this.#hangUp();
    this.#socket?.terminate();
  }

  /** The library gets a connection that stands, so that proxy and certificates are our own business. */
  #upgrade(connection: Duplex): void {
    const socket = new WebSocket(this.#settings.address.url, ['xmpp'], {
      createConnection: () => connection as never,
      perMessageDeflate: false,
      maxPayload: defaultLength,
    });
    this.#socket = socket;
    socket.on('error', (thrown) => {
      this.#fail(this.#words(thrown));
    });
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      this.#fail(refusedByHttp(this.#settings.address.where, response.statusCode ?? 0, 'wss://host:7443/ws/'));
    });
    socket.on('open', () => {
      this.restart();
    });
    socket.on('message', (data, binary) => {
      // A `nodebuffer`, since no other type was asked for.
      if (binary) this.#fail(senseless('The Finesse notifications sent binary data.'));
      else this.#take((data as Buffer).toString('utf8'));
    });
    socket.on('close', (code) => {
      this.#fail(lost(`The connection to the Finesse notifications was cut (${code}).`, String(code)));
    });
  }

  #take(text: string): void {
    if (this.#over || text.trim() === '') return;
    try {
      const element = parseXml(text);
      if (element.is('close', framing)) this.#fail(closedBy(element));
      else if (!element.is('open', framing)) this.#listener.element(element);
    } catch (thrown) {
      this.#fail(asSupervisionError(thrown, 'finesse'));
    }
  }

  #words(thrown: Error): SupervisionError {
    const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
    if (code === 'WS_ERR_INVALID_UTF8') return senseless('The Finesse notifications sent text that is not UTF-8.');
    if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
      return senseless(`The Finesse notifications sent a message larger than ${defaultLength} bytes.`);
    if (code.startsWith('WS_ERR_')) return senseless(`What the Finesse notifications sent is no WebSocket (${code}).`);
    return broken(this.#settings, thrown, { connected: true });
  }

  #fail(error: SupervisionError): void {
    if (this.#over) return;
    this.destroy();
    this.#listener.closed(error);
  }
}

function closedBy(close: Element): SupervisionError {
  const elsewhere = attributeOf(close, 'see-other-uri') !== undefined;
  return elsewhere
    ? lost('Finesse sends its notifications from another server.', 'see-other-uri')
    : lost('Finesse has closed the notifications.');
}
