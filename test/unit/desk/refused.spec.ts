import should from 'should';
import { openDesk } from '../../support/desk';

describe('desk: what is refused before it is sent', () => {
  it('is told by an event, as what fails later is', async () => {
    const desk = await openDesk((driver) => {
      driver.onCall = 'no';
    });
    const { supervision } = await (await desk.order({ reason: 'mood' })).now();
    should(desk.types().filter((type) => type.startsWith('supervision.'))).deepEqual(['supervision.failed']);
    should(desk.events.at(-1)).containDeep({
      agent: 'a1',
      supervisor: 'sup.one',
      detail: supervision.error?.message,
      supervision: { id: supervision.id, phase: 'failed', reason: 'mood', error: { code: 'no-active-call' } },
    });
  });

  it('is told once for each order, by whatever name the agent is filtered', async () => {
    const desk = await openDesk();
    await desk.active();
    await (await desk.order({ agent: 'a2' })).now();
    await (await desk.order({ agent: 'a3' })).now();
    const failed = desk.events.flatMap((event, place) =>
      event.type === 'supervision.failed' ? [{ ...event, names: desk.names[place] ?? [] }] : [],
    );
    should(failed.map(({ agent }) => agent)).deepEqual(['a2', 'a3']);
    should(failed.map(({ names }) => [...names])).containDeep([['id-a2'], ['id-a3']]);
  });

  it('is told when there is no contact', async () => {
    const desk = await openDesk();
    desk.driver.down();
    await (await desk.order()).now();
    should(desk.types().at(-1)).equal('supervision.failed');
    should(desk.events.at(-1)?.supervision?.error?.code).equal('unreachable');
  });
});
