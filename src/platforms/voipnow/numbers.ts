/** The last part of an extended number: `101` of `0007*101`. */
export const shortOf = (number: string): string => number.slice(number.lastIndexOf('*') + 1);

/** Whether two numbers mean the same extension: the extended and the short form of one may both occur (inferred). */
export function sameNumber(one: string, other: string): boolean {
  if (one === other) return one !== '';
  if (one.includes('*') === other.includes('*')) return false;
  return shortOf(one) === shortOf(other) && shortOf(one) !== '';
}
