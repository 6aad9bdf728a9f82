import should from 'should';
import { useEditor } from '../support/editor/editor';
import { fields, fillInAll } from '../support/editor/fields';
import type { EditorPage } from '../support/editor/page';
import { connection } from '../support/editor/flows';
import { available, flowTypes } from '../support/editor/types';

const tab = { id: 'tab', type: 'tab', label: 'here' };

describe('the edit dialogs', function () {
  this.timeout(120_000);
  const editor = useEditor();

  /** What nodes can choose. */
  const configs = [
    ...available.map((platform) => connection(platform, `a-${platform}`)),
    { id: 'a-tls', type: 'tls-config', name: 'house' },
    { id: 'a-proxy', type: 'http proxy', name: 'house', url: 'http://127.0.0.1:9', noproxy: [] },
  ];

  /** Choosing a platform and a connection has tests of its own. */
  const chosen = ['platform', ...available];

  /** Fills in everything, saves, and looks whether the dialog shows it again. */
  async function keepsWhatIsTyped(page: EditorPage, id: string): Promise<void> {
    await page.edit(id);
    const filled = await fillInAll(page, chosen);
    await page.done();
    const { node } = await page.see(id);
    for (const { name, kind, value } of filled.values()) {
      if (kind === 'password' || !(name in node)) continue;
      should(node[name]).equal(value, `${node.type}: ${name}`);
    }
    await page.edit(id);
    for (const { name, value } of await fields(page)) {
      if (!chosen.includes(name)) should(value).equal(filled.get(name)?.value, `${node.type}, opened again: ${name}`);
    }
    await page.field('name').fill('never mind');
    await page.cancel();
    (await page.see(id)).node.should.eql(node);
  }

  it('of what is on the canvas keep what is typed, and forget it on cancel', async () => {
    const page = await editor.open([tab, ...configs]);
    for (const [place, type] of flowTypes.entries()) {
      await keepsWhatIsTyped(page, await page.drag(type, 200, 60 + 60 * place));
    }
  });

  it('of connections keep what is typed, and forget it on cancel', async () => {
    const page = await editor.open([tab, ...configs]);
    for (const platform of available) await keepsWhatIsTyped(page, `a-${platform}`);
  });
});
