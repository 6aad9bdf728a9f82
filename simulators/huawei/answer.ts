import type { ServerResponse } from 'node:http';
import type { Faults } from '../faults';
import type { Json } from '../json';
import { write } from '../wire';
import type { Reply } from './reply';

const type = 'application/json;charset=UTF-8';

function worded(faults: Faults, body: Json): Json {
  const code = String(body.retcode);
  return faults.is('huawei-retcode-number') && /^\d+$/.test(code) ? { ...body, retcode: Number(code) } : body;
}

/** Writes an answer, whole or (when the fault says so) broken off in the middle. */
export function send(response: ServerResponse, faults: Faults, { body, headers = [] }: Reply, cut: boolean): void {
  write(response, 200, type, JSON.stringify(worded(faults, body)), cut, headers);
}
