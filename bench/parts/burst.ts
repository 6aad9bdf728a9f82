import type { Child } from '../stage/child';
import type { Burst } from '../stage/counter';

/** Has the simulator send a supervisor's client that many notifications, and waits until the last one was counted there. */
export async function burst(simulator: Child, client: Child, supervisor: string, events: number): Promise<Burst> {
  await client.ask('expect', { events });
  await simulator.ask('flood', { supervisor, events });
  return client.ask<Burst>('counted');
}
