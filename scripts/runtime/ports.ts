import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

async function bind(port: number): Promise<number> {
  const server = net.createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return bound;
}

/** `wanted` when nobody listens there, else any free port of 127.0.0.1. */
export async function freePort(wanted = 0): Promise<number> {
  try {
    return await bind(wanted);
  } catch {
    return bind(0);
  }
}
