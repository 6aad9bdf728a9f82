import type { Reply } from './child';

/** Each offer is called with the details of the question; what it returns, or resolves to, is the reply. */
export type Offers = Record<string, (details: never) => unknown>;

/** The other end of `Child`: does what is asked until the asking process is gone. */
export function serve(offers: Offers, end: () => Promise<void> | void): void {
  process.on('message', ({ id, what, details }: { id: number; what: string; details: unknown }) => {
    const offer = offers[what] as ((given: unknown) => unknown) | undefined;
    const reply = (rest: Omit<Reply, 'id'>): void => {
      if (process.connected) process.send?.({ id, ...rest });
    };
    Promise.resolve()
      .then(() => {
        if (offer === undefined) throw new Error(`nothing called "${what}" is offered`);
        return offer(details);
      })
      .then(
        (value) => {
          reply({ value });
        },
        (thrown: unknown) => {
          reply({ error: thrown instanceof Error ? thrown.message : String(thrown) });
        },
      );
  });
  process.once('disconnect', () => {
    void Promise.resolve(end()).finally(() => {
      process.exit();
    });
  });
}
