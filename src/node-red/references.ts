import { invalid } from './failing';

/** A value that the runtime takes from the environment. Where nothing of that name is there, it leaves the text as it is. */
export const isReference = (value: unknown): boolean =>
  typeof value === 'string' && /^\$(\{\S+\}|\(\S+\))$/.test(value);

/**
 * The text of a reference is no password: to sign in with it would be a wrong try, and after a few of them platforms lock the user.
 *
 * @throws SupervisionError `invalid-input` for the first value that the environment should have given and has not
 */
export function demandEnvironment(...settings: Readonly<Record<string, unknown>>[]): void {
  for (const [field, value] of settings.flatMap((values) => Object.entries(values))) {
    if (field === 'name' || typeof value !== 'string' || !isReference(value)) continue;
    throw invalid(`"${field}" is to come from the environment variable ${value.slice(2, -1)}, which is not set.`);
  }
}
