import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerMessage } from 'cometd-nodejs-server';
import type { Faults } from '../faults';
import type { Journal } from '../journal';
import { isRecord, type Json } from '../json';
import type { Bayeux } from './bayeux';
import { csrfText, type Gate } from './gate';
import type { PollAnswer } from './poll-exchange';
import { accessDenied } from './reply';
import type { Session } from './sessions';
import { whenAnswered, write, writeBadGateway, writeJson } from '../wire';

/** Bayeux messages of a body: one object or a list of them. */
function messagesOf(content: string): ServerMessage[] | undefined {
  try {
    const parsed: unknown = JSON.parse(content);
    const list: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
    const messages = list.filter(
      (item): item is Json & ServerMessage => isRecord(item) && typeof item.channel === 'string',
    );
    return messages.length > 0 && messages.length === list.length ? messages : undefined;
  } catch {
    // Not JSON: a bad request, told by status.
    return undefined;
  }
}

/** /notifications and its CometD sub-paths: long polls behind the same sign-in as REST. */
export class Notifications {
  private readonly held = new Map<ServerResponse, Session>();

  constructor(
    private readonly bayeux: Bayeux,
    private readonly gate: Gate,
    private readonly faults: Faults,
    private readonly journal: Journal,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse, path: string, content: string): Promise<void> {
    const messages = request.method === 'POST' ? messagesOf(content) : undefined;
    const channel = messages?.[0]?.channel ?? '/meta/unknown';
    const verdict = this.gate.enter(request, response, true);
    const user = 'session' in verdict ? verdict.session.person.user : '';
    for (const message of messages ?? []) {
      const method = request.method ?? '';
      this.journal.record({ platform: 'genesys', user, method, path, operation: message.channel, body: message });
    }
    if (this.broken(response, channel)) return;
    if ('refusal' in verdict) {
      if (verdict.refusal === 'csrf') write(response, 403, 'text/plain', csrfText);
      else writeJson(response, accessDenied.http, accessDenied.body);
      return;
    }
    if (messages === undefined) {
      write(response, 400, 'text/plain', 'Bayeux messages expected');
      return;
    }
    const { session } = verdict;
    const cookie = request.headers.cookie ?? '';
    session.busy += 1;
    this.held.set(response, session);
    whenAnswered(response, () => {
      session.busy -= 1;
      this.held.delete(response);
    });
    const owner = { user, session: session.id, supervisor: session.person.role === 'supervisor' };
    this.respond(response, channel, await this.bayeux.handle(messages, cookie, owner, response));
  }

  /** The session is dead: its held polls learn it at once, and the next ones from the gate. */
  sessionGone(session: Session): void {
    for (const [response, owner] of [...this.held]) {
      if (owner === session) writeJson(response, accessDenied.http, accessDenied.body);
    }
    this.bayeux.dropSession(session.id);
  }

  /** REST faults reach the notification channel only where they name one of its messages (`hung@/meta/connect`). */
  private broken(response: ServerResponse, channel: string): boolean {
    if (this.faults.takeOnly('hung', channel) !== undefined) return true;
    if (this.faults.takeOnly('rest-html', channel) !== undefined) {
      writeBadGateway(response);
      return true;
    }
    if (this.faults.takeOnly('rest-cut', channel) === undefined) return false;
    response.destroy();
    return true;
  }

  private respond(response: ServerResponse, channel: string, answer: PollAnswer): void {
    const poll = channel === '/meta/connect';
    if (poll && this.faults.take('poll-hung', channel) !== undefined) return;
    const cut = poll && this.faults.take('poll-cut', channel) !== undefined;
    if (!response.headersSent) {
      for (const [name, value] of Object.entries(answer.headers)) response.appendHeader(name, value);
    }
    write(response, answer.status, 'application/json', answer.content, cut);
  }
}
