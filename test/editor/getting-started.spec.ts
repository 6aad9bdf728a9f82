/** The page for whoever is new, walked through as it stands there: every click is one of a person, and they are counted. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import should from 'should';
import { checkout, packageName } from '../../scripts/runtime/user-dir';
import { useEditor } from '../support/editor/editor';
import { hear, isProof, isSupervised, refusalOf, type Heard } from '../support/editor/hearing';
import { makeRoom } from '../support/editor/importing';
import { until } from '../support/until';

const guide = readFileSync(join(checkout, 'docs', 'getting-started.md'), 'utf8').split(/^## /m);

/** The text below a heading of the page. */
function section(number: number): string {
  const found = guide.find((each) => each.startsWith(`${number}. `));
  if (found === undefined) throw new Error(`docs/getting-started.md has no part ${number}.`);
  return found;
}

/** What the page prints in bold there: what somebody is to press, in that order. */
const bold = (number: number): string[] => [...section(number).matchAll(/\*\*([^*]+)\*\*/g)].map(([, word]) => word!);

describe('getting started', function () {
  this.timeout(120_000);
  const editor = useEditor();

  /** The button of an inject node. Its label may be broken into lines. */
  const buttonOf = (page: Page, name: string): Locator =>
    page.locator('.red-ui-flow-node-group', { hasText: name }).locator('.red-ui-flow-node-button-button');

  const statusOf = (page: Page, id: string, text: string): Locator =>
    page.locator(`[id="${id}"] .red-ui-flow-node-status-label`, { hasText: text });

  /** By its button, or by the menu of the sidebar, where Node-RED 4 puts what it has no room for. */
  async function openTab(page: Page, name: string): Promise<void> {
    const button = page.locator('#red-ui-tab-call-supervision-link-button, button[data-tab-id="call-supervision"]');
    if (await button.isVisible()) return button.click();
    await page.locator('#red-ui-sidebar .red-ui-tab-link-button-menu').click();
    await page.locator('.red-ui-menu-dropdown:visible').getByText(name, { exact: true }).click();
  }

  it('leads from an empty Node-RED to a supervisor on the call, and off it, as the page says', async () => {
    const opened = await editor.open();
    const { page } = opened;
    let clicks = 0;
    const press = async (what: Locator): Promise<void> => {
      await what.click();
      clicks += 1;
    };
    const heard = await hear(opened);
    const shown = (id: string, is: (message: Heard) => boolean, from = 0): Promise<Heard> =>
      until(`a message of ${id}`, () => heard.debug.slice(from).find((each) => each.id === id && is(each)), 30_000);
    const people = (count: number) => (message: Heard) =>
      (message.value as { legs?: unknown[] }).legs?.length === count;

    section(2).should.containEql(`\`${packageName}\``);
    const [menu = '', examples = '', example = '', go = '', deploy = ''] = bold(2);
    await press(page.locator('#red-ui-header-button-sidemenu'));
    await press(page.locator('.red-ui-menu-dropdown:visible').getByText(menu, { exact: true }));
    const dialog = page.locator('.ui-dialog:visible');
    for (const step of [examples, packageName, example])
      await press(dialog.locator('.red-ui-tab, .red-ui-treeList-label').getByText(step, { exact: true }).first());
    await press(dialog.getByRole('button', { name: go, exact: true }));
    await press(page.locator('#red-ui-workspace-tabs').getByText('Barge in on an alert', { exact: true }));
    await makeRoom(opened);
    await press(page.locator('#red-ui-header-button-deploy', { hasText: deploy }));
    await statusOf(page, 'ex1-barge-in', 'connected').waitFor();

    const [start = '', angry = '', hangUp = ''] = bold(3);
    await press(buttonOf(page, start));
    await shown('ex1-calls', people(2));
    await press(buttonOf(page, angry));
    await statusOf(page, 'ex1-barge-in', 'on the call').waitFor();
    should(clicks).equal(10);

    await shown('ex1-joined', isProof);
    await shown('ex1-calls', isSupervised);
    await shown('ex1-left', ({ value }) => JSON.stringify(value).includes('"phase":"ended"'));

    const beforeHangUp = heard.debug.length;
    await press(buttonOf(page, hangUp));
    await shown('ex1-calls', () => true, beforeHangUp);
    await press(buttonOf(page, angry));
    should(refusalOf(await shown('ex1-refused', () => true, beforeHangUp))).equal('no-active-call');

    await openTab(page, bold(4)[0] ?? '');
    await page.locator('.supervision-board', { hasText: 'no active call' }).waitFor();

    const [done = ''] = bold(5);
    await page.locator('[id="ex1-barge-in"]').dblclick();
    await opened.field('platform').selectOption('voipnow');
    await page.getByRole('button', { name: done, exact: true }).click();
    await opened.still();
    await page.locator('#red-ui-header-button-deploy').click();
    await statusOf(page, 'ex1-barge-in', 'connected').waitFor();
    const beforeAgain = heard.debug.length;
    await buttonOf(page, start).click();
    await shown('ex1-calls', people(2), beforeAgain);
    await buttonOf(page, angry).click();
    const { value } = await shown('ex1-joined', isProof, beforeAgain);
    JSON.stringify(value).should.containEql('"platform":"voipnow"');
  });
});
