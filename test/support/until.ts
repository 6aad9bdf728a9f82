import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `condition` gives something truthy and returns it; fails with `what` after `limitMs`. */
export async function until<T>(what: string, condition: () => T | Promise<T>, limitMs = 5000): Promise<NonNullable<T>> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms in vain for: ${what}`);
    await delay(5);
  }
}
