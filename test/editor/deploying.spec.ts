import should from 'should';
import { readExample } from '../../scripts/demo/example';
import { useEditor } from '../support/editor/editor';
import { flowNode } from '../support/editor/flows';
import { connected, effect, hear, isFault, isProof, refusalOf } from '../support/editor/hearing';
import { until } from '../support/until';

describe('deploying', function () {
  this.timeout(90_000);
  const editor = useEditor();

  it('of nodes and flows leaves calls and connections alone; a full one begins anew', async () => {
    const { flows, startCall, sendAlert } = await readExample(true);
    const bargeIn = flows.find(({ type }) => type === 'supervision-barge-in')!.id;
    const elsewhere = flowNode('supervision-cancel', 'elsewhere', { z: 'other', what: 'message' });
    const page = await editor.open([...flows, { id: 'other', type: 'tab', label: 'other' }, elsewhere]);
    const heard = await hear(page);
    await connected(heard, bargeIn);
    await page.pressButton(startCall);
    await effect(heard, 0);

    const rename = async (id: string, way: 'full' | 'flows' | 'nodes'): Promise<void> => {
      await page.edit(id);
      await page.field('name').fill(`${way} deploy`);
      await page.done();
      should(await page.deploy(way)).equal(way);
      const deployed = await editor.runtime.get<{ id: string; name?: string }[]>('/flows');
      deployed.find((node) => node.id === id)!.should.match({ name: `${way} deploy` });
    };
    let statuses = heard.statuses.length;
    await rename(bargeIn, 'nodes');
    await connected(heard, bargeIn, statuses);
    await rename('elsewhere', 'flows');
    await page.pressButton(sendAlert);
    await until('the supervisor on the call', () => heard.debug.some(isProof), 20_000);

    statuses = heard.statuses.length;
    await rename(bargeIn, 'full');
    await connected(heard, bargeIn, statuses);
    const before = heard.debug.length;
    await page.pressButton(sendAlert);
    await until(
      'no call',
      () => heard.debug.slice(before).some((each) => refusalOf(each) === 'no-active-call'),
      20_000,
    );
    heard.debug.filter(isFault).should.eql([]);
  });
});
