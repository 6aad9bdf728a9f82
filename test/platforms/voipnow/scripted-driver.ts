import { VoipNowClient, type VoipNowOptions } from '../../../src/platforms/voipnow/client';
import { VoipNowDriver, type VoipNowDriverOptions } from '../../../src/platforms/voipnow/driver';
import type { DriverEvent, StartOrder } from '../../../src/supervision/driver';
import { DrivenChance } from '../../support/driven-chance';
import { settle } from '../../support/manual-clock';
import type { Reply } from '../../support/scripted';
import { collection, scriptedVoipNow, type SeenByVoipNow } from '../../support/scripted-voipnow';

export const agent = { id: '0007*101', label: '0007*101' };
export const supervisor = '0007*900';
const minute = 60_000;

export const view = (id: string, source: string, more: object = {}): object => ({
  id,
  extension: agent.id,
  status: '5',
  source: [source],
  destination: [agent.id],
  ...more,
});

export type ScriptedDriver = Awaited<ReturnType<typeof scriptedDriver>>;

/** A driver that is connected to a PBX which says what the test says, on a clock that stands still. */
export async function scriptedDriver(
  views: object[],
  options: Partial<VoipNowOptions> = {},
  more: Partial<VoipNowDriverOptions> = {},
  reply: (seen: SeenByVoipNow) => Reply | undefined = () => undefined,
) {
  const state = { views: views as object[] | undefined, reply };
  let open = 0;
  const pbx = await scriptedVoipNow((seen) => {
    const said = state.reply(seen);
    if (said || seen.path.startsWith('/oauth')) return said;
    if (seen.path.includes('presence')) return collection({ extension: supervisor, status: '1' });
    if (seen.method === 'PUT') return { status: 202, body: { id: 'c1' } };
    if (!seen.path.includes(agent.id)) return collection();
    return state.views ? collection({ id: 'c1', phoneCallView: state.views }) : collection();
  });
  const chance = new DrivenChance();
  const client = new VoipNowClient({ url: pbx.url, appId: 'a', appSecret: 'b', chance, ...options });
  const ask = client.http.request.bind(client.http);
  client.http.request = (request) => {
    open++;
    return ask(request).finally(() => open--);
  };
  const driver = new VoipNowDriver(client, { supervisor, pollMs: 2_000, ...more });
  const events: DriverEvent[] = [];
  driver.listen((event) => events.push(event));
  await driver.connect(AbortSignal.timeout(5_000));
  const quiet = async (): Promise<void> => {
    do await settle();
    while (open > 0);
    await settle();
  };
  const { signal } = new AbortController();
  const order = (more: Partial<StartOrder> = {}): StartOrder => ({
    id: 's1',
    mode: 'barge',
    agent,
    supervisor,
    arm: false,
    confirmBy: chance.now() + 30_000,
    options: {},
    ...more,
  });
  const perMinute = async (): Promise<number> => {
    const before = pbx.seen.length;
    await chance.pass(minute, quiet);
    return pbx.seen.length - before;
  };
  const types = (): string[] => events.map((event) => (event.type === 'leg' ? event.state : event.type));
  const close = async (): Promise<void> => {
    await driver.disconnect(AbortSignal.timeout(900));
    await pbx.close();
  };
  return { pbx, driver, chance, state, signal, order, perMinute, quiet, types, events, close };
}
