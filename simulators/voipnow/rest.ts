import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Journal } from '../journal';
import { isRecord, text, type Json } from '../json';
import { whenAnswered, write, writeBadGateway } from '../wire';
import type { CallEvents } from './events';
import { formFields } from './form';
import { grant, wrongMethod } from './oauth';
import { operate, operationOf, targetOf } from './operations';
import { segments } from './path';
import { accessDenied, invalid, refused, type Reply } from './reply';
import { tokenOf, voipnowApp, type Tokens } from './tokens';
import type { World } from './world';

/** Enough for a call event that goes first to be on its way before the answer. */
const headStartMs = 25;

const unreadable = invalid('extension_invalid', 'The path cannot be read.');

const tokenPaths = ['/oauth/token.php', '/oauth/token'];

function parse(content: string): Json | undefined {
  if (content.trim() === '') return {};
  try {
    const body: unknown = JSON.parse(content);
    return isRecord(body) ? body : undefined;
  } catch {
    // Not JSON: whoever needs a body refuses it in his own words.
    return undefined;
  }
}

/** What the journal keeps: no token of a query, and nothing of a callback address, whose path is a client's secret. */
function forJournal(url: URL, body: Json | undefined): { path: string; body?: unknown } {
  const path = (url.pathname + url.search).replace(/(accessRequestToken=)[^&]*/gi, '$1[redacted]');
  if (body === undefined || Object.keys(body).length === 0) return { path };
  const callback = text(body, 'url');
  if (callback === undefined) return { path, body };
  const origin = URL.canParse(callback) ? new URL(callback).origin : '';
  return { path, body: { ...body, url: `${origin}/[redacted]` } };
}

/** One request in, one answer out, with the faults in between. */
export class Rest {
  constructor(
    private readonly world: World,
    private readonly tokens: Tokens,
    private readonly events: CallEvents,
    private readonly journal: Journal,
  ) {}

  handle(request: IncomingMessage, response: ServerResponse, url: URL, content: string): void {
    const method = request.method ?? 'GET';
    const bare = `/${url.pathname
      .split('/')
      .filter((part) => part !== '')
      .join('/')}`;
    if (tokenPaths.includes(bare)) {
      this.token(request, response, url, content);
      return;
    }
    const path = segments(url.pathname);
    if (path === undefined) {
      write(response, 404, 'text/html', '<html><body><h1>404 Not Found</h1></body></html>');
      return;
    }
    const signedIn = this.tokens.alive(tokenOf(request.headers.authorization, url.searchParams));
    if (path === 'unreadable') {
      this.perform(response, [method], () => (signedIn ? unreadable : this.denied()));
      return;
    }
    const body = parse(content);
    const target = targetOf(path);
    const operation = operationOf(method, target, body);
    const labels = [operation, operation.slice(method.length + 1), `${method} ${target.resource}`, method];
    const user = signedIn ? voipnowApp.key : '';
    this.journal.record({ platform: 'voipnow', user, method, operation, ...forJournal(url, body) });
    const ask = { method, rest: target.rest, query: url.searchParams, body };
    this.perform(response, labels, () => {
      if (!signedIn) return this.denied();
      return this.refusal(labels) ?? operate(this.world, target, ask, url.pathname);
    });
  }

  private token(request: IncomingMessage, response: ServerResponse, url: URL, content: string): void {
    const method = request.method ?? 'GET';
    const type = request.headers['content-type'] ?? '';
    const operation = `${method} token`;
    const body = Object.fromEntries(formFields(type, content));
    this.journal.record({ platform: 'voipnow', user: '', method, operation, ...forJournal(url, body) });
    this.perform(response, [operation, 'token', method], () =>
      method === 'POST' ? grant(this.tokens, this.world.faults, type, content) : wrongMethod,
    );
  }

  private denied(): Reply {
    return accessDenied(this.world.faults.number('voipnow-expired-status'));
  }

  private refusal(labels: string[]): Reply | undefined {
    const value = this.world.faults.take('voipnow-refuse', ...labels);
    if (value === undefined || value === '') return undefined;
    const [status = '', code] = value.split('/');
    return code === undefined
      ? refused(400, status, 'Refused by the simulator.')
      : refused(Number(status), code, 'Refused by the simulator.');
  }

  /** Faults that keep the request from having any effect. */
  private broken(response: ServerResponse, labels: string[]): boolean {
    const { faults } = this.world;
    if (faults.take('hung', ...labels) !== undefined) return true;
    if (faults.take('rest-html', ...labels) !== undefined) {
      writeBadGateway(response);
      return true;
    }
    if (faults.value('rest-cut') !== 'before' || faults.take('rest-cut', ...labels) === undefined) return false;
    response.destroy();
    return true;
  }

  private perform(response: ServerResponse, labels: string[], answer: () => Reply): void {
    if (this.broken(response, labels)) return;
    const { result, release } = this.events.capture(answer);
    const { faults, centre } = this.world;
    const slow = Number(faults.take('rest-slow', ...labels) ?? 0);
    const first = slow > 0 || faults.value('notify') === 'before';
    if (first) release();
    whenAnswered(response, release);
    const finish = (): void => {
      this.finish(response, labels, result);
    };
    if (slow > 0) centre.clock.after(slow, finish);
    else if (first) setTimeout(finish, headStartMs);
    else finish();
  }

  private finish(response: ServerResponse, labels: string[], { http, body }: Reply): void {
    const { faults } = this.world;
    const cut = faults.value('rest-cut') === 'after' && faults.take('rest-cut', ...labels) !== undefined;
    if (response.destroyed || response.headersSent) return;
    if (body !== undefined) write(response, http, 'application/json', JSON.stringify(body), cut);
    // An answer without a body has no middle: cut, it breaks off before its first byte.
    else if (cut) response.destroy();
    else response.writeHead(http).end();
  }
}
