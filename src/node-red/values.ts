import { invalid } from './failing';
import type { Message, Red, RedNode } from './red';

/** A typed input of the edit dialog: its value, and what kind of value that is. */
export interface TypedInput {
  /** Text, where the editor wrote it. */
  value: unknown;
  type: string | null | undefined;
}

/** Where an action, and cancel, look for the agent: by default in `msg.payload.agent`. */
export function agentInput(config: { agent?: unknown; agentType?: string | null }): TypedInput & { type: string } {
  const type = config.agentType ?? 'msg';
  return { value: config.agent ?? (type === 'msg' ? 'payload.agent' : undefined), type };
}

/**
 * Reads a typed input. What is not there is undefined.
 *
 * @throws SupervisionError `invalid-input` naming the field, when it cannot be read
 */
export async function evaluate(
  red: Red,
  node: RedNode,
  field: string,
  input: TypedInput,
  msg: Message,
): Promise<unknown> {
  const type = input.type ?? 'str';
  const given = input.value ?? '';
  // A flow that was not made in the editor may have a number, or JSON as it is.
  if (typeof given === 'object') return given;
  const value = typeof given === 'string' ? given : JSON.stringify(given);
  if (value === '' && type !== 'date') return undefined;
  try {
    return await new Promise((resolve, reject) => {
      // The runtime calls back for context and JSONata, and throws at once for what cannot be parsed.
      red.util.evaluateNodeProperty(value, type, node, msg, (error: Error | null, result: unknown) => {
        if (error) reject(error);
        else resolve(result);
      });
    });
  } catch (thrown) {
    // A path through something that is not there, as payload.agent of a message without payload.
    if (type === 'msg' && thrown instanceof TypeError) return undefined;
    throw invalid(`"${field}" cannot be read: ${reasonOf(thrown)}`);
  }
}

/** JSONata throws plain objects, with a message. */
const reasonOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'message' in thrown ? String(thrown.message) : String(thrown);

const longest = 256;

/**
 * A text that names somebody or something on the platform.
 *
 * @returns undefined when there is none
 * @throws SupervisionError `invalid-input`
 */
export function nameOf(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value !== 'string') throw invalid(`"${field}" must be text or a whole number, not ${kindOf(value)}.`);
  const text = value.trim();
  if (text === '') return undefined;
  if (text.length > longest) throw invalid(`"${field}" is longer than ${longest} characters.`);
  // Halves of a surrogate pair have no form in a URL.
  if (/[\p{Cc}\p{Cs}]/u.test(text)) throw invalid(`"${field}" contains control characters or is no valid text.`);
  return text;
}

/** Free text for people; anything plain is taken. */
export function textOf(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value.slice(0, 1_000);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalid(`"${field}" must be text, not ${kindOf(value)}.`);
}

export function objectOf(field: string, value: unknown): Record<string, unknown> {
  if (value === undefined || value === null || value === '') return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalid(`"${field}" must be an object, not ${kindOf(value)}.`);
}

/**
 * A number of seconds from the edit dialog, where it may be text.
 *
 * @returns undefined when the field is empty
 */
export function secondsOf(field: string, value: unknown, least: number): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const seconds = typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;
  // A timer of more than 24 days would go off at once.
  if (!Number.isFinite(seconds) || seconds < least || seconds > 86_400) {
    throw invalid(`"${field}" must be a number of seconds from ${least} to 86400.`);
  }
  return seconds;
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`);
