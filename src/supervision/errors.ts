import type { ErrorReport, Platform } from './vocabulary';

/** `outcome`: the platform understood and it did not come true. `fault`: we could not ask. */
export type ErrorKind = 'outcome' | 'fault';

const kinds = {
  'no-active-call': 'outcome',
  'call-not-found': 'outcome',
  'agent-not-found': 'outcome',
  'agent-wrong-state': 'outcome',
  'supervisor-wrong-state': 'outcome',
  'supervisor-bad-device': 'outcome',
  'supervisor-no-answer': 'outcome',
  'already-supervised': 'outcome',
  'mode-unsupported': 'outcome',
  'transition-not-allowed': 'outcome',
  'resource-limit': 'outcome',
  'call-shape': 'outcome',
  'not-permitted': 'outcome',
  unconfirmed: 'outcome',
  'invalid-input': 'fault',
  auth: 'fault',
  'rate-limited': 'fault',
  unreachable: 'fault',
  'platform-error': 'fault',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof kinds;
export const errorCodes = Object.keys(kinds) as ErrorCode[];

export interface ErrorDetails {
  platform?: Platform;
  /** The platform's own code, untouched. */
  vendorCode?: string;
  httpStatus?: number;
  /** Asking again later may succeed without anybody changing anything. Default false. */
  retryable?: boolean;
  /**
   * Whether the request that failed may have reached the platform. `no`: the connection never stood, so nothing happened.
   * `maybe`: cut or timed out after it left; only a query can tell. `yes`: the platform answered, and refused. Default `yes`.
   */
  arrived?: 'no' | 'maybe' | 'yes';
  cause?: unknown;
}

/** The one way anything here fails: a stable code, and a sentence the flow builder can act on. */
export class SupervisionError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly platform?: Platform;
  readonly vendorCode?: string;
  readonly httpStatus?: number;
  readonly retryable: boolean;
  readonly arrived: 'no' | 'maybe' | 'yes';

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SupervisionError';
    this.code = code;
    this.kind = kinds[code];
    if (details.platform !== undefined) this.platform = details.platform;
    if (details.vendorCode !== undefined) this.vendorCode = details.vendorCode;
    if (details.httpStatus !== undefined) this.httpStatus = details.httpStatus;
    this.retryable = details.retryable ?? false;
    this.arrived = details.arrived ?? 'yes';
  }

  /** The plain form for messages: no stack, no cause. */
  report(): ErrorReport {
    return {
      code: this.code,
      message: this.message,
      ...(this.platform !== undefined && { platform: this.platform }),
      ...(this.vendorCode !== undefined && { vendorCode: this.vendorCode }),
      ...(this.httpStatus !== undefined && { httpStatus: this.httpStatus }),
      retryable: this.retryable,
    };
  }
}

/** Any throw becomes a SupervisionError; what is not ours is a `platform-error` with the original as cause. */
export function asSupervisionError(thrown: unknown, platform?: Platform): SupervisionError {
  if (thrown instanceof SupervisionError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new SupervisionError('platform-error', `Unexpected error: ${message}`, {
    ...(platform !== undefined && { platform }),
    arrived: 'maybe',
    cause: thrown,
  });
}
