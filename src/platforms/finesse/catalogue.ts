import type { ErrorCode } from '../../supervision/errors';

/** What a request was about: the same word of Finesse means different things. `me` is the signed-in user himself. */
export type About =
  'system' | 'me' | 'user' | 'team' | 'dialogs' | 'monitor' | 'barge' | 'drop' | 'sign-in' | 'state' | 'sign-out';

/** What a code means for us, and a sentence for the flow builder. */
export interface Meaning {
  code: ErrorCode;
  says: string;
  retryable?: boolean;
  /**
   * The word alone does not tell what is wrong with the agent: looking at his calls may (somebody else monitors him, he has no
   * call, it is held).
   */
  vague?: boolean;
}

/** Which request, and whether the refusal came with its answer or later, by an event. */
export interface Asked {
  about: About;
  late: boolean;
}

const shape: Meaning = {
  code: 'call-shape',
  says: 'The agent has a consultation open, or is not the controller of the conference. Wait until it is over, or name the agent who controls it.',
};
const noMonitoring: Meaning = {
  code: 'agent-wrong-state',
  says: 'The agent cannot be monitored now: he is not in a conversation, or it is on hold.',
  vague: true,
};
const badPhone: Meaning = {
  code: 'supervisor-bad-device',
  says: "The supervisor's extension cannot be used: check that the phone exists, is registered, and belongs to Finesse.",
};
const away: Meaning = {
  code: 'platform-error',
  says: 'Finesse has lost its telephony at the moment.',
  retryable: true,
};

/** Codes by number: of the conference, the peripheral, UCCX, and of monitoring (as the older CTI OS has them, so inferred here). */
const numbers: Readonly<Record<string, Meaning>> = {
  20700: {
    code: 'resource-limit',
    says: 'The conference has no room for the supervisor. Check the party limit and the conference bridges in the PBX (media resource group).',
  },
  20999: shape,
  88049: noMonitoring,
  13145: noMonitoring,
  13139: { code: 'mode-unsupported', says: "The agent's phone model cannot be monitored." },
  13140: {
    code: 'mode-unsupported',
    says: 'A mobile agent cannot be monitored, and neither can agents of a PBX that is too old.',
  },
  13141: {
    code: 'mode-unsupported',
    says: "The built-in bridge of the agent's phone is off. Switch it on in the PBX, at the phone or for all.",
  },
  13142: {
    code: 'not-permitted',
    says: "The supervisor's line may not monitor the agent's: its monitoring calling search space lacks the partition of the agent's line.",
  },
  10125: badPhone,
  88004: badPhone,
  88005: { ...badPhone, code: 'supervisor-wrong-state', says: "The supervisor's phone is in use." },
};

/** Control failures (`CF_…`) by number. Small numbers, so they count only where nothing else can be meant. */
const controlFailures: Readonly<Record<string, (asked: Asked) => Meaning>> = {
  14: (asked) => badDestination(asked),
  22: ({ about }) => (about === 'monitor' ? noMonitoring : about === 'barge' ? shape : wrongState),
  34: () => away,
  259: () => ({
    code: 'supervisor-wrong-state',
    says: 'The supervisor is signed in somewhere else with another extension.',
  }),
  260: () => badPhone,
  265: () => wrongState,
  268: () => ({ code: 'call-not-found', says: 'The agent is not on that call any more.' }),
};

const wrongState: Meaning = {
  code: 'supervisor-wrong-state',
  says: "The supervisor's state does not allow it. He must be Not Ready, and on no call.",
};
const invalidInput: Meaning = { code: 'invalid-input', says: 'Finesse does not accept a value of the request.' };
const gone: Meaning = { code: 'call-not-found', says: 'The call is over, or is not known.' };

const badDestination = ({ about }: Asked): Meaning => ({
  code: 'agent-wrong-state',
  says:
    about === 'barge'
      ? 'The call is on hold at the agent, so nobody can barge in.'
      : "The agent's extension cannot be reached: it is the supervisor's own, or that of nobody who is on a call.",
  vague: true,
});

export const notOffered: Meaning = { code: 'mode-unsupported', says: 'This Finesse does not offer the operation.' };

export const notThere = ({ about }: Asked): Meaning => {
  if (about === 'drop' || about === 'barge') return gone;
  if (about === 'monitor' || about === 'me' || about === 'sign-in' || about === 'state' || about === 'sign-out') {
    return { code: 'invalid-input', says: 'Finesse knows no such user. Check the user name of the connection.' };
  }
  if (about === 'team') return { code: 'platform-error', says: 'Finesse knows no such team any more.' };
  if (about === 'system') {
    return { code: 'invalid-input', says: 'There is no Finesse at this address. Check the address of the connection.' };
  }
  return { code: 'agent-not-found', says: 'Finesse knows no such agent.' };
};

