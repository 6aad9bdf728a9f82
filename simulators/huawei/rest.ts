import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Journal } from '../journal';
import { isRecord, text, type Json } from '../json';
import { whenAnswered, writeBadGateway } from '../wire';
import { plain, send } from './answer';
import type { Polls } from './polls';
import { ok, refused, wrongGuid, type Reply } from './reply';
import { find, type Found, type Route } from './routes';
import type { Session } from './sessions';
import { signIn } from './sign-in';
import type { Throttle } from './throttle';
import type { World } from './world';

/** Enough for an event that goes first to be on its way before the answer. */
const headStartMs = 25;

const root = '/agentgateway/resource/';

function parse(content: string): Json | undefined {
  try {
    const body: unknown = JSON.parse(content);
    return isRecord(body) ? body : undefined;
  } catch {
    // Not JSON: whoever needs a body refuses it in his own words.
    return undefined;
  }
}

/** What the journal keeps: nothing of a callback address but where it is, for its path may be a secret. */
function forJournal(body: Json | undefined): { body?: Json } {
  if (body === undefined) return {};
  const callback = text(body, 'callBackUri');
  if (callback === undefined) return { body };
  const origin = URL.canParse(callback) ? new URL(callback).origin : '';
  return { body: { ...body, callBackUri: `${origin}/[redacted]` } };
}

/** Faults may name the operation, its method, or the part of the API it belongs to (`qualitycontrol`). */
const labelsOf = ({ name, method, path }: Route): string[] => [name, method, path[0] ?? ''];

/** One request in, one answer out, with the faults in between. */
export class Rest {
  constructor(
    private readonly world: World,
    private readonly polls: Polls,
    private readonly throttle: Throttle,
    private readonly journal: Journal,
  ) {}

  handle(request: IncomingMessage, response: ServerResponse, url: URL, content: string): void {
    const method = request.method ?? 'GET';
    const path = url.pathname.startsWith(root)
      ? url.pathname.slice(root.length).split('/').map(decodeURIComponent)
      : [];
    const found = find(method, path);
    if (typeof found === 'number') {
      plain(response, found);
      return;
    }
    const { route, params } = found;
    const guid = headerOf(request, 'guid');
    const session = this.sessionOf(request, guid, params.id ?? '');
    const body = parse(content);
    const entry = { method, path: url.pathname + url.search, operation: route.name, ...forJournal(body) };
    this.journal.record({ platform: 'huawei', user: session?.person.user ?? '', ...entry });
    if (route.sort === 'poll') this.poll(response, session, guid);
    else this.perform(response, labelsOf(route), () => this.answer(found, session, url.searchParams, body));
  }

  /** The session of this GUID, if it is the one of the agent in the path, and the balancer led the request to its node. */
  private sessionOf(request: IncomingMessage, guid: string, workNo: string): Session | undefined {
    const { sessions, members, faults } = this.world;
    const session = sessions.find(guid);
    if (session === undefined || members.find(workNo) !== session.person) return undefined;
    const led = headerOf(request, 'cookie').includes(`huaweielbsession=${session.cookie}`);
    return faults.is('huawei-sticky') && !led ? undefined : session;
  }

  private poll(response: ServerResponse, session: Session | undefined, guid: string): void {
    const { faults } = this.world;
    const label = 'getAgentEvent';
    if (faults.takeOnly('rest-html', label) !== undefined) writeBadGateway(response);
    else if (faults.value('rest-cut') === 'before' && faults.takeOnly('rest-cut', label) !== undefined) {
      response.destroy();
    } else {
      const no = this.outage([label, 'GET']) ?? (session === undefined ? this.wrongGuid() : this.ordered([label]));
      if (no !== undefined) send(response, faults, no, false);
      else if (session !== undefined) this.polls.wait(session, guid, response);
    }
  }

  private answer({ route, params }: Found, session: Session | undefined, query: URLSearchParams, body?: Json): Reply {
    const { faults } = this.world;
    const labels = labelsOf(route);
    const down = this.outage(labels);
    if (down !== undefined) return down;
    if (route.sort === 'sign-in') {
      const how = { force: route.name === 'forceLogin', voice: route.name !== 'loginEx' };
      return this.ordered(labels) ?? signIn(this.world, params.id ?? '', body, how);
    }
    if (session === undefined || session.over) return this.wrongGuid();
    const no =
      this.ordered(labels) ?? (route.sort === 'query' ? this.throttle.refusal(session, route.name) : undefined);
    if (no !== undefined) return no;
    if (route.sort === 'order' && faults.take('silent', ...labels) !== undefined) return ok();
    return route.run?.(this.world, { session, params, query, body }) ?? ok();
  }

  /** The refusal that was asked for. */
  private ordered(labels: string[]): Reply | undefined {
    const code = this.world.faults.take('huawei-retcode', ...labels);
    return code === undefined || code === '0' || code === '' ? undefined : refused(code);
  }

  private outage(labels: string[]): Reply | undefined {
    return this.world.faults.take('huawei-switch-over', ...labels) === undefined ? undefined : refused('000-004');
  }

  private wrongGuid(): Reply {
    return wrongGuid(this.world.faults.value('huawei-guid-code'));
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
    const { result, release } = this.world.outbox.capture(answer);
    const { faults, centre } = this.world;
    const slow = Number(faults.take('rest-slow', ...labels) ?? 0);
    const first = slow > 0 || faults.value('notify') === 'before';
    if (first) release();
    whenAnswered(response, () => {
      release();
      result.answered?.();
    });
    const finish = (): void => {
      const cut = faults.value('rest-cut') === 'after' && faults.take('rest-cut', ...labels) !== undefined;
      send(response, faults, result, cut);
    };
    if (slow > 0) centre.clock.after(slow, finish);
    else if (first) setTimeout(finish, headStartMs);
    else finish();
  }
}

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join('; ') : (value ?? '');
}
