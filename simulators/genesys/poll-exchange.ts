import type { ServerMessage } from 'cometd-nodejs-server';

export interface PollAnswer {
  status: number;
  headers: Record<string, string>;
  content: string;
}

/**
 * Request and response as the Bayeux server wants them, detached from the real socket: so an answer can be delayed, cut or
 * thrown away, and a poll that was already answered otherwise cannot be written to twice.
 */
export class PollExchange {
  readonly request: object;
  readonly response: object;

  constructor(messages: ServerMessage[], cookie: string, gone: () => boolean, answer: (answer: PollAnswer) => void) {
    const headers: Record<string, string> = {};
    const finished: (() => void)[] = [];
    this.request = { method: 'POST', headers: { cookie }, body: messages, addListener: () => undefined };
    const response = {
      statusCode: 200,
      get socket() {
        return { destroyed: gone() };
      },
      setHeader(name: string, value: string) {
        headers[name] = value;
      },
      addListener(event: string, listener: () => void) {
        if (event === 'finish') finished.push(listener);
      },
      end(content = '') {
        answer({ status: response.statusCode, headers, content });
        for (const listener of finished) listener();
      },
    };
    this.response = response;
  }
}
