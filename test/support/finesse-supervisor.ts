import type { Credentials, FlowNode } from './node-red';

/** A sign-in of the connection node `fin`: the supervisor sup.one of the simulated centre. */
export const supervisorOf = (more: Record<string, string> = {}): Credentials => ({
  fin: { username: '16105', password: 'simulator', ...more },
});

/** A connection node called `fin`, as the editor makes it. */
export const fin = (url: string, notificationUrl: string, more: Partial<FlowNode> = {}): FlowNode => ({
  id: 'fin',
  type: 'finesse-connection',
  name: 'desk',
  url,
  secondaryUrl: '',
  tls: '',
  proxy: '',
  timeoutSeconds: '3',
  extension: '6105',
  notifications: 'websocket',
  notificationUrl,
  signIn: true,
  setNotReady: false,
  reasonCodeId: '',
  keepListening: false,
  ...more,
});

/** What a node needs that uses the connection `fin`. */
export const onFin = { platform: 'finesse', genesys: '', finesse: 'fin' } as const;
