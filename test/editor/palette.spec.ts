import should from 'should';
import { useEditor } from '../support/editor/editor';
import type { Red } from '../support/editor/red';
import { connectionTypes, flowTypes, types } from '../support/editor/types';

declare const RED: Red;

describe('the palette', function () {
  this.timeout(60_000);
  const editor = useEditor();

  it('has every node type in one category, each with its icon', async () => {
    const { page } = await editor.open();
    const shown = await page.evaluate(() => {
      const category = document.querySelector('#red-ui-palette-call_supervision');
      const nodes = Array.from(category?.querySelectorAll('.red-ui-palette-node') ?? []);
      return nodes.map((node) => ({
        type: node.getAttribute('data-palette-type'),
        label: node.querySelector('.red-ui-palette-label')?.textContent.trim(),
        icon: getComputedStyle(node.querySelector('.red-ui-palette-icon') ?? node).backgroundImage,
      }));
    });
    shown
      .map(({ type }) => type)
      .sort()
      .should.eql([...flowTypes].sort());
    for (const { type, label, icon } of shown) {
      should(label).be.ok().and.not.containEql(String(type));
      icon.should.containEql(`${String(type)}.svg`);
    }
    const icons = await page.evaluate(
      (all) =>
        Promise.all(
          all.map(async (type) => {
            const definition = RED.nodes.getType(type);
            const answer = definition && (await fetch(RED.utils.getNodeIcon(definition)));
            return { type, status: answer?.status, kind: answer?.headers.get('content-type') };
          }),
        ),
      types,
    );
    for (const { type, status, kind } of icons) {
      ({ type, status }).should.eql({ type, status: 200 });
      should(kind).match(/^image\/svg\+xml/);
    }
  });

  it('leads to the help of every node, and gives a node to the canvas', async () => {
    const page = await editor.open([{ id: 'tab', type: 'tab', label: 'here' }]);
    for (const type of types) {
      await page.page.evaluate((shown) => {
        RED.actions.invoke('core:show-help-tab', shown);
      }, type);
      const headings = await page.page.locator('.red-ui-help h3').allInnerTexts();
      const expected = connectionTypes.includes(type) ? ['Details'] : ['Inputs', 'Outputs', 'Details', 'References'];
      for (const heading of expected) headings.should.containEql(heading);
    }
    const { node, label, errors } = await page.see(await page.drag('supervision-listen'));
    node.should.match({ type: 'supervision-listen', z: 'tab', platform: 'genesys', agent: 'payload.agent' });
    label.should.equal('listen');
    errors.should.have.length(1);
  });
});
