import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Centre } from '../centre/centre';
import type { Faults } from '../faults';
import type { Journal } from '../journal';
import { listen, readBody, type Tls } from '../net';
import { write } from '../wire';
import { Book } from './book';
import { Delivery } from './delivery';
import { CallEvents } from './events';
import { Extensions } from './extensions';
import { Rest } from './rest';
import { Subscriptions } from './subscriptions';
import { Tokens } from './tokens';
import type { World } from './world';

export interface VoipNowOptions {
  /** 0 = any free port. */
  port: number;
  /** A real server speaks HTTPS only; without a certificate this one speaks plain HTTP. */
  tls?: Tls;
  /** After this long a receiver of call events that does not answer is given up, ms. Default 5000. */
  eventTimeoutMs?: number;
}

export interface VoipNowFace {
  /** `http://127.0.0.1:18082` */
  url: string;
  /** `http://127.0.0.1:18082/uapi` */
  api: string;
  port: number;
  /** The extended number of somebody's phone: `0007*6001`. */
  extension(person: string): string;
  /** What VoipNow calls a live call, by any name of it or by who is on it. */
  callId(ref: string): string | undefined;
  close: () => Promise<void>;
}

/** VoipNow's UnifiedAPI, as far as supervision touches it, over the simulated centre. */
export async function startVoipNow(
  centre: Centre,
  faults: Faults,
  journal: Journal,
  options: VoipNowOptions,
): Promise<VoipNowFace> {
  let url = '';
  const now = (): number => centre.clock.now();
  const book = new Book(centre.seed, faults, now);
  const extensions = new Extensions(centre);
  const subscriptions = new Subscriptions(centre.seed, now);
  const world: World = { centre, faults, extensions, book, subscriptions, url: () => url };
  const tokens = new Tokens(centre.clock);
  const delivery = new Delivery(options.eventTimeoutMs ?? 5000);
  const events = new CallEvents(world, delivery);
  const rest = new Rest(world, tokens, events, journal);

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const content = await readBody(request);
    // Not relative to a base: a path of two slashes would be taken for a host.
    rest.handle(request, response, new URL(`http://simulator${request.url ?? '/'}`), content);
  };
  const server = await listen(
    (request, response) => {
      serve(request, response).catch((thrown: unknown) => {
        write(response, 400, 'text/plain', thrown instanceof Error ? thrown.message : String(thrown));
      });
    },
    options.port,
    options.tls,
  );
  url = server.url;
  const stopListening = centre.listen((event) => {
    if (event.type === 'call' && event.what === 'started') {
      centre.alias(event.call, 'voipnow', book.of(event.call).id);
    }
    book.handle(event);
    events.handle(event);
  });
  const stopFaults = faults.onChange((name) => {
    if (name === 'voipnow-expire-tokens') tokens.expireAll();
  });
  return {
    url,
    api: `${url}/uapi`,
    port: server.port,
    extension: (person) => extensions.ofPerson(centre.person(person).user)?.number ?? '',
    callId: (ref) => {
      const call = centre.call(ref);
      return call?.state === 'live' ? call.aliases.voipnow : undefined;
    },
    close: async () => {
      stopListening();
      stopFaults();
      events.close();
      delivery.close();
      await server.close();
    },
  };
}
