import type { Person } from '../centre/model';

/** What people set on their telephones besides their state: do not disturb, and forwarding. It changes no call here. */
export class DeviceSettings {
  private readonly quiet = new Set<string>();
  private readonly forwarded = new Map<string, string>();

  doNotDisturb({ user }: Person): boolean {
    return this.quiet.has(user);
  }

  forwardTo({ user }: Person): string | undefined {
    return this.forwarded.get(user);
  }

  setDoNotDisturb({ user }: Person, on: boolean): void {
    if (on) this.quiet.add(user);
    else this.quiet.delete(user);
  }

  setForwardTo({ user }: Person, number: string | undefined): void {
    if (number === undefined) this.forwarded.delete(user);
    else this.forwarded.set(user, number);
  }
}
