import { voipnowApp } from '../../simulators';
import type { Checkpoint } from '../../src/node-red/checkpoints';
import type { TestAnswer } from '../../src/node-red/testing';
import { post, type AdminAnswer } from './admin';
import type { FlowNode } from './node-red';

export type Answer = TestAnswer & { code?: string; message?: string };

/** How the editor shows a password that is stored. */
export const stored = '__PWRD__';
export const typedIn = { username: 'sup.one', password: 'simulator' };
export const keptIn = { username: 'sup.one', password: stored };
export const app = { appId: voipnowApp.key, appSecret: voipnowApp.secret };

/** The form of a connection node, as the editor sends it. */
export function form(node: FlowNode, credentials: Record<string, string>): object {
  const { id, type, ...properties } = node;
  return { id, type, properties, credentials };
}

export const test = (node: FlowNode, credentials: Record<string, string>): Promise<AdminAnswer<Answer>> =>
  post<Answer>('test', form(node, credentials));

const signs = { ok: '+', failed: '-', unknown: '?', 'not-reached': '.' };
/** Reachable, TLS, signed in, may supervise, events. */
export const marks = ({ checks }: TestAnswer): string => checks.map(({ state }) => signs[state]).join('');
export const at = ({ checks }: TestAnswer, wanted: Checkpoint['key']): Checkpoint =>
  checks.find(({ key }) => key === wanted)!;
