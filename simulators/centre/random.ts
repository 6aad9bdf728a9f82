import { createHash } from 'node:crypto';

/** A number in [0, 1) each time it is called; the same series for the same seed. */
export type Random = () => number;

/** The series of a seed: SHA-256 of a counter, plenty for a simulation and the same on every machine. */
export function seededRandom(seed: string): Random {
  let count = 0;
  return () => {
    count += 1;
    return digest(`${seed}:${count}`).readUInt32BE(0) / 0x1_0000_0000;
  };
}

/** Bytes that depend on nothing but the words. Ids are made of them, so that a seed gives the same ids every time. */
export function digest(...words: string[]): Buffer {
  return createHash('sha256').update(words.join('\u0000')).digest();
}
