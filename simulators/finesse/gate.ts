import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../centre/clock';
import type { Faults } from '../faults';
import type { Directory, User } from './directory';

const wrongLimit = 5;
const lockedMs = 300_000;

export const samePassword = (given: string, real: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(real)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Who somebody says he is, and his password; undefined where that cannot be read. */
function credentialsIn(authorization: string): { name: string; password: string } | undefined {
  const encoded = /^basic\s+(\S+)$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const [name = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { name, password: rest.join(':') };
}

/** The name alone: a refusal repeats it. Of what XML cannot carry nothing is repeated. */
export function nameIn(authorization: string): string | undefined {
  const name = credentialsIn(authorization)?.name;
  return name !== undefined && /^[\w.@+-]{1,100}$/.test(name) ? name : undefined;
}

/** Basic on every request. After five wrong passwords in a row the right one is refused too, for five minutes. */
export class Gate {
  private readonly wrong = new Map<string, { times: number; until: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly directory: Directory,
    private readonly faults: Faults,
  ) {}

  enter(authorization: string): User | undefined {
    const credentials = credentialsIn(authorization);
    if (credentials === undefined) return undefined;
    const { name, password } = credentials;
    const user = this.directory.user(name) ?? this.directory.named(name);
    if (user === undefined) return undefined;
    const tries = this.wrong.get(user.loginId);
    const full = tries !== undefined && tries.times >= wrongLimit;
    const locked = full && this.clock.now() < tries.until;
    if (locked && this.faults.is('finesse-lockout')) return undefined;
    if (samePassword(password, user.person.password)) {
      this.wrong.delete(user.loginId);
      return user;
    }
    const times = full ? 1 : (tries?.times ?? 0) + 1;
    this.wrong.set(user.loginId, { times, until: this.clock.now() + lockedMs });
    return undefined;
  }
}
