import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Journal } from '../journal';
import { whenAnswered, write, writeBadGateway } from '../wire';
import { field, type Ask } from './ask';
import type { Commands } from './commands';
import { asBody, invalidInput, outOfService, serverError, unauthorised } from './errors';
import { nameIn, type Gate } from './gate';
import type { Notifier } from './notifier';
import { read, refusal, type Reply } from './reads';
import { isOutOfService, isWebDown, type Side } from './sides';
import { systemInfoShape } from './system-shape';
import { root, type World } from './world';
import { elementsOf, readXml, type Element } from './xml';

/** Enough for a notification that goes first to be on its way before the answer. */
const headStartMs = 25;

/** The segments after /finesse/api; undefined where the path is another, or cannot be read. */
function segments(pathname: string): string[] | undefined {
  const parts = pathname.split('/').filter((part) => part !== '');
  const [first, second, ...rest] = parts;
  if (first !== 'finesse' || second !== 'api') return undefined;
  try {
    return rest.map(decodeURIComponent);
  } catch {
    // A percent sign that means nothing.
    return undefined;
  }
}

/** `User`, `Dialogs`, `Dialog`, `Team`, `SystemInfo`. */
const routeOf = (path: readonly string[]): string => path[2] ?? path[0] ?? '';

/** What a request is called: its action or the state it asks for, else its method and route. */
function operationOf(method: string, path: readonly string[], body: Element | undefined): string {
  const name = method === 'GET' ? undefined : (field({ body }, 'requestedAction') ?? field({ body }, 'state'));
  return name ?? `${method} ${routeOf(path)}`;
}

const journalled = (body: Element): Record<string, string> =>
  Object.fromEntries(elementsOf(body).map((child) => [child.getName(), child.getText()]));

interface Parts {
  world: World;
  gate: Gate;
  notifier: Notifier;
  commands: Commands;
  journal: Journal;
  sides: readonly Side[];
}

/** The REST API of one node: one request in, one answer out, with the faults in between. */
export class Rest {
  constructor(
    private readonly parts: Parts,
    private readonly side: Side,
  ) {}

  handle(request: IncomingMessage, response: ServerResponse, url: URL, content: string): void {
    const { world, gate, journal } = this.parts;
    const path = segments(url.pathname);
    const method = request.method ?? 'GET';
    if (isWebDown(world.faults, this.side)) {
      response.destroy();
      return;
    }
    if (path === undefined || path.length === 0) {
      write(response, 404, 'text/html', '<html><body><h1>404 Not Found</h1></body></html>');
      return;
    }
    const body = content.trim() === '' ? undefined : readXml(content);
    const { authorization = '' } = request.headers;
    const user = gate.enter(authorization);
    const stranger = (): Reply => refusal(unauthorised(nameIn(authorization)));
    const operation = operationOf(method, path, body);
    const requestId = String(request.headers.requestid ?? '');
    journal.record({
      platform: 'finesse',
      user: user?.person.user ?? '',
      method,
      path: url.pathname + url.search,
      operation,
      ...(body !== undefined && { body: journalled(body) }),
      ...(requestId !== '' && { requestId }),
    });
    const labels = [operation, `${method} ${routeOf(path)}`, method, ...(method === 'GET' ? [] : ['verb'])];
    if (requestId !== '') response.setHeader('requestId', requestId);
    this.perform(response, labels, () => {
      if (path.join('/') === 'SystemInfo' && method === 'GET') {
        return user === undefined && this.isSystemClosed ? stranger() : this.system();
      }
      if (user === undefined) return stranger();
      if (isOutOfService(world.faults, this.side)) return refusal(outOfService);
      if (content.trim() !== '' && body === undefined) return refusal(invalidInput());
      return this.answer({ method, user, path, query: url.searchParams, body }, labels, requestId);
    });
  }

  /** Whether SystemInfo needs credentials is not documented. */
  private get isSystemClosed(): boolean {
    return this.parts.world.faults.value('finesse-system-info') === 'basic';
  }

  private system(): Reply {
    const { world, sides } = this.parts;
    return { http: 200, body: systemInfoShape(world, sides, this.side) };
  }

  private answer(ask: Ask, labels: readonly string[], requestId: string): Reply {
    const { world, commands } = this.parts;
    if (ask.method === 'GET') return read(world, ask);
    const wanted = ask.path[0] === 'User' && ask.path.length === 2 ? 'User' : 'Dialog';
    if (ask.body !== undefined && ask.body.getName() !== wanted) return refusal(invalidInput(ask.body.getName()));
    return commands.run({ ask, labels, requestId });
  }

  /** Faults that keep the request from having any effect. */
  private broken(response: ServerResponse, labels: string[]): boolean {
    const { faults } = this.parts.world;
    if (faults.take('hung', ...labels) !== undefined) return true;
    if (faults.take('rest-html', ...labels) !== undefined) {
      response.removeHeader('requestId');
      writeBadGateway(response);
      return true;
    }
    if (faults.value('rest-cut') !== 'before' || faults.take('rest-cut', ...labels) === undefined) return false;
    response.destroy();
    return true;
  }

  private perform(response: ServerResponse, labels: string[], answer: () => Reply): void {
    if (this.broken(response, labels)) return;
    const { notifier, world } = this.parts;
    const { result, release } = notifier.capture(answer);
    const slow = Number(world.faults.take('rest-slow', ...labels) ?? 0);
    const first = slow > 0 || world.faults.value('notify') === 'before';
    if (first) release();
    whenAnswered(response, release);
    const finish = (): void => {
      this.finish(response, labels, result);
    };
    if (slow > 0) world.centre.clock.after(slow, finish);
    else if (first) setTimeout(finish, headStartMs);
    else finish();
  }

  private finish(response: ServerResponse, labels: string[], { http, body }: Reply): void {
    const { faults } = this.parts.world;
    const cut = faults.value('rest-cut') === 'after' && faults.take('rest-cut', ...labels) !== undefined;
    if (response.destroyed || response.headersSent) return;
    if (http === 202) response.removeHeader('requestId');
    if (http === 401) response.setHeader('WWW-Authenticate', 'Basic realm="Cisco Finesse"');
    if (body !== undefined) write(response, http, 'application/xml', body.toString(), cut);
    // An answer without a body has no middle: cut, it breaks off before its first byte.
    else if (cut) response.destroy();
    else response.writeHead(http, { 'Content-Length': 0 }).end();
  }
}

/** Whatever could not be served at all. */
export const failed = (): string => asBody(serverError()).toString();

export const apiOf = (url: string): string => `${url}${root}`;
