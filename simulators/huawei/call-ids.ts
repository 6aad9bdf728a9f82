import type { Call } from '../centre/model';

/** `1767603600-7`: the second the call began, and a number. */
export const callIdOf = ({ id, startedAt }: Call): string => `${Math.floor(startedAt / 1000)}-${id.replace(/\D/g, '')}`;
