import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Element } from 'ltx';
import { asSupervisionError, type SupervisionError } from '../../../supervision/errors';
import { xml } from '../xml';
import { dial } from './dial';
import { lost, senseless } from './failures';
import { StanzaSplitter } from './splitter';
import { broken, type Transport, type TransportListener, type TransportSettings } from './transport';

/** XMPP on TCP (RFC 6120) with TLS from the first byte, as Cisco's port 5223 speaks it. */
export class TcpTransport implements Transport {
  readonly #settings: TransportSettings;
  readonly #listener: TransportListener;
  #hangUp = (): void => undefined;
  #socket: Duplex | undefined;
  #splitter: StanzaSplitter | undefined;
  #decoder = new TextDecoder('utf-8', { fatal: true });
  #over = false;

  constructor(settings: TransportSettings, listener: TransportListener) {
    this.#settings = settings;
    this.#listener = listener;
  }

  open(): void {
    this.#hangUp = dial(this.#settings.address, this.#settings.openMs, {
      connected: (socket) => {
        this.#connected(socket);
      },
      failed: (thrown) => {
        this.#fail(broken(this.#settings, thrown, { connected: this.#socket !== undefined }));
      },
    });
  }

  restart(): void {
    this.#splitter?.stop();
    this.#splitter = new StanzaSplitter({
      open: () => undefined,
      element: (element) => {
        this.#listener.element(element);
      },
      end: () => {
        this.#fail(lost('Finesse has closed the notifications.'));
      },
    });
    const header = xml('stream:stream', {
      xmlns: 'jabber:client',
      'xmlns:stream': 'http://etherx.jabber.org/streams',
      to: this.#settings.domain,
      version: '1.0',
    });
    this.#socket?.write(`<?xml version='1.0'?>${header.toString().replace(/\/>$/, '>')}`);
  }

  send(element: Element): void {
    this.#socket?.write(element.toString());
  }

  async end(signal: AbortSignal): Promise<void> {
    const socket = this.#socket;
    this.#over = true;
    this.#splitter?.stop();
    if (socket !== undefined && !socket.destroyed && !signal.aborted) {
      const gone = once(socket, 'close', { signal }).catch(() => undefined);
      socket.end('</stream:stream>');
      await gone;
    }
    this.destroy();
  }

  destroy(): void {
    this.#over = true;
    this.#splitter?.stop();
    this.#hangUp();
  }

  #connected(socket: Duplex): void {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#take(chunk);
    });
    socket.on('close', () => {
      this.#fail(lost('The connection to the Finesse notifications was cut.', 'ECONNRESET'));
    });
    this.restart();
  }

  #take(chunk: Buffer): void {
    if (this.#over) return;
    try {
      this.#splitter?.write(this.#decoder.decode(chunk, { stream: true }));
    } catch (thrown) {
      const utf8 =
        thrown instanceof TypeError ? senseless('The Finesse notifications sent text that is not UTF-8.') : thrown;
      this.#fail(asSupervisionError(utf8, 'finesse'));
    }
  }

  #fail(error: SupervisionError): void {
    if (this.#over) return;
    this.destroy();
    this.#listener.closed(error);
  }
}
