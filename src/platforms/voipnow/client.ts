import type { HttpAnswer } from '../../net/http';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import { VoipNowApi, type Query } from './api';
import { sameNumber } from './numbers';
import {
  callPath,
  callsPath,
  eventRemoval,
  eventsPath,
  invalid,
  isExtension,
  partyRemoval,
  presencePath,
  type CallAddress,
} from './paths';
import { decodeCalls, decodeEvent, decodeEvents, decodePresences, listsNothing } from './wire';
import type { EventSubscription, Page, PhoneCall, Presence } from './wire';

export type { VoipNowOptions } from './api';

export interface ListOptions {
  count?: number;
  startIndex?: number;
  filterBy?: 'id' | 'published';
  filterOp?: 'contains' | 'equals' | 'greaterThan' | 'inArray' | 'lessThan' | 'present' | 'startsWith';
  filterValue?: string;
  fields?: readonly string[];
}

/** Whom to ring, and what he is to join. */
export interface JoinOrder {
  /** The supervisor's extension: a phone terminal in the agent's organization. */
  sendCallTo: string;
  /** `"01"`: text, with its zero. */
  phoneCallViewId: string;
  /** `Floor Lead <0007*900>`: what his phone shows. Default: the extension's own. */
  callerId?: string | undefined;
  /** Seconds. VoipNow's default is 25. */
  waitForPickup?: number | undefined;
}

/** What a new subscription to call events needs. */
export interface NewEvent {
  /** 0 dial-in, 1 dial-out, 2 hang-up, 3 answer of an incoming call, 4 answer of an outgoing call. */
  type: number;
  url: string;
  note: string;
}

const pageSize = 100;
const pagesAtMost = 50;

/**
 * The UnifiedAPI of VoipNow in its own words. Every method rejects with a `SupervisionError`. That an action resolves means it was
 * accepted; what comes of it is only seen in the call.
 */
export class VoipNowClient extends VoipNowApi {
  /** @param extension a number, or `@self` for all of the user */
  async calls(extension: string, options: ListOptions = {}, signal?: AbortSignal): Promise<Page<PhoneCall>> {
    const { fields, ...rest } = options;
    const query: Query = { ...rest, ...(fields && { fields: fields.join(',') }) };
    // Newer servers know no "all extensions of the owner": an owner is found by an extension.
    const user = extension === '@self' && this.user === '@owner' ? '@me' : this.user;
    return pageOf(await this.read(callsPath(user, extension), query, signal), decodeCalls);
  }

  /** Every live call of the extension, page by page. */
  async allCalls(extension: string, signal?: AbortSignal): Promise<PhoneCall[]> {
    const all = new Map<string, PhoneCall>();
    for (let page = 0; page < pagesAtMost; page++) {
      const options = page === 0 ? {} : { startIndex: all.size, count: pageSize };
      const { items, totalResults, more } = await this.calls(extension, options, signal);
      const before = all.size;
      for (const call of items) all.set(call.id, call);
      // A server that ignores the offset sends the same page for ever.
      if (all.size === before || (!more && all.size >= (totalResults ?? 0))) break;
    }
    return [...all.values()];
  }

  /** @returns undefined where the call is over: VoipNow answers that with an empty list or with nothing, not with 404 */
  async call(address: CallAddress, signal?: AbortSignal): Promise<PhoneCall | undefined> {
    try {
      const { items } = pageOf(await this.read(callPath(this.user, address), undefined, signal), decodeCalls);
      return items.find(({ id }) => id === address.call);
    } catch (thrown) {
      if (saysOver(thrown)) return undefined;
      if (!isNotFound(thrown)) throw thrown;
    }
    // The call, or all of the API? Its list tells.
    return (await this.allCalls(address.extension, signal)).find(({ id }) => id === address.call);
  }

  /** Rings the supervisor, who then hears everybody and is heard by nobody. */
  async monitor(address: CallAddress, order: JoinOrder, signal?: AbortSignal): Promise<void> {
    await this.#join('Monitor', address, order, {}, signal);
  }

  /** @param deaf the supervisor hears nothing of the conversation himself (VoipNow calls that `private`) */
  async whisper(address: CallAddress, order: JoinOrder, deaf: boolean, signal?: AbortSignal): Promise<void> {
    await this.#join('Whisper', address, order, { private: deaf ? '1' : '0' }, signal);
  }

  async bargeIn(address: CallAddress, order: JoinOrder, signal?: AbortSignal): Promise<void> {
    await this.#join('BargeIn', address, order, {}, signal);
  }

