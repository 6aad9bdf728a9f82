import axios from 'axios';

/** The part of a notification's `data` that a script looks at. */
export interface Notice {
  call?: { state?: string; mute?: string };
}

interface Packet {
  url: string;
  body: string;
  onSuccess: (text: string) => void;
  onError: (reason: string, error: unknown) => void;
}

/**
 * The library is made for browsers: it reads a global `window`, so it is loaded only in a process of its own, and its requests go
 * through axios.
 */
export async function subscribe(
  url: string,
  cookie: string,
  channels: Record<string, (notice: Notice) => void>,
): Promise<() => void> {
  const { setTimeout, clearTimeout, console } = globalThis;
  Object.assign(globalThis, { window: { setTimeout, clearTimeout, console, XMLHttpRequest: { UNSENT: 0 } } });
  const library = await import('cometd');
  const { CometD } = library;
  type Transport = Parameters<InstanceType<typeof CometD>['registerTransport']>[1];
  // Exported, but left out of the library's types.
  const { LongPollingTransport } = library as unknown as { LongPollingTransport: new () => Transport };

  let jar = cookie;
  class AxiosTransport extends LongPollingTransport {
    xhrSend({ url: target, body, onSuccess, onError }: Packet): { abort: () => void; status: number } {
      const stop = new AbortController();
      const headers = { 'Content-Type': 'application/json', Cookie: jar };
      axios
        .post<string>(target, body, {
          headers,
          signal: stop.signal,
          responseType: 'text',
          transformResponse: [(text) => String(text)],
        })
        .then(
          ({ data, headers: received }) => {
            const set = received['set-cookie']?.map((each) => each.split(';')[0]) ?? [];
            if (set.length > 0) jar = [jar, ...set].join('; ');
            onSuccess(data);
          },
          (thrown: unknown) => {
            onError(String(thrown), thrown);
          },
        );
      return {
        status: 0,
        abort: () => {
          stop.abort();
        },
      };
    }
  }

  const cometd = new CometD();
  cometd.unregisterTransports();
  cometd.registerTransport('long-polling', new AxiosTransport());
  cometd.configure({ url, logLevel: 'warn' });
  await new Promise<void>((resolve, reject) => {
    cometd.handshake((reply) => {
      if (reply.successful === true) resolve();
      else reject(new Error(`handshake: ${reply.error ?? 'refused'}`));
    });
  });
  for (const [channel, heard] of Object.entries(channels)) {
    await new Promise<void>((resolve, reject) => {
      cometd.subscribe(
        channel,
        ({ data }) => {
          heard(data as Notice);
        },
        (reply) => {
          if (reply.successful === true) resolve();
          else reject(new Error(`subscribe: ${reply.error ?? 'refused'}`));
        },
      );
    });
  }
  return () => {
    cometd.disconnect();
  };
}
