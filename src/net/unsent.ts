import { SupervisionError } from '../supervision/errors';

/** The step before a request failed, so the request had no effect, whatever became of the step. */
export async function unsent<T>(step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    if (!(error instanceof SupervisionError)) throw error;
    const { code, message, platform, vendorCode, httpStatus, retryable, cause } = error;
    throw new SupervisionError(code, message, {
      ...(platform !== undefined && { platform }),
      ...(vendorCode !== undefined && { vendorCode }),
      ...(httpStatus !== undefined && { httpStatus }),
      retryable,
      arrived: 'no',
      cause,
    });
  }
}
