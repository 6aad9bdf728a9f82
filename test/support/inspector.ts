import type { Credentials, FlowNode } from './node-red';

/** A sign-in of the connection node `ccg`: the inspector sup.one of the simulated centre. */
export const inspector = (more: Record<string, string> = {}): Credentials => ({
  ccg: { password: 'simulator', ...more },
});

/** A connection node called `ccg`, as the editor makes it; it looks often, so that tests are quick. */
export const ccg = (url: string, more: Partial<FlowNode> = {}): FlowNode => ({
  id: 'ccg',
  type: 'huawei-connection',
  name: 'gateway',
  url,
  tls: '',
  proxy: '',
  timeoutSeconds: '3',
  agentId: '6105',
  phoneNumber: '6105',
  signIn: 'normal',
  releasePhone: true,
  setIdle: true,
  lookSeconds: '0.2',
  ...more,
});

/** What a node needs that uses the connection `ccg`. */
export const onCcg = { platform: 'huawei', genesys: '', huawei: 'ccg' } as const;