  /**
   * Closes the connection between this number and the extension, and nothing else of the call.
   *
   * @returns whether there was something to hang up
   */
  async hangUpParty(address: CallAddress, phoneNumber: string, signal?: AbortSignal): Promise<boolean> {
    const { status, body } = await this.remove('hang-up', partyRemoval(this.user, address, phoneNumber), signal);
    return status !== 204 && !listsNothing(body);
  }

  async presence(extension: string, signal?: AbortSignal): Promise<Presence | undefined> {
    const { items } = pageOf(await this.#presenceOf(extension, signal), decodePresences);
    // Some server may list more phones than one; what another does is not asked.
    return (
      items.find((each) => each.extension === extension) ??
      items.find((each) => sameNumber(each.extension ?? extension, extension))
    );
  }

  async events(extension: string, signal?: AbortSignal): Promise<EventSubscription[]> {
    return pageOf(await this.read(eventsPath(this.user, extension), { count: pageSize }, signal), decodeEvents).items;
  }

  /** @returns undefined where the server does not show what it made */
  async createEvent(
    extension: string,
    { type, url, note }: NewEvent,
    signal?: AbortSignal,
  ): Promise<EventSubscription | undefined> {
    const body = { type: String(type), method: '1', url, status: '1', note };
    const answer = await this.verb('call events', 'POST', eventsPath(this.user, extension), body, signal);
    const [made] = [answer.body].flat();
    return decodeEvent(made);
  }

  async deleteEvent(extension: string, type: number, id: string, signal?: AbortSignal): Promise<void> {
    await this.remove('call events', eventRemoval(this.user, extension, type, id), signal);
  }

  /** A phone that rings may belong to another user of the organization than the agents. */
  async #presenceOf(extension: string, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    try {
      return await this.read(presencePath(this.user, extension), undefined, signal);
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'voipnow');
      if (error.vendorCode !== 'extension_invalid' || this.user === '@owner') throw error;
      return this.read(presencePath('@owner', extension), undefined, signal).catch(() => {
        throw error;
      });
    }
  }

  async #join(
    action: 'Monitor' | 'Whisper' | 'BargeIn',
    address: CallAddress,
    order: JoinOrder,
    more: object,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { sendCallTo, phoneCallViewId, callerId, waitForPickup } = order;
    if (!isExtension(sendCallTo))
      throw invalid('The supervisor must be an extension number such as 0007*900, as text.');
    if (!/^[A-Za-z0-9]{1,32}$/.test(phoneCallViewId))
      throw invalid('The option "phoneCallViewId" must be text such as "01".');
    // Numbers go as text, as VoipNow's own client sends them.
    const body = {
      action,
      sendCallTo,
      phoneCallViewId,
      ...(callerId !== undefined && { callerId: callerIdOf(callerId) }),
      ...(waitForPickup !== undefined && { waitForPickup: secondsOf(waitForPickup) }),
      ...more,
    };
    await this.verb(action, 'PUT', callPath(this.user, address), body, signal);
  }
}

/** Updates refuse a call that is over with this code; a query may do so too, or find nothing in words of its own (inferred). */
function saysOver(thrown: unknown): boolean {
  if (!(thrown instanceof SupervisionError)) return false;
  const { vendorCode, httpStatus } = thrown;
  if (vendorCode === 'pc_phonecall_invalid') return true;
  return httpStatus === 404 && vendorCode !== undefined && !['user_invalid', 'extension_invalid'].includes(vendorCode);
}

const isNotFound = (thrown: unknown): boolean =>
  thrown instanceof SupervisionError && thrown.httpStatus === 404 && thrown.arrived === 'yes';

function pageOf<T>(answer: HttpAnswer, decode: (body: unknown) => Page<T>): Page<T> {
  if (answer.text.trim() === '') return { items: [], totalResults: undefined, more: false };
  return decode(answer.body);
}

/** The narrowest form that every description allows; quotes, accents and digits in the name are risks. */
export function callerIdOf(text: string): string {
  if (text.length <= 100 && /^[A-Za-z][A-Za-z ]*<\+?[0-9*]+>$/.test(text)) return text;
  throw invalid(
    'The option "callerId" must be a name and a number, such as "Floor Lead <0007*900>": letters and spaces, then digits in angle brackets.',
  );
}

export function secondsOf(seconds: number): string {
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= 3_600) return String(seconds);
  throw invalid('The option "waitForPickup" must be a whole number of seconds above 0.');
}
