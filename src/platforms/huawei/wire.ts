import * as v from 'valibot';
import type { HttpAnswer } from '../../net/http';
import type { AgentEvent, AgentInfo, Envelope, OwnSnapshot, OwnStatus, SignedIn } from './resources';
import { asObject, flag, text, whole } from './wire-schemas';

export type * from './resources';

/** The body as JSON. Some sites end texts, or the whole body, with NUL characters. */
export function bodyOf({ text: said, body }: Pick<HttpAnswer, 'text' | 'body'>): unknown {
  if (!said.includes('\0') && !said.includes('\\u0000')) return body;
  try {
    return JSON.parse(said.replaceAll('\0', ''), withoutNul) as unknown;
  } catch {
    return undefined;
  }
}

const withoutNul = (_name: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/\0+$/, '') : value;

const envelopeFields = v.object({ retcode: text, message: text });

/** Never fails: a proxy's page is an envelope without a code. */
export function decodeEnvelope(body: unknown): Envelope {
  const raw = asObject(body) ?? {};
  return { ...v.parse(envelopeFields, raw), result: raw.result };
}

const eventFields = v.object({ eventType: text, workNo: text, eventGenTime: whole });

/**
 * A poll brings one event. Pushed ones come as an `eventList`, oldest first, and nothing says that no poll ever does; a list that
 * was not read would be lost.
 *
 * @returns nothing where there was no event: what stands in its place then is not documented
 */
export function decodeEvents(body: unknown): AgentEvent[] {
  const { event, eventList } = asObject(body) ?? {};
  return [event, eventList].flat().flatMap(decodeEvent);
}

function decodeEvent(each: unknown): AgentEvent[] {
  const raw = asObject(each);
  if (!raw) return [];
  const { eventType: type, workNo, eventGenTime: at } = v.parse(eventFields, raw);
  return type === undefined
    ? []
    : [{ type, workNo, ...(at !== undefined && { at }), content: raw.content ?? null, raw }];
}

/** Not of somebody else. Without a number, or with something that is none, it is of whoever polls. */
export function isOf({ workNo }: AgentEvent, whom: string): boolean {
  const [, number] = /^a?0*(\d+)$/i.exec(workNo ?? '') ?? [];
  return number === undefined || number === whom;
}

const phoneReleaseFields = v.object({ phoneState: text });
const shutdownFields = v.object({ loginTime: text });
const notifyFields = v.object({ subtype: text, monitoredagent: text });

/** `2`: the agent hung up; `3`: the platform did. */
export const phoneStateOf = ({ content }: AgentEvent): string | undefined =>
  v.parse(phoneReleaseFields, asObject(content) ?? {}).phoneState;

/** Of `AgentOther_ShutdownService`: the sign-in that it ends. */
export const loginTimeOf = ({ content }: AgentEvent): string | undefined =>
  v.parse(shutdownFields, asObject(content) ?? {}).loginTime;

/** Of `QC_AgentState_Notify`: an agent who may be supervised has signed in or out. */
export const notifiedOf = ({ content }: AgentEvent): v.InferOutput<typeof notifyFields> =>
  v.parse(notifyFields, asObject(content) ?? {});

const inspectedFields = v.object({ qcAgentId: text });

/** Of `AgentOther_BeQcStop`: who inspected, or who was inspected; the documents disagree. */
export const qcAgentOf = ({ content }: AgentEvent): string | undefined =>
  v.parse(inspectedFields, asObject(content) ?? {}).qcAgentId;

const infoFields = v.object({ workno: text, workNo: text, name: text, status: whole, ctiStatus: whole });

export function decodeAgentInfo(result: unknown): AgentInfo {
  const raw = asObject(result) ?? {};
  const { workno, workNo, ...fields } = v.parse(infoFields, raw);
  return { workNo: workno ?? workNo, ...fields, raw };
}

/** Agents of a list; what is no agent is left out. */
export const decodeAgentInfos = (result: unknown): AgentInfo[] =>
  (Array.isArray(result) ? (result as unknown[]) : []).flatMap((each) =>
    asObject(each) ? [decodeAgentInfo(each)] : [],
  );

/** true, false, or undefined where it is neither: the answer is not documented. */
export const decodeFlag = (result: unknown): boolean | undefined => v.parse(flag, result);

const callFields = v.object({ callid: text, callId: text });

/** Call ids of an agent, oldest first: texts. Elsewhere a call is an object with its id, in either spelling. */
export const decodeCallIds = (result: unknown): string[] =>
  (Array.isArray(result) ? (result as unknown[]) : []).flatMap((each) => {
    const { callid, callId } = v.parse(callFields, asObject(each) ?? { callid: each });
    return callid ?? callId ?? [];
  });

const statusFields = v.object({ agentState: whole });

export const decodeOwnStatus = (result: unknown): OwnStatus => v.parse(statusFields, asObject(result) ?? {});

const snapshotFields = v.object({ state: whole, qcWorkNo: text });

export function decodeOwnSnapshot(result: unknown): OwnSnapshot {
  const raw = asObject(result) ?? {};
  return { ...v.parse(snapshotFields, asObject(raw.agentStateInfo) ?? raw), raw };
}

const signedInFields = v.object({ loginTime: text, isForceChange: flag, mediatype: text });

export const decodeSignedIn = (result: unknown): SignedIn => v.parse(signedInFields, asObject(result) ?? {});

/**
 * The session token in the headers of an answer. `Set-GUID` is a cookie in its form; sign-in tells the token in `Guid` too. It
 * becomes a header of ours, so nothing that could end one is taken.
 */
export function guidIn(headers: Readonly<Record<string, unknown>>, alsoPlain: boolean): string | undefined {
  const { 'set-guid': set, guid } = headers;
  const told = [set, alsoPlain ? guid : undefined].find((each) => typeof each === 'string' && each.trim() !== '');
  if (typeof told !== 'string') return undefined;
  const [first = ''] = told.split(/[;,]/, 1);
  return tokenOf(first.trim().replace(/^JSESSIONID=/i, ''));
}

/** `Set-GUID` has the form of this cookie; a proxy, or another version, may have made it one. Nothing documented says so. */
export function guidInCookie({ 'set-cookie': set }: Readonly<Record<string, unknown>>): string | undefined {
  const [, told = ''] = /(?:^|[;,]\s*)JSESSIONID=([^;,\s]+)/i.exec([set].flat().join(', ')) ?? [];
  return tokenOf(told);
}

const tokenOf = (told: string): string | undefined => (/^[\x21-\x7e]{1,256}$/.test(told) ? told : undefined);
