import { setTimeout as delay } from 'node:timers/promises';
import { median, pairedRatio, quantile, rotated, short } from '../figures';
import type { Row } from '../report';
import type { Child } from '../stage/child';
import type { Passed } from '../stage/runtime';

/** Somebody who can put a supervisor on a call, and take him off again. */
export interface Contender {
  /** Milliseconds from the order to the proof, one an order. */
  readonly ms: number[];
  order: () => Promise<number>;
  release: () => Promise<unknown>;
}

export const contender = (order: () => Promise<number>, release: () => Promise<unknown>): Contender => ({
  ms: [],
  order,
  release,
});

/** Our node of this name (the type without `supervision-`), and our cancel. */
export function ourNode(nodeRed: Child, agent: string, action = 'barge-in'): Contender {
  let supervision: unknown;
  return contender(
    async () => {
      const way = { into: action, from: action, message: { payload: { agent } } };
      const passed = await nodeRed.ask<Passed>('pass', way);
      ({ supervision } = passed);
      return passed.ms;
    },
    () => nodeRed.ask('pass', { into: 'cancel', from: 'cancel', message: { supervision } }),
  );
}

export interface Rules {
  rounds: number;
  /** Rounds before, not counted. Default 1. */
  warmUps?: number;
  /** Between two rounds, so that nothing of the last order is still under way. Default 0. */
  restMs?: number;
}

/** One order of each a round, in changing order; each is ended before the next. */
export async function contest(
  contenders: readonly Contender[],
  { rounds, warmUps = 1, restMs = 0 }: Rules,
): Promise<void> {
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const each of rotated(contenders, round + warmUps)) {
      const ms = await each.order();
      await each.release();
      if (round >= 0) each.ms.push(ms);
    }
    await delay(restMs);
  }
}

const seen = (...all: (readonly number[])[]): string =>
  `${all.map((times) => `${short(median(times))} (p90 ${short(quantile(times, 0.9))})`).join(' : ')} ms`;

/** A line of part (a): ours by somebody else. */
export const ratioRow = (
  what: string,
  ours: Contender,
  other: Contender,
  rest: Pick<Row, 'aim' | 'why'> = {},
): Row => ({
  part: 'a',
  what,
  value: pairedRatio(ours.ms, other.ms),
  unit: '×',
  seen: seen(ours.ms, other.ms),
  ...rest,
});
