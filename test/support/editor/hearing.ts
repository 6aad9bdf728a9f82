import { until } from '../until';
import type { EditorPage } from './page';
import type { Red } from './red';

declare const RED: Red;
declare const toTheTest: (topic: string, message: unknown) => Promise<void>;

/** A message in the debug sidebar. */
export interface Heard {
  /** The debug node. */
  id: string;
  /** What it shows; an object where it shows one. */
  value: unknown;
}

/** What the editor has been told since it was asked to listen, oldest first. */
export interface Hearing {
  debug: Heard[];
  statuses: { id: string; text: string }[];
}

interface Message {
  id: string;
  msg?: unknown;
  format?: string;
  text?: string;
}

function valueOf({ msg, format = '' }: Message): unknown {
  return typeof msg === 'string' && /^(Object|error|array)/i.test(format) ? (JSON.parse(msg) as unknown) : msg;
}

/** Listens to what the debug sidebar and the nodes on the canvas are told. */
export async function hear({ page }: EditorPage): Promise<Hearing> {
  const hearing: Hearing = { debug: [], statuses: [] };
  await page.exposeFunction('toTheTest', (topic: string, message: Message) => {
    if (topic === 'debug') hearing.debug.push({ id: message.id, value: valueOf(message) });
    else hearing.statuses.push({ id: topic.replace('status/', ''), text: message.text ?? '' });
  });
  await page.evaluate(() => {
    const tell = (topic: string, message: unknown): void => {
      void toTheTest(topic, message);
    };
    for (const topic of ['debug', 'status/#']) RED.comms.subscribe(topic, tell);
  });
  return hearing;
}

/** Waits until a node shows that it is connected, after the first `from` statuses. */
export async function connected({ statuses }: Hearing, id: string, from = 0): Promise<void> {
  // A status is told as the key of a text, and translated by the editor.
  const shows = (status: { id: string; text: string }): boolean =>
    status.id === id && /(^|\.)connected$/.test(status.text);
  await until(`${id} is connected`, () => statuses.slice(from).some(shows), 30_000);
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

/** `msg.supervision`, or an event about one, that says that a supervisor is on the call. */
export const isProof = ({ value }: Heard): boolean =>
  [value, field(value, 'supervision')].some(
    (said) => field(said, 'phase') === 'active' && field(said, 'confirmation') === 'confirmed',
  );

/** What the simulator says of a call on which a supervisor is. */
export const isSupervised = ({ value }: Heard): boolean => {
  const legs = field(value, 'legs');
  return (
    Array.isArray(legs) && legs.some((leg) => field(leg, 'role') === 'supervisor' && field(leg, 'state') === 'talking')
  );
};

/** The code of an outcome that was not achieved. */
export const refusalOf = ({ value }: Heard): unknown => field(field(value, 'error'), 'code');

/** What a Catch node has caught. */
export const isFault = ({ value }: Heard): boolean =>
  field(value, 'source') !== undefined && field(value, 'message') !== undefined;

/** For how long nothing more is told when what was pressed has had its effect; a platform that is asked is asked each second. */
const quietMs = 1500;

/** Waits until what was pressed has had its effect: a supervisor is on a call, or after that there is nothing more to be heard. */
export async function effect({ debug, statuses }: Hearing, from: number): Promise<void> {
  await until('an effect', () => debug.length > from, 20_000);
  let [told, since] = [0, Date.now()];
  await until(
    'the end of an effect',
    () => {
      if (debug.slice(from).some(isProof)) return true;
      const now = debug.length + statuses.length;
      if (now !== told) [told, since] = [now, Date.now()];
      return Date.now() - since > quietMs;
    },
    30_000,
  );
}
