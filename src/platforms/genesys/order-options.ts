import { invalid } from './address';

export interface OrderOptions {
  /** `Agent` (default): the supervisor leaves with the agent. `Call`: he stays with the customer through a transfer. */
  scope: 'Agent' | 'Call';
  /** The routing point to monitor; passed on as it is. */
  phoneNumber?: string;
  /** Answer the supervisor's ringing leg for him. Off: an open microphone is his own decision. */
  answer: boolean;
}

/** @throws SupervisionError `invalid-input`; unknown keys are ignored, so that one flow serves several platforms */
export function orderOptions(given: Readonly<Record<string, unknown>>): OrderOptions {
  const { scope: word = 'Agent', phoneNumber, answer = false } = given;
  const scope = (['Agent', 'Call'] as const).find((known) => known.toLowerCase() === String(word).toLowerCase());
  if (!scope) throw invalid('The option "scope" must be "agent" or "call".');
  if (typeof answer !== 'boolean') throw invalid('The option "answer" must be true or false.');
  if (phoneNumber !== undefined && (typeof phoneNumber !== 'string' || !/^[0-9*#+]{1,32}$/.test(phoneNumber))) {
    throw invalid('The option "phoneNumber" must be text of digits, *, # and +.');
  }
  return { scope, answer, ...(phoneNumber !== undefined && { phoneNumber }) };
}
