import should from 'should';
import { useEditor } from '../support/editor/editor';
import { connection, flowNode } from '../support/editor/flows';
import { fields, fillInAll } from '../support/editor/fields';
import type { Red } from '../support/editor/red';
import { available } from '../support/editor/types';

declare const RED: Red;

const tab = { id: 'tab', type: 'tab', label: 'here' };
const none = { genesys: '', voipnow: '', huawei: '', finesse: '' };
/** What else cannot be left empty. */
const needed: Readonly<Record<string, Record<string, string>>> = {
  huawei: { agentId: '2101', phoneNumber: '70011' },
  finesse: { extension: '4100' },
};

describe('connections', function () {
  this.timeout(60_000);
  const editor = useEditor();

  it('can be added while a node is edited, and the node has it', async () => {
    const page = await editor.open([tab]);
    const id = await page.drag('supervision-barge-in');
    await page.edit(id);
    for (const platform of available) {
      await page.field('platform').selectOption(platform);
      await page.add(platform);
      await page.field('name').fill(`my ${platform}`);
      await page.field('url').fill('http://127.0.0.1:9');
      for (const [name, value] of Object.entries(needed[platform] ?? {})) await page.field(name).fill(value);
      await page.done();
      const option = page.field(platform).locator('option:checked');
      (await option.innerText()).should.equal(`my ${platform}`);
    }
    await page.done();
    const last = available.at(-1)!;
    const { node, valid, label } = await page.see(id);
    ({ valid, label }).should.eql({ valid: true, label: `barge in [my ${last}]` });
    node.should.match({ ...none, platform: last, [last]: node[last] });
    (await page.see(String(node[last]))).users.should.eql([id]);
  });

  it('keep their passwords to themselves', async () => {
    const ids = available.map((platform) => `a-${platform}`);
    const page = await editor.open([tab, ...available.map((platform) => connection(platform, `a-${platform}`))]);
    const filled = new Map<string, Awaited<ReturnType<typeof fillInAll>>>();
    for (const id of ids) {
      await page.edit(id);
      const all = (await fields(page)).filter(({ kind }) => kind !== 'password').map(({ name }) => name);
      filled.set(id, await fillInAll(page, all));
      await page.done();
    }
    await page.deploy();
    await page.load(editor.runtime.url);
    const exported = await page.page.evaluate(() => JSON.stringify(RED.nodes.createCompleteNodeSet()));
    const stored = JSON.stringify(await editor.runtime.get('/flows'));
    for (const id of ids) {
      await page.edit(id);
      const passwords = (await fields(page)).filter(({ kind }) => kind === 'password');
      passwords.should.not.be.empty();
      for (const { name, value } of passwords) {
        value.should.equal('__PWRD__');
        const secret = filled.get(id)?.get(name)?.value;
        should(secret).equal(`other ${name}`);
        for (const text of [exported, stored, await page.page.content()]) text.should.not.containEql(String(secret));
      }
      await page.cancel();
    }
  });

  it('are missed when they are deleted', async () => {
    const page = await editor.open([
      ...[tab, connection('genesys', 'one')],
      flowNode('supervision-events', 'it', { ...none, platform: 'genesys', genesys: 'one' }),
    ]);
    (await page.see('it')).valid.should.be.true();
    await page.edit('one');
    await page.page.locator('.red-ui-tray-toolbar .leftButton').click();
    await page.page.waitForFunction(() => !RED.nodes.node('one'));
    await page.page.waitForFunction(() => document.querySelector('.red-ui-tray') === null);
    (await page.see('it')).should.match({ valid: false, errors: ['Choose a connection.'] });
  });
});
