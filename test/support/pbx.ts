import http from 'node:http';
import { voipnowApp } from '../../simulators';
import { httpNode, type Credentials, type FlowNode } from './node-red';
import { run, type Running } from './servers';

export const callbackSecret = 'c4nary-in-the-address';

/** A sign-in of the connection node `pbx`. */
export const appOf = (more: Record<string, string> = {}): Credentials => ({
  pbx: { appId: voipnowApp.key, appSecret: voipnowApp.secret, ...more },
});

/** A connection node called `pbx`, as the editor makes it; it looks often, so that tests are quick. */
export const pbx = (url: string, more: Partial<FlowNode> = {}): FlowNode => ({
  id: 'pbx',
  type: 'voipnow-connection',
  name: 'exchange',
  url,
  tls: '',
  proxy: '',
  timeoutSeconds: '3',
  userId: '@me',
  supervisorExtension: '0007*6105',
  pollSeconds: '0.1',
  tokenPath: '/oauth/token.php',
  callbackUrl: '',
  callbackExtensions: '',
  callbackAllow: '',
  ...more,
});

/** What a node needs that uses the connection `pbx`. */
export const onPbx = { platform: 'voipnow', genesys: '', voipnow: 'pbx' } as const;

export interface Asked {
  method: string;
  path: string;
  status: number;
}

/** Node-RED's web server: its HTTP nodes stand below `root`, whichever runtime runs. */
export async function webServer(root = ''): Promise<Running & { asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = http.createServer((request, response) => {
    const { method = '', url: path = '' } = request;
    response.on('finish', () => asked.push({ method, path, status: response.statusCode }));
    if (!httpNode || !path.startsWith(`${root}/`)) {
      response.writeHead(404).end();
      return;
    }
    request.url = path.slice(root.length);
    httpNode(request, response);
  });
  return Object.assign(await run(server), { asked });
}
