import should from 'should';
import type { DriverEvent, StartOrder } from '../../../src/supervision/driver';
import { until } from '../../support/until';
import { scriptedDrivers, type OnScript } from './on-huawei';

const agent = { id: '6001', label: '6001' };
const soon = (): AbortSignal => AbortSignal.timeout(3_000);
const order: StartOrder = {
  id: 'x',
  mode: 'listen',
  agent,
  supervisor: '6105',
  arm: false,
  call: '1-1',
  confirmBy: Number.POSITIVE_INFINITY,
  options: {},
};

describe('driver of Huawei, where events of others come too', () => {
  const { scripted } = scriptedDrivers();

  const legs = ({ told }: OnScript): string[] =>
    told.flatMap((event: DriverEvent) => (event.type === 'leg' ? [event.state] : []));

  async function listening(): Promise<OnScript> {
    const on = await scripted(({ path }) =>
      path.endsWith('/agentstatus') ? { body: { retcode: '0', result: { agentState: 4 } } } : undefined,
    );
    await on.driver.start(order, soon());
    on.gateway.tell('AgentState_Busy', 'AgentOther_PhoneAlerting', 'AgentOther_PhoneOffhook');
    await until('joined', () => legs(on).includes('joined'));
    return on;
  }

  it('another agent who hangs up, or changes his state, is not the inspector', async () => {
    const on = await listening();
    for (const eventType of ['AgentOther_PhoneRelease', 'AgentState_Ready', 'AgentState_SetNotReady_Success']) {
      on.gateway.tell({ eventType, workNo: '6001', content: null });
    }
    on.gateway.tell('AgentState_Rest_Timeout');
    const states = (): string[] =>
      on.told.flatMap((event) =>
        event.type === 'call' && event.event === 'agent.state' ? [`${event.agent ?? ''} ${event.detail ?? ''}`] : [],
      );
    await until('the last', () => states().includes('6105 Rest_Timeout'));
    should(legs(on)).deepEqual(['ringing', 'joined']);
    should(states()).deepEqual(['6105 Busy', '6001 Ready', '6001 SetNotReady_Success', '6105 Rest_Timeout']);
    on.gateway.tell('AgentOther_PhoneRelease');
    await until('left', () => legs(on).includes('left'));
  });

  it('another agent who is seized is no proof that the inspector is on the call', async () => {
    const on = await scripted(({ path }) =>
      path.endsWith('/agentstatus') ? { body: { retcode: '0', result: { agentState: 4 } } } : undefined,
    );
    await on.driver.start(order, soon());
    for (const eventType of ['AgentState_Busy', 'AgentOther_PhoneAlerting', 'AgentOther_PhoneOffhook']) {
      on.gateway.tell({ eventType, workNo: 'a6001', content: null });
    }
    on.gateway.tell('AgentState_Rest_Timeout');
    await until('the last', () => on.told.some((event) => event.type === 'call' && event.agent === '6105'));
    should(legs(on)).be.empty();
  });
});
