import { SupervisionError } from '../../src/supervision/errors';

/** The SupervisionError a promise rejects with; anything else fails the test. */
export async function failing(promise: Promise<unknown>): Promise<SupervisionError> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    if (error instanceof SupervisionError) return error;
    throw error;
  }
  throw new Error(`expected a failure, got ${JSON.stringify(value)}`);
}
