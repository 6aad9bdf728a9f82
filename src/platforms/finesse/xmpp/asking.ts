import { setMaxListeners } from 'node:events';
import type { Element } from 'ltx';
import type { Chance } from '../../../net/exchange';
import type { SupervisionError } from '../../../supervision/errors';
import { attributeOf, xml } from '../xml';
import { answerFailure, lost, unanswered } from './failures';

export interface Question {
  type: 'get' | 'set';
  /** Missing for what the user's own server answers. */
  to?: string;
  payload: Element;
  /** For the sentence where it fails, such as `the subscription`. */
  what: string;
}

interface Waiting {
  question: Question;
  answer: (iq: Element) => void;
  fail: (error: SupervisionError) => void;
}

/** Questions to the server (iq) and their answers. */
export class Asking {
  readonly #send: (iq: Element) => void;
  readonly #server: string;
  readonly #answerMs: number;
  readonly #chance: Chance;
  readonly #waiting = new Map<string, Waiting>();
  #last = 0;
  #ended: SupervisionError | undefined;

  /** @param server its domain: it may answer for its services */
  constructor(send: (iq: Element) => void, server: string, answerMs: number, chance: Chance) {
    this.#send = send;
    this.#server = server.toLowerCase();
    this.#answerMs = answerMs;
    this.#chance = chance;
  }

  /**
   * @returns the answer, which is of type result
   * @throws SupervisionError what the server refused, or `unreachable` where no answer came in time
   */
  async ask(question: Question, signal: AbortSignal): Promise<Element> {
    if (this.#ended !== undefined) throw this.#ended;
    if (signal.aborted) throw lost(`Asking Finesse for ${question.what} was called off.`);
    const id = `q${++this.#last}-${Math.floor(this.#chance.random() * 2 ** 32).toString(36)}`;
    // By hand, since `AbortSignal.any` leaves something behind on a signal that lives as long as the session.
    const settled = new AbortController();
    const settle = (): void => {
      settled.abort();
    };
    // A supervisor of many teams asks many things at once; that is no leak, and no warning for the log of Node-RED.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', settle);
    try {
      return await new Promise<Element>((answer, fail) => {
        this.#waiting.set(id, { question, answer, fail });
        this.#chance.sleep(this.#answerMs, settled.signal).then(
          () => {
            fail(unanswered(question.what, this.#answerMs));
          },
          () => {
            fail(lost(`Waiting for ${question.what} was called off.`));
          },
        );
        const { type, to, payload } = question;
        this.#send(xml('iq', { xmlns: 'jabber:client', type, id, to }, payload));
      });
    } finally {
      this.#waiting.delete(id);
      signal.removeEventListener('abort', settle);
      settle();
    }
  }

  /** An iq of type result or error. One that nobody waits for is late, and is left. */
  receive(iq: Element): void {
    const waiting = this.#waiting.get(attributeOf(iq, 'id') ?? '');
    if (waiting === undefined) return;
    const { question, answer, fail } = waiting;
    const from = attributeOf(iq, 'from')?.toLowerCase();
    // Other users of the server could answer as well.
    const isOther = from !== question.to?.toLowerCase() && from !== this.#server;
    if (question.to !== undefined && from !== undefined && isOther) return;
    if (attributeOf(iq, 'type') === 'error') fail(answerFailure(iq, question.what));
    else answer(iq);
  }

  /** The session is over. */
  end(error: SupervisionError): void {
    this.#ended = error;
    for (const { fail } of this.#waiting.values()) fail(error);
  }
}
