import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRecord, text } from '../json';
import type { Journal } from '../journal';
import type { Ask } from './ask';
import { parseBody } from './ask';
import { csrfText, type Gate } from './gate';
import type { Notifier } from './notifier';
import { operate, type Outcome } from './operations';
import { read } from './reads';
import { accessDenied, refused, invalid } from './reply';
import type { Sessions } from './sessions';
import { whenAnswered, write, writeBadGateway, writeJson } from './wire';
import type { World } from './world';

/** Enough for a notification that goes first to be on its way before the answer. */
const headStartMs = 25;

const routeOf = (path: readonly string[]): string =>
  `/${path.map((part) => (/^[0-9a-f-]{16,}$/i.test(part) || /^[0-9A-V]{32}$/.test(part) ? '{id}' : part)).join('/')}`;

/** The REST side: one request in, one answer out, with the faults in between. */
export class Rest {
  constructor(
    private readonly world: World,
    private readonly gate: Gate,
    private readonly sessions: Sessions,
    private readonly notifier: Notifier,
    private readonly journal: Journal,
  ) {}

  handle(request: IncomingMessage, response: ServerResponse, url: URL, path: string[], content: string): void {
    const method = request.method ?? 'GET';
    const body = parseBody(content);
    const operation = isRecord(body) ? text(body, 'operationName') : undefined;
    const labels = [operation ?? `${method} ${routeOf(path)}`, method];
    const note = (user: string): void => {
      const entry = { platform: 'genesys', user, method, path: url.pathname + url.search, operation: labels[0] ?? '' };
      this.journal.record(method === 'GET' ? entry : { ...entry, body });
    };
    if (method === 'GET' && path.join('/') === 'diagnostics/version') {
      note('');
      if (this.broken(response, labels)) return;
      this.finish(response, labels, { http: 200, body: { statusCode: 0, version: '8.5.202.96' } });
      return;
    }
    const verdict = this.gate.enter(request, response, false);
    note('session' in verdict ? verdict.session.person.user : '');
    if (this.broken(response, labels)) return;
    if ('refusal' in verdict) {
      if (verdict.refusal === 'csrf') write(response, 403, 'text/plain', csrfText);
      else this.finish(response, labels, accessDenied);
      return;
    }
    if (!isRecord(body)) {
      this.finish(response, labels, invalid('body', content.slice(0, 40)));
      return;
    }
    this.perform(response, labels, { method, path, query: url.searchParams, body, session: verdict.session });
  }

  /** Faults that keep the request from having any effect. */
  private broken(response: ServerResponse, labels: string[]): boolean {
    const { faults } = this.world;
    if (faults.take('hung', ...labels) !== undefined) return true;
    if (faults.take('rest-html', ...labels) !== undefined) {
      // The proxy answers, not the server: it knows of no session and no token.
      for (const name of ['Set-Cookie', 'X-CSRF-HEADER', 'X-CSRF-TOKEN']) response.removeHeader(name);
      writeBadGateway(response);
      return true;
    }
    if (faults.value('rest-cut') !== 'before' || faults.take('rest-cut', ...labels) === undefined) return false;
    response.destroy();
    return true;
  }

  private perform(response: ServerResponse, labels: string[], ask: Ask): void {
    const { result, release } = this.notifier.capture(() => this.answer(ask));
    const { faults, centre } = this.world;
    const slow = Number(faults.take('rest-slow', ...labels) ?? 0);
    const first = slow > 0 || faults.value('notify') === 'before';
    const cleanUp = (): void => {
      release();
      if (result.endsSession === true) this.sessions.drop(ask.session);
    };
    if (first) release();
    whenAnswered(response, cleanUp);
    const finish = (): void => {
      this.finish(response, labels, result);
    };
    if (slow > 0) centre.clock.after(slow, finish);
    else if (first) setTimeout(finish, headStartMs);
    else finish();
  }

  private answer(ask: Ask): Outcome {
    if (ask.method === 'GET') return read(this.world, ask);
    if (ask.method !== 'POST') return refused(3, 'Method not allowed');
    return operate(this.world, ask, (channel, code, message) => {
      this.notifier.error(ask.session.person.user, channel, code, message);
    });
  }

  private finish(response: ServerResponse, labels: string[], { http, body }: Outcome): void {
    const { faults } = this.world;
    const cut = faults.value('rest-cut') === 'after' && faults.take('rest-cut', ...labels) !== undefined;
    writeJson(response, http, body, cut);
  }
}
