import type { Mode } from '../centre/model';

/** The vendor's three ways of inspecting, with all the numbers they have. */
export interface Kind {
  readonly name: 'listen' | 'insert' | 'whisper';
  readonly mode: Mode;
  /** In AgentOther_BeQcStart and AgentOther_BeQcStop. */
  readonly qcType: number;
  /** In requestswitchinsertwhisperagent. */
  readonly switchType: number;
  /** `state` of syncagentinfo. */
  readonly syncState: number;
}

export const listen: Kind = { name: 'listen', mode: 'listen', qcType: 8, switchType: 0, syncState: 16 };
export const insert: Kind = { name: 'insert', mode: 'barge', qcType: 9, switchType: 1, syncState: 15 };
export const whisper: Kind = { name: 'whisper', mode: 'coach', qcType: 20172, switchType: 2, syncState: 17 };

export const kinds: readonly Kind[] = [listen, insert, whisper];
