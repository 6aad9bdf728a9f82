import { freePort } from '../../../scripts/runtime/ports';
import { packageName } from '../../../scripts/runtime/user-dir';
import type { EditorPage } from './page';
import type { FlowFileNode, Red } from './red';

declare const RED: Red;

const dialog = '#red-ui-clipboard-dialog';

/**
 * What to do with what is there already. `share`: everything becomes a copy, but for config nodes, which both use; that is the first
 * offer. `copy`: config nodes too.
 */
type Again = 'share' | 'copy';

async function confirm({ page }: EditorPage, again?: Again): Promise<void> {
  const before = await page.evaluate(() => RED.nodes.createCompleteNodeSet().length);
  await page.locator(`${dialog}-ok`).click();
  if (again) {
    const key = again === 'share' ? 'importCopy' : 'viewNodes';
    const name = await page.evaluate((label) => RED._(label), `clipboard.import.${key}`);
    await page.getByRole('button', { name }).click();
    if (again === 'copy') {
      // Config nodes are not ticked at first. The other boxes there would replace what is there already.
      const boxes = page.locator('.red-ui-clipboard-dialog-import-conflicts-gutter input');
      await boxes.first().waitFor();
      for (const box of await boxes.all()) await box.check();
      await page.locator(`${dialog}-import-conflict`).click();
    }
  }
  await page.waitForFunction((had) => RED.nodes.createCompleteNodeSet().length > had, before);
}

/** Menu, Import, Examples, the package, the file. */
export async function importExample(page: EditorPage, file: string, again?: Again): Promise<void> {
  await page.page.evaluate(() => {
    RED.actions.invoke('core:show-examples-import-dialog');
  });
  for (const name of [packageName, file.replace(/\.json$/, '')])
    await page.page.locator(`${dialog} .red-ui-treeList-label`).getByText(name, { exact: true }).click();
  await confirm(page, again);
}

/** Menu, Import, Clipboard. */
export async function importText(page: EditorPage, flows: string): Promise<void> {
  await page.page.evaluate(() => {
    RED.actions.invoke('core:show-import-dialog');
  });
  await page.page.locator(`${dialog}-import-text`).fill(flows);
  // The dialog looks at what it was given when a key goes up.
  await page.page.locator(`${dialog}-import-text`).press('End');
  await confirm(page);
}

/** Menu, Export, current flow. */
export async function exportFlow(page: EditorPage): Promise<FlowFileNode[]> {
  await page.page.evaluate(() => {
    RED.actions.invoke('core:show-export-dialog');
  });
  await page.page.locator(`${dialog}-export-rng-flow`).click();
  const text = await page.page.locator(`${dialog}-export-text`).inputValue();
  await page.page.locator(`${dialog}-cancel`).click();
  return JSON.parse(text) as FlowFileNode[];
}

/** Where another program has a port of the imported example, another one is chosen, as a person would have to. */
export async function makeRoom({ page }: EditorPage): Promise<void> {
  const simulators = await page.evaluate(() =>
    RED.nodes.createCompleteNodeSet().filter(({ type }) => type === 'supervision-simulator'),
  );
  const taken = simulators.flatMap(Object.entries).filter(([name, value]) => name.endsWith('Port') && value !== '');
  for (const [, value] of taken) {
    const port = await freePort(Number(value));
    if (port === Number(value)) continue;
    await page.evaluate(
      ({ from, to }) => {
        const move = (node: Record<string, unknown>): void => {
          for (const [name, old] of Object.entries(node)) {
            if (name.endsWith('Port') && String(old) === from) node[name] = to;
            if (/url$/i.test(name) && typeof old === 'string') node[name] = old.replace(`:${from}`, `:${to}`);
          }
        };
        RED.nodes.eachNode(move);
        RED.nodes.eachConfig(move);
      },
      { from: String(value), to: String(port) },
    );
  }
}
