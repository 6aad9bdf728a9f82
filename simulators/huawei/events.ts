/** An event before it is anybody's; `content` is null, a text or an object, as the event has it. */
export interface HuaweiEvent {
  readonly type: string;
  readonly content: unknown;
}

export const event = (type: string, content: unknown = null): HuaweiEvent => ({ type, content });

export const inService = event('AgentOther_InService');
export const ready = event('AgentState_Ready');
/** Seized by a call or by quality control. It does not mean "not ready". */
export const seized = event('AgentState_Busy');
export const wrapUp = event('AgentState_Work');
export const notReady = (reason: string): HuaweiEvent => event('AgentState_SetNotReady_Success', { reason });
export const offhook = event('AgentOther_PhoneOffhook', { type: 'main' });

/** Who put the telephone down. */
export const hungUpBy = { platform: '3', agent: '2' } as const;
export type HungUpBy = keyof typeof hungUpBy;

export const phoneReleased = (by: HungUpBy): HuaweiEvent =>
  event('AgentOther_PhoneRelease', { phoneState: hungUpBy[by] });
