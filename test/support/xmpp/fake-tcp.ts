import net from 'node:net';
import tls from 'node:tls';
import { run, type Running } from '../servers';
import type { Core, FakeConnection, FakeOptions } from './fake';

/** Elements that do not hold another one of the same name, which is all that a client sends. */
export const elements = /^\s*(?:<\?xml[^>]*\?>)?\s*<([\w:]+)(?:\s[^>]*?)?(?:\/>|>[^]*?<\/\1>)/;
const start = /^\s*(?:<\?xml[^>]*\?>)?\s*<stream:stream [^>]*>/;

export async function fakeTcp(
  core: Core,
  options: FakeOptions,
): Promise<{ running: Running; path: string; scheme: string }> {
  const take = (socket: net.Socket): void => {
    serve(core, socket);
  };
  const server = options.tls ? tls.createServer(options.tls, take) : net.createServer(take);
  server.on('tlsClientError', () => undefined);
  return { running: await run(server), path: '', scheme: 'xmpp' };
}

function serve(core: Core, socket: net.Socket): void {
  let text = '';
  let begun = 0;
  socket.on('error', () => undefined);
  const connection: FakeConnection = {
    received: [],
    send: (...sent) => socket.write(sent.join('')),
    raw: (content) => socket.write(content),
    pour: (part) => socket.write(part),
    begin: (features) =>
      socket.write(
        `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='s${begun}' from='finesse.test' version='1.0'>${features}`,
      ),
    cut: () => socket.destroy(),
  };
  core.joined(connection);
  const next = (): boolean => {
    const header = start.exec(text)?.[0];
    if (header !== undefined) {
      text = text.slice(header.length);
      core.began(connection, begun++ > 0);
      return true;
    }
    if (text.startsWith('</stream:stream>')) {
      text = '';
      connection.received.push('</stream:stream>');
      socket.end('</stream:stream>');
      return true;
    }
    const element = elements.exec(text)?.[0];
    if (element === undefined) return false;
    text = text.slice(element.length);
    core.element(element, connection);
    return true;
  };
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    while (next());
  });
}
