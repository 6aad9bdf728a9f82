import type { Redactor } from './redact';

/** Longest piece of a vendor's own text in a message, in characters. */
const quoteLimit = 200;

/** A piece of an answer as it may stand in an error: without secrets, markup and line breaks, and not too long. */
export function quote(said: string, redact: Redactor): string {
  const plain = redact
    .text(said.slice(0, 20 * quoteLimit))
    .replace(/<[^>]*>/g, ' ')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return plain.length > quoteLimit ? `${plain.slice(0, quoteLimit)}…` : plain;
}
