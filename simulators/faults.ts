/** Something wrong with what the user of the simulator wrote; the message says what and what is allowed. */
export class FaultError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FaultError';
  }
}

export interface FaultDefinition {
  name: string;
  /** `switch`: on or off. `number`: 0 or more. `text`: anything. A list: one of it. `action`: done at once, no value. */
  takes: 'switch' | 'number' | 'text' | 'action' | readonly string[];
  /** What holds while nobody sets it. */
  normal: string;
  about: string;
}

export interface FaultRule {
  name: string;
  value: string;
  /** Only for this operation (`ListenIn`), method (`GET`) or route (`GET /me`). */
  only?: string;
  /** How many more times. */
  times?: number;
}

export interface FaultView extends FaultDefinition {
  value: string;
  only?: string;
  times?: number;
}

const shape = /^(?<name>[a-z-]+)(?:=(?<value>[^#@]*))?(?:@(?<only>[^#]+))?(?:#(?<times>\d+))?$/;

/** Reads `name[=value][@only][#times]`, e.g. `rest-cut=after@ListenIn#1`. */
export function parseFault(text: string): FaultRule {
  const groups = shape.exec(text)?.groups;
  const name = groups?.name;
  if (name === undefined) throw new FaultError(`"${text}" is not a fault: write name[=value][@operation][#times].`);
  const { value = 'on', only, times } = groups ?? {};
  return { name, value, ...(only !== undefined && { only }), ...(times !== undefined && { times: Number(times) }) };
}

/** Everything that can be switched at run time, by name. What is not a fault but a choice (`intrusion`) is here too. */
export class Faults {
  private readonly definitions: ReadonlyMap<string, FaultDefinition>;
  private readonly rules = new Map<string, FaultRule>();
  private readonly listeners = new Set<(name: string, value: string) => void>();

  constructor(definitions: readonly FaultDefinition[]) {
    this.definitions = new Map(definitions.map((definition) => [definition.name, definition]));
  }

  /** Sets one, from text (`rest-slow=500`) or parts. An action is done at once. */
  set(fault: string | FaultRule): void {
    const rule = typeof fault === 'string' ? parseFault(fault) : fault;
    this.check(rule);
    if (this.defined(rule.name).takes !== 'action') this.rules.set(rule.name, { ...rule });
    this.tell(rule.name, rule.value);
  }

  /** Back to normal: one, or all of them. */
  clear(name?: string): void {
    if (name !== undefined) this.defined(name);
    for (const known of name === undefined ? [...this.rules.keys()] : [name]) {
      if (this.rules.delete(known)) this.tell(known, this.defined(known).normal);
    }
  }

  value(name: string): string {
    return this.rules.get(name)?.value ?? this.defined(name).normal;
  }

  is(name: string): boolean {
    return this.value(name) === 'on';
  }

  number(name: string): number {
    return Number(this.value(name));
  }

  /**
   * The value if the fault is set and meant for this, else undefined. Counts down a fault that is for a number of times.
   * @param labels what is going on: its operation, method, route
   */
  take(name: string, ...labels: string[]): string | undefined {
    const rule = this.rules.get(name);
    if (rule === undefined || rule.value === 'off') return undefined;
    if (rule.only !== undefined && !labels.includes(rule.only)) return undefined;
    if (rule.times !== undefined) {
      rule.times -= 1;
      if (rule.times <= 0) this.clear(name);
    }
    return rule.value;
  }

  /** As `take`, but only a fault that was set for exactly this. */
  takeOnly(name: string, label: string): string | undefined {
    return this.rules.get(name)?.only === undefined ? undefined : this.take(name, label);
  }

  list(): FaultView[] {
    return [...this.definitions.values()].map((definition) => ({
      ...definition,
      value: definition.normal,
      ...this.rules.get(definition.name),
    }));
  }

  onChange(listener: (name: string, value: string) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  private tell(name: string, value: string): void {
    for (const listener of this.listeners) listener(name, value);
  }

  private defined(name: string): FaultDefinition {
    const definition = this.definitions.get(name);
    if (definition !== undefined) return definition;
    const names = [...this.definitions.keys()].join(', ');
    throw new FaultError(`There is no fault "${name}". There are: ${names}.`);
  }

  private check({ name, value, times }: FaultRule): void {
    const { takes } = this.defined(name);
    if (times !== undefined && !(Number.isInteger(times) && times > 0)) {
      throw new FaultError(`The fault "${name}" must happen a whole number of times, at least once.`);
    }
    if (takes === 'number' && (value.trim() === '' || !(Number(value) >= 0))) {
      throw new FaultError(`The fault "${name}" takes a number of 0 or more, not "${value}".`);
    }
    const allowed = takes === 'switch' ? ['on', 'off'] : takes;
    if (typeof allowed !== 'string' && !allowed.includes(value)) {
      throw new FaultError(`The fault "${name}" takes ${allowed.join(' or ')}, not "${value}".`);
    }
  }
}
