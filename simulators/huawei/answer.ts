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
export function send(response: ServerResponse, faults: Faults, reply: Reply, cut: boolean): void {
  const { body, headers = [], status, empty = false } = reply;
  if (status === undefined) {
    write(response, 200, type, empty ? '' : JSON.stringify(worded(faults, body)), cut, headers);
  } else plain(response, status);
}

/** What a servlet says, and no gateway. */
export function plain(response: ServerResponse, status: number): void {
  write(response, status, 'text/html', `<html><body><h1>HTTP Status ${status}</h1></body></html>`);
}
