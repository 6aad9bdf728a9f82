import { HuaweiApi } from './api';
import { workNumber } from './paths';
import type { Asking } from './retcodes';
import {
  bodyOf,
  decodeAgentInfo,
  decodeAgentInfos,
  decodeCallIds,
  decodeEvents,
  decodeFlag,
  decodeOwnSnapshot,
  decodeOwnStatus,
} from './wire';
import type { AgentEvent, AgentInfo, OwnSnapshot, OwnStatus } from './wire';

export type { HuaweiOptions } from './api';

/** For `switchTo`. */
export const switchTypes = { listen: 0, insert: 1, whisper: 2 } as const;

/**
 * The CC-Gateway of one inspector in its own words: everything goes through this one object, which alone holds the session. Every
 * method rejects with a `SupervisionError`. That an order resolves means it was accepted; what comes of it is told by events.
 */
export class HuaweiClient extends HuaweiApi {
  /**
   * Waits for the next event; the gateway holds the request for about ten seconds. Only one may be under way. It is also the
   * heartbeat of the session, and brings the new GUID.
   *
   * @returns one, as documented; none, where nothing happened
   */
  async events(timeoutMs: number, signal: AbortSignal): Promise<AgentEvent[]> {
    const path = `/agentevent/${this.session.agentId}`;
    const lane = 'poll';
    return decodeEvents(
      bodyOf(await this.answered({ method: 'GET', path, asking: 'poll', decides: true, lane, timeoutMs, signal })),
    );
  }

  /** Nobody on the call hears the inspector. */
  async addSupervise(workNo: string, signal?: AbortSignal): Promise<void> {
    await this.#inspect('start', 'PUT', `/addsupervise/${target(workNo)}`, undefined, signal);
  }

  /** Everybody on the call hears the inspector; without a call the agent alone does. */
  async addInsert(workNo: string, signal?: AbortSignal): Promise<void> {
    await this.#inspect('start', 'PUT', `/addinsert/${target(workNo)}`, undefined, signal);
  }

  /** The agent alone hears the inspector. */
  async requestWhisper(workNo: string, signal?: AbortSignal): Promise<void> {
    await this.#inspect('start', 'POST', '/requestwhisperagent', { whisperagentid: target(workNo) }, signal);
  }

  /** From any of the three modes to a named one. */
  async switchTo(workNo: string, mode: keyof typeof switchTypes, signal?: AbortSignal): Promise<void> {
    const query = { whisperagentid: target(workNo), switchtype: switchTypes[mode] };
    await this.#inspect('switch', 'POST', '/requestswitchinsertwhisperagent', query, signal);
  }

  /** From listening to inserting, or back: a toggle, which nobody can repeat or verify. */
  async toggle(workNo: string, signal?: AbortSignal): Promise<void> {
    await this.#inspect('switch', 'POST', `/switch/${target(workNo)}`, undefined, signal);
  }

  /** Ends listening and inserting. The call of agent and customer goes on. */
  async stopSuperviseOrInsert(workNo: string, signal?: AbortSignal): Promise<void> {
    await this.#inspect('stop', 'DELETE', `/${target(workNo)}`, undefined, signal);
  }

  async requestStopWhisper(workNo: string, signal?: AbortSignal): Promise<void> {
    await this.#inspect('stop', 'POST', '/requeststopwhisperagent', { whisperagentid: target(workNo) }, signal);
  }

  /** From not ready, or from wrap-up. */
  async sayFree(signal?: AbortSignal): Promise<void> {
    await this.send({ method: 'POST', path: this.#own('sayfree'), asking: 'state', signal });
  }

  /** Not ready. */
  async sayBusy(signal?: AbortSignal): Promise<void> {
    await this.send({ method: 'POST', path: this.#own('saybusy'), query: { reason: 0 }, asking: 'state', signal });
  }

  /** @param decides see `Asked` */
  async agentStatus(signal?: AbortSignal, decides = false): Promise<OwnStatus> {
    const path = this.#own('agentstatus');
    return decodeOwnStatus(await this.send({ method: 'GET', path, asking: 'read', decides, signal }));
  }

  /** The whole state of the inspector. The gateway throws the events away that wait at this moment. */
  async syncAgentInfo(signal?: AbortSignal): Promise<OwnSnapshot> {
    const path = this.#own('syncagentinfo');
    return decodeOwnSnapshot(await this.send({ method: 'POST', path, asking: 'read', signal }));
  }

  /** Throttled, as all queries: not to be asked often. */
  async agentByWorkNo(workNo: string, signal?: AbortSignal): Promise<AgentInfo> {
    const path = `/agentgroup/${this.session.agentId}/agentbyworkno/${target(workNo)}`;
    return decodeAgentInfo(await this.send({ method: 'GET', path, asking: 'read', signal }));
  }

  /** The ids of the calls that an agent is on. Throttled. */
  async allCallIds(workNo: string, signal?: AbortSignal): Promise<string[]> {
    const path = `/calldata/${this.session.agentId}/allcallinfoEx/${target(workNo)}`;
    return decodeCallIds(await this.send({ method: 'GET', path, asking: 'read', signal }));
  }

  /** The agents that the inspector may watch. Throttled; not on every gateway. */
  async watchedAgents(signal?: AbortSignal): Promise<AgentInfo[]> {
    const path = `/qualitycontrol/${this.session.agentId}/allagent`;
    return decodeAgentInfos(await this.send({ method: 'GET', path, asking: 'read', signal }));
  }

  /** Whether he is an inspector at all; undefined where the gateway answers something else. */
  async isInspector(signal?: AbortSignal): Promise<boolean | undefined> {
    const path = `/agentgroup/${this.session.agentId}/iscensor`;
    return decodeFlag(await this.send({ method: 'GET', path, asking: 'read', signal }));
  }

  async #inspect(
    asking: Asking,
    method: 'PUT' | 'POST' | 'DELETE',
    below: string,
    query: Record<string, string | number> | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    await this.send({ method, path: `/qualitycontrol/${this.session.agentId}${below}`, query, asking, signal });
  }

  #own(what: string): string {
    return `/onlineagent/${this.session.agentId}/${what}`;
  }
}

const target = (workNo: string): string => workNumber(workNo, 'The agent');
