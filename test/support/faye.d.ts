declare module 'faye' {
  import type { IncomingMessage, ServerResponse } from 'node:http';
  export class NodeAdapter {
    /** @param options `timeout` in seconds */
    constructor(options: { mount: string; timeout?: number });
    handle(request: IncomingMessage, response: ServerResponse): void;
    getClient(): { publish(channel: string, data: unknown): PromiseLike<void>; disconnect(): void };
    close(): void;
  }
}
