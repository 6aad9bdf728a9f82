import type { PlatformDriver } from '../driver';
import type { SupervisionError } from '../errors';
import type { Mode, Supervision } from '../vocabulary';
import type { Order } from './model';

/** What a flow asks. Seconds, as people write them. */
export interface OrderRequest {
  mode: Mode;
  agent: string;
  call?: string;
  /** Default: the connection's own. Overlooked where a connection is one supervisor's: there no other leg can ever come. */
  supervisor?: string;
  reason?: string;
  /** Without a call: wait for the agent's next one. Default false. */
  arm?: boolean;
  /** Default: the platform's own. */
  confirmSeconds?: number;
  /** Default 600. */
  armSeconds?: number;
  /** Default 0: never. */
  endAfterSeconds?: number;
  options?: Readonly<Record<string, unknown>>;
}

/** How an order ended: `error` is missing when it came true. */
export interface Answer {
  supervision: Supervision;
  error?: SupervisionError;
}

/** `adopted`: only what was found on the platform without an order of ours, as an earlier run leaves it behind. */
export type CancelRequest = { id: string } | { agent: string; adopted?: boolean } | 'all';

export interface CancelAnswer {
  supervisions: readonly Supervision[];
  error?: SupervisionError;
}

/** The order as the machine takes it: milliseconds, and every default filled in. */
export function toOrder(id: string, request: OrderRequest, driver: PlatformDriver): Order {
  const { mode, agent, call, reason } = request;
  return {
    id,
    mode,
    agent,
    ...(call !== undefined && { call }),
    ...(reason !== undefined && { reason }),
    supervisor: (driver.capabilities.supervisor === 'order' ? request.supervisor : undefined) ?? driver.supervisor,
    arm: request.arm ?? false,
    confirmMs: (request.confirmSeconds ?? driver.capabilities.confirmSeconds) * 1000,
    armMs: (request.armSeconds ?? 600) * 1000,
    endAfterMs: (request.endAfterSeconds ?? 0) * 1000,
    options: request.options ?? {},
  };
}
