/** Numbers and booleans come as themselves or as texts: the vendor's own samples have both. NaN: neither. */
export function numeric(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : Number.NaN;
}

export function truth(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** A whole number within bounds. */
export function within(value: unknown, least: number, most: number): boolean {
  const number = numeric(value);
  return Number.isInteger(number) && number >= least && number <= most;
}
