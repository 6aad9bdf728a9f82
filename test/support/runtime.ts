import { freePort } from '../../scripts/runtime/ports';
import { startNodeRed, type NodeRed } from '../../scripts/runtime/node-red';
import { writeFlows, type FlowNode } from '../../scripts/runtime/user-dir';
import { packedUserDir } from './packed';

/** A real Node-RED with the installed package. */
export interface Runtime extends NodeRed {
  userDir: string;
  /** The answer to a GET of the admin API; 200 or it throws. */
  get<T>(path: string, accept?: string): Promise<T>;
  text(path: string): Promise<string>;
  press(inject: string): Promise<void>;
  /** Full deploy. */
  deploy(flows: readonly FlowNode[]): Promise<void>;
  close(): Promise<void>;
}

export async function openRuntime(flows: readonly FlowNode[] = []): Promise<Runtime> {
  const port = await freePort();
  const userDir = await packedUserDir(port);
  writeFlows(userDir.path, flows);
  const nodeRed = await startNodeRed(userDir.path, port);
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const answer = await fetch(`${nodeRed.url}${path}`, init);
    if (!answer.ok) throw new Error(`${init.method ?? 'GET'} ${path}: HTTP ${answer.status} ${await answer.text()}`);
    return answer;
  };
  return {
    ...nodeRed,
    userDir: userDir.path,
    get: async <T>(path: string) => (await (await ask(path, { headers: { accept: 'application/json' } })).json()) as T,
    text: async (path) => (await ask(path, {})).text(),
    press: async (inject) => {
      await ask(`/inject/${inject}`, { method: 'POST' });
    },
    deploy: async (nodes) => {
      const headers = { 'content-type': 'application/json', 'node-red-deployment-type': 'full' };
      await ask('/flows', { method: 'POST', headers, body: JSON.stringify(nodes) });
    },
    close: async () => {
      await nodeRed.stop();
      userDir.remove();
    },
  };
}
