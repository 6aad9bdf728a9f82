import axios, { type AxiosInstance } from 'axios';
import { parse, type Element } from 'ltx';
import { now } from '../figures';
import { subscribe, type Notice } from './raw-xmpp';
import { serve } from './serve';

/** What somebody writes who needs one supervisor on one agent: three libraries and the happy path. */
interface Start {
  api: string;
  events: string;
  /** His phone is the rest of it without the first figure. */
  loginId: string;
}

interface Order {
  /** Login id; his phone is likewise the rest of it. */
  agent: string;
  mode: 'listen' | 'barge';
  /** Whether it is asked first that the agent is on a call. */
  look: boolean;
}

let http: AxiosInstance = axios.create();
let loginId = '';
let disconnect: () => void = () => undefined;
let heard: (notice: Notice) => void = () => undefined;
/** Of the call he is on. */
let dialog = '';

const phoneOf = (id: string): string => id.slice(1);

const next = (meant: (notice: Notice) => boolean): Promise<Notice> =>
  new Promise((resolve) => {
    heard = (notice) => {
      if (meant(notice)) resolve(notice);
    };
  });

const isOn = ({ node, event, thing }: Notice, silent: boolean): boolean =>
  node.endsWith('/Dialogs') &&
  event !== 'DELETE' &&
  thing.getChildText('state') === 'ACTIVE' &&
  (thing.getChild('mediaProperties')?.getChildText('callType') === 'SUPERVISOR_MONITOR') === silent &&
  legsOf(thing).some(
    (leg) => leg.getChildText('mediaAddress') === phoneOf(loginId) && leg.getChildText('state') === 'ACTIVE',
  );

const legsOf = (thing: Element): Element[] => thing.getChild('participants')?.getChildren('Participant') ?? [];

const isIdle = ({ thing }: Notice): boolean =>
  thing.getName() === 'user' && thing.getChildText('state') === 'NOT_READY';

const body = (action: string, more: string): string =>
  `<Dialog><requestedAction>${action}</requestedAction>${more}</Dialog>`;

async function start(given: Start): Promise<void> {
  ({ loginId } = given);
  const auth = { username: loginId, password: 'simulator' };
  http = axios.create({ baseURL: given.api, auth, headers: { 'Content-Type': 'application/xml' } });
  const system = parse((await http.get<string>('/SystemInfo')).data);
  const domain = system.getChildText('xmppDomain') ?? '';
  disconnect = await subscribe({ url: given.events, domain, ...auth }, (notice) => {
    heard(notice);
  });
  const signedIn = next(isIdle);
  await http.put(`/User/${loginId}`, `<User><state>LOGIN</state><extension>${phoneOf(loginId)}</extension></User>`);
  await signedIn;
}

async function post(action: string, agent: string, more = ''): Promise<void> {
  const addresses = `<fromAddress>${phoneOf(loginId)}</fromAddress><toAddress>${phoneOf(agent)}</toAddress>`;
  await http.post(`/User/${loginId}/Dialogs`, body(action, addresses + more));
}

async function order({ agent, mode, look }: Order): Promise<number> {
  const began = now();
  const listening = next((notice) => isOn(notice, true));
  if (look) {
    const { data } = await http.get<string>(`/User/${agent}/Dialogs`);
    if (parse(data).getChildren('Dialog').length === 0) throw new Error('The agent has no call.');
  }
  await post('SILENT_MONITOR', agent);
  dialog = (await listening).thing.getChildText('id') ?? '';
  if (mode === 'barge') {
    const joined = next((notice) => isOn(notice, false));
    await post('BARGE_CALL', agent, `<associatedDialogUri>/finesse/api/Dialog/${dialog}</associatedDialogUri>`);
    dialog = (await joined).thing.getChildText('id') ?? '';
  }
  return now() - began;
}

async function release(): Promise<void> {
  const idle = next(isIdle);
  await http.put(`/Dialog/${dialog}`, body('DROP', `<targetMediaAddress>${phoneOf(loginId)}</targetMediaAddress>`));
  await idle;
}

serve({ start, order, release }, () => {
  disconnect();
});
