import { allCallInfo, callInfo } from './call-data';
import { forceBusy, forceDropCall, forceIdle, forceLogoutAgent, forceRest } from './forced';
import { poll } from './polls';
import * as qc from './quality-control';
import { agentByWorkNo, agentsByList, allAgents, isCensor, onlineAgents } from './queries';
import * as own from './session-operations';
import * as calls from './voice-calls';
import type { Operation } from './world';

/** `sign-in` needs no GUID; a `poll` waits; a `query` is throttled. */
export type Sort = 'sign-in' | 'poll' | 'query' | 'order';

export interface Route {
  readonly method: string;
  readonly path: readonly string[];
  /** What the vendor calls it in its logs. */
  readonly name: string;
  readonly sort: Sort;
  /** Sign-ins and polls have none: they are no business of a session's. */
  readonly run?: Operation;
}

type Row = readonly [method: string, path: string, name: string, run?: Operation];

const signIns: readonly Row[] = [
  ['PUT', 'onlineagent/:id', 'login'],
  ['PUT', 'onlineagent/:id/forcelogin', 'forceLogin'],
  ['PUT', 'onlineagent/:id/loginex', 'loginEx'],
];

const polls: readonly Row[] = [['GET', 'agentevent/:id', poll]];

const queries: readonly Row[] = [
  ['GET', 'onlineagent/:id/agentstatus', 'agentStatus', own.agentStatus],
  ['POST', 'onlineagent/:id/syncagentinfo', 'syncAgentInfo', own.syncAgentInfo],
  ['PUT', 'onlineagent/:id/updateGuid', 'updateGuid', own.updateGuid],
  ['GET', 'agentgroup/:id/agentbyworkno/:workNo', 'queryAgentInfoByWorkNo', agentByWorkNo],
  ['GET', 'agentgroup/:id/agentbylist', 'queryAgentInfoByList', agentsByList],
  ['GET', 'agentgroup/:id/allagentstatus', 'queryAllAgentStatus', onlineAgents],
  ['GET', 'agentgroup/:id/onlineagentonvdn', 'queryOnlineAgentOnVDN', onlineAgents],
  ['GET', 'agentgroup/:id/iscensor', 'isCensor', isCensor],
  ['GET', 'calldata/:id/allcallinfoEx/:workNo', 'queryAllCallInfoByAgentWorkNoEx', allCallInfo],
  ['GET', 'calldata/:id/allcallinfo/:workNo', 'queryAllCallInfoByAgentWorkNo', allCallInfo],
  ['GET', 'calldata/:id/callinfobycallid/:callId', 'queryCallInfoByCallId', callInfo],
];

const orders: readonly Row[] = [
  ['DELETE', 'onlineagent/:id/logout', 'logout', own.logout],
  ['DELETE', 'onlineagent/:id/forcelogout', 'forceLogout', own.forceLogout],
  ['DELETE', 'onlineagent/:id/forcelogoutwithreason/:reason', 'forceLogoutWithReason', own.forceLogout],
  ['POST', 'onlineagent/:id/sayfree', 'sayFree', own.sayFree],
  ['POST', 'onlineagent/:id/saybusy', 'sayBusy', own.sayBusy],
  ['POST', 'onlineagent/:id/cancelbusy', 'cancelBusy', own.cancelBusy],
  ['POST', 'onlineagent/:id/work', 'work', own.work],
  ['POST', 'onlineagent/:id/cancelwork', 'cancelWork', own.cancelWork],
  ['POST', 'onlineagent/:id/rest/:time/:reason', 'rest', own.rest],
  ['POST', 'onlineagent/:id/cancelrest', 'cancelRest', own.cancelRest],
  ['POST', 'onlineagent/:id/autoanswer/:flag', 'autoAnswer', own.autoAnswer],
  ['POST', 'onlineagent/:id/autoenteridle/:flag', 'autoEnterIdle', own.autoEnterIdle],
  ['POST', 'onlineagent/:id/resetskill/:flag', 'resetSkill', own.resetSkill],
  ['POST', 'onlineagent/:id/handshake', 'handshake', own.handshake],
  ['PUT', 'qualitycontrol/:id/addsupervise/:workNo', 'addSupervise', qc.addSupervise],
  ['PUT', 'qualitycontrol/:id/addinsert/:workNo', 'addInsert', qc.addInsert],
  ['POST', 'qualitycontrol/:id/requestwhisperagent', 'requestWhisperAgent', qc.requestWhisper],
  ['POST', 'qualitycontrol/:id/requeststopwhisperagent', 'requestStopWhisperAgent', qc.requestStopWhisper],
  ['POST', 'qualitycontrol/:id/switch/:workNo', 'switchSuperviseOrInsert', qc.switchSuperviseOrInsert],
  ['POST', 'qualitycontrol/:id/requestswitchinsertwhisperagent', 'requestSwitchInsertWhisperAgent', qc.requestSwitch],
  ['PUT', 'qualitycontrol/:id/intercept/:workNo', 'intercept', qc.intercept],
  ['PUT', 'qualitycontrol/:id/intercept/:workNo/:callId', 'intercept', qc.intercept],
  ['POST', 'qualitycontrol/:id/forcebusy/:workNo', 'forceBusy', forceBusy],
  ['POST', 'qualitycontrol/:id/forceidle/:workNo', 'forceIdle', forceIdle],
  ['POST', 'qualitycontrol/:id/forcelogout/:workNo', 'forceLogOutAgent', forceLogoutAgent],
  ['POST', 'qualitycontrol/:id/forcedropcall/:callId', 'forceDropCall', forceDropCall],
  ['POST', 'qualitycontrol/:id/forcerest/:workNo/:time/:reason', 'forceRest', forceRest],
  ['POST', 'qualitycontrol/:id/adjustskill', 'adjustSkill', qc.adjustSkill],
  ['GET', 'qualitycontrol/:id/allagent', 'queryMonitoredAgents', allAgents],
  ['DELETE', 'qualitycontrol/:id/:workNo', 'stopSuperviseOrInsert', qc.stopSuperviseOrInsert],
  ['DELETE', 'voicecall/:id/release', 'release', calls.releaseCall],
  ['DELETE', 'voicecall/:id/releasephone', 'releasePhone', calls.releasePhone],
  ['POST', 'voicecall/:id/hold', 'hold', calls.hold],
  ['POST', 'voicecall/:id/gethold', 'getHold', calls.getHold],
  ['PUT', 'voicecall/:id/answer', 'answer', calls.answerCall],
  ['POST', 'voicecall/:id/phonepickup', 'phonePickup', calls.phonePickup],
];

const routes: readonly Route[] = Object.entries({
  'sign-in': signIns,
  poll: polls,
  query: queries,
  order: orders,
}).flatMap(([sort, rows]) =>
  rows.map(([method, path, name, run]) => ({
    method,
    path: path.split('/'),
    name,
    sort: sort as Sort,
    ...(run !== undefined && { run }),
  })),
);

export interface Found {
  route: Route;
  params: Record<string, string>;
}

function match(route: Route, path: readonly string[]): Found | undefined {
  if (route.path.length !== path.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of route.path.entries()) {
    const given = path[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = given;
    else if (part !== given) return undefined;
  }
  return { route, params };
}

/** The operation a request is for; 404 and 405 are what a servlet would say (not documented). */
export function find(method: string, path: readonly string[]): Found | 404 | 405 {
  const found = routes.map((route) => match(route, path)).filter((hit) => hit !== undefined);
  return found.find(({ route }) => route.method === method) ?? (found.length === 0 ? 404 : 405);
}
