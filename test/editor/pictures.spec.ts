/** The pictures of the pages and the README, taken anew by `npm run pictures`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, type FlowNode } from '../../scripts/runtime/user-dir';
import { useEditor } from '../support/editor/editor';
import { flowNode } from '../support/editor/flows';
import { connected, hear } from '../support/editor/hearing';
import { importExample } from '../support/editor/importing';
import type { EditorPage } from '../support/editor/page';
import type { Red } from '../support/editor/red';
import { types } from '../support/editor/types';

declare const RED: Red & { sidebar: { show(id: string): void }; workspaces: { show(id: string): void } };

const folder = process.env.PICTURES;
const first = '1 - Barge in on a sentiment alert.json';

/** Everything of the first example, and one node of each type that it has not. */
function everyType(): FlowNode[] {
  const flows = JSON.parse(readFileSync(join(checkout, 'examples', first), 'utf8')) as FlowNode[];
  const genesys = flows.find(({ type }) => type === 'genesys-connection')?.id ?? '';
  const z = flows.find(({ type }) => type === 'tab')?.id ?? '';
  const missing = types.filter((type) => !flows.some((node) => node.type === type));
  const added = missing.map((type, place) =>
    flowNode(type, `picture-${place}`, { z, y: 700 + 60 * place, platform: 'genesys', genesys }),
  );
  return [...flows, ...added];
}

/** Where there is no folder to put them in, nothing is painted, and nothing was left out. */
if (folder !== undefined) {
  describe('the pictures', function () {
    this.timeout(120_000);
    const editor = useEditor();
    const paint = async ({ page }: EditorPage, selector: string, name: string): Promise<void> => {
      await page
        .locator(selector)
        .last()
        .screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
    };

    /** What is above and below the form of a dialog. */
    const around = 230;
    const heightOf = ({ page }: EditorPage): Promise<number> =>
      page
        .locator('.supervision-form:visible')
        .last()
        .evaluate((form) => Math.ceil(form.getBoundingClientRect().height));

    it('of the palette', async () => {
      const page = await editor.open();
      const group = '#red-ui-palette-container-call_supervision';
      await page.page.locator(group).scrollIntoViewIfNeeded();
      await paint(page, group, 'palette');
    });

    it('of every dialog', async () => {
      const page = await editor.open(everyType());
      for (const type of types) {
        const id = await page.page.evaluate((wanted) => {
          const all = RED.nodes.createCompleteNodeSet();
          return String(all.find((node) => node.type === wanted)?.id);
        }, type);
        await page.edit(id);
        await page.still();
        await page.page.setViewportSize({ width: 1280, height: around + (await heightOf(page)) });
        await page.still();
        await paint(page, '.red-ui-tray', `dialog-${type}`);
        await page.cancel();
      }
    });

    it('of the first example, and of the tab Supervision', async () => {
      const page = await editor.open();
      await importExample(page, first);
      const heard = await hear(page);
      await page.deploy();
      await connected(heard, 'ex1-barge-in');
      await page.page.locator('.red-ui-notification').first().waitFor({ state: 'hidden' });
      await page.page.setViewportSize({ width: 1560, height: 580 });
      await page.page.evaluate((tab) => {
        RED.workspaces.show(tab);
        RED.actions.invoke('core:toggle-sidebar');
        RED.actions.invoke('core:toggle-palette');
        document.querySelector('#red-ui-workspace-chart')?.scrollTo(0, 0);
      }, 'ex1-tab');
      await page.page.locator('[id="ex1-barge-in"]').waitFor();
      await paint(page, '#red-ui-workspace-chart', 'example-1');
      await page.page.setViewportSize({ width: 1280, height: 800 });
      await page.page.evaluate(() => {
        RED.actions.invoke('core:toggle-sidebar');
        RED.sidebar.show('call-supervision');
      });
      await page.pressButton('ex1-start-call');
      await page.pressButton('ex1-send-alert');
      await page.page.locator('.supervision-board li[data-phase="active"]').waitFor();
      await paint(page, '#red-ui-sidebar', 'sidebar');
    });
  });
}
