/** How often it is looked who is due. */
const stepMs = 200;
/** The first ping and two retries. */
const unanswered = 3;

interface Pulse {
  heardAt: number;
  pings: number;
}

/**
 * Finds connections that are dead without having been closed. It runs on the time of the machine, not on the simulator's: a clock
 * that jumps would find everybody dead.
 */
export class Keepalive<T> {
  private readonly pulses = new Map<T, Pulse>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    /** Seconds; 0 = never. Pings after so much silence; drops after so much, pings or not. */
    private readonly limits: () => { pingAfter: number; dropAfter: number },
    private readonly ping: (one: T) => void,
    private readonly drop: (one: T) => void,
  ) {
    this.timer = setInterval(() => {
      this.look();
    }, stepMs).unref();
  }

  heard(one: T): void {
    this.pulses.set(one, { heardAt: Date.now(), pings: 0 });
  }

  gone(one: T): void {
    this.pulses.delete(one);
  }

  close(): void {
    clearInterval(this.timer);
    this.pulses.clear();
  }

  private look(): void {
    const { pingAfter, dropAfter } = this.limits();
    const now = Date.now();
    for (const [one, pulse] of this.pulses) {
      const silent = (now - pulse.heardAt) / 1000;
      const dead = pingAfter > 0 && silent >= pingAfter * (unanswered + 1);
      if (dead || (dropAfter > 0 && silent >= dropAfter)) this.drop(one);
      else if (pingAfter > 0 && silent >= pingAfter * (pulse.pings + 1)) {
        pulse.pings += 1;
        this.ping(one);
      }
    }
  }
}