/** `ErrorType`. */
const words: Readonly<Record<string, (asked: Asked) => Meaning>> = {
  'Authorization Failure': ({ about }) =>
    about === 'me' || about === 'system'
      ? {
          code: 'auth',
          says: 'Finesse did not accept the sign-in. Check user name and password; after five wrong tries Finesse locks the user for five minutes.',
        }
      : {
          code: 'not-permitted',
          says: 'This user may not do that. He needs the supervisor role, and a team with the agent in it.',
        },
  'Invalid Authorization User Specified': () => ({
    code: 'not-permitted',
    says: 'Only the supervisor himself may do that: the user of the connection must be the supervisor, and no administrator.',
  }),
  'Invalid Supervisor': () => ({
    code: 'not-permitted',
    says: 'The agent is on none of the teams of this supervisor.',
  }),
  'User Not Found': notThere,
  'Not Found': notThere,
  'Dialog Not Found': () => gone,
  'Invalid Destination': (asked) => badDestination(asked),
  'Invalid Input': () => invalidInput,
  'Parameter Missing': () => invalidInput,
  'Bad Request': () => invalidInput,
  'Invalid State': ({ about, late }) => {
    if (about === 'monitor') return late ? noMonitoring : { ...wrongState, vague: true };
    if (about === 'barge') {
      return {
        code: 'transition-not-allowed',
        says: 'The silent monitoring does not stand, so nobody can barge in from it.',
        vague: true,
      };
    }
    return wrongState;
  },
  'Invalid Device': () => badPhone,
  'Device Busy': () => ({ ...badPhone, says: "The supervisor's extension is in use by somebody else." }),
  'Mode Not Allowed': () => ({ ...badPhone, says: 'This supervisor may not sign in in that way (mobile agent).' }),
  'Not Implemented': () => notOffered,
  'Service Unavailable': () => away,
  'Internal Server Error': () => ({ code: 'platform-error', says: 'Finesse failed.', retryable: true }),
  'Call Operation Failure': () => ({
    code: 'platform-error',
    says: 'The telephony behind Finesse refused it. A conference that is full is one reason.',
    vague: true,
  }),
  'Generic Error': () => ({ code: 'platform-error', says: 'Finesse refused it and does not say why.', vague: true }),
};

/** Types whose `ErrorData` is a code. In all others it may be an id or an extension, which can look like one. */
const typesWithCode: readonly (string | undefined)[] = [
  undefined,
  'Generic Error',
  'Call Operation Failure',
  'Invalid State',
  'Invalid Device',
  'Device Busy',
  'Mode Not Allowed',
];

export interface Codes {
  type?: string | undefined;
  data?: string | undefined;
  peripheralCode?: string | undefined;
}

/** What Finesse's codes mean, and which of them said so. Undefined where none is known. */
export function meaningOf(codes: Codes, asked: Asked): { meaning: Meaning; code: string } | undefined {
  const { type, data, peripheralCode } = codes;
  const hasCode = typesWithCode.includes(type);
  for (const code of [type, peripheralCode, hasCode ? data : undefined]) {
    const meaning = own(numbers, code);
    if (meaning && code !== undefined) return { meaning, code };
  }
  const failure = hasCode ? own(controlFailures, data) : undefined;
  if (failure && data !== undefined) return { meaning: failure(asked), code: data };
  const word = own(words, type);
  return word && type !== undefined ? { meaning: word(asked), code: type } : undefined;
}

function own<T>(table: Readonly<Record<string, T>>, key: string | undefined): T | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Why a leg of ours failed: `stateCause` of its participant. */
export function failedLeg(cause: string | undefined): Meaning {
  if (cause === 'BUSY') return { ...noMonitoring, says: 'The call to the agent failed: busy.' };
  if (cause === 'DEVICE_RESOURCE_NOT_AVAILABLE') {
    return { code: 'resource-limit', says: 'The telephony has no resources left for the monitoring call.' };
  }
  if (cause === 'BAD_DESTINATION')
    return { ...noMonitoring, says: 'The call to the agent failed: his phone cannot be reached.' };
  return { code: 'platform-error', says: 'The monitoring call failed, and Finesse does not say why.' };
}
