import { SupervisionError } from '../supervision/errors';

export const invalid = (message: string): SupervisionError =>
  new SupervisionError('invalid-input', message, { arrived: 'no' });

/**
 * The error as a Catch node gets it: of everything on an error the runtime hands on only `code`, `stack` and `cause`, so what a
 * flow can act on goes into `cause`, as plain data. The cause that the error itself had stays inside.
 */
export function forCatch(error: SupervisionError): Error {
  const plain = new Error(error.message, { cause: error.report() });
  plain.name = error.name;
  plain.stack = `${error.name}: ${error.message}`;
  return Object.assign(plain, { code: error.code });
}
