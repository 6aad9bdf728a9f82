import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { TunnelAgent } from '../../../net/tunnel';
import type { Address } from './address';

export interface DialListener {
  /** The connection stands; with TLS, and the certificate is trusted. */
  connected(socket: Duplex): void;
  /** Also told for an error after `connected`, and then once more for each. */
  failed(thrown: unknown): void;
}

/**
 * TCP, with TLS and through the proxy where the address says so.
 *
 * @returns breaks off, in whatever phase it is
 */
export function dial(address: Address, timeoutMs: number, listener: DialListener): () => void {
  const { host, port, via } = address;
  let stopped = false;
  let stop: () => void;

  const wait = (socket: Duplex, ready: 'connect' | 'secureConnect'): void => {
    // Never taken off: an error that nobody listens to ends the process.
    socket.on('error', (thrown) => {
      if (!stopped) listener.failed(thrown);
    });
    socket.once(ready, () => {
      if (!stopped) listener.connected(socket);
    });
    stop = () => socket.destroy();
    if (stopped) stop();
  };

  const options = { ...(net.isIP(host) === 0 && { servername: host }), ...address.tls, host, port };
  if (!address.secure) wait(net.connect({ host, port }), 'connect');
  else if (via === undefined) wait(tls.connect(options), 'secureConnect');
  else {
    const agent = new TunnelAgent({}, via, timeoutMs);
    stop = () => {
      agent.destroy();
    };
    agent.createConnection(options, (error, socket) => {
      if (socket !== undefined) wait(socket, 'secureConnect');
      else if (!stopped) listener.failed(error);
    });
  }
  return () => {
    stopped = true;
    stop();
  };
}
