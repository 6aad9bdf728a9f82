import should from 'should';
import { useEditor } from '../support/editor/editor';
import { examples } from '../support/editor/flows';
import { exportFlow, importExample, importText } from '../support/editor/importing';
import type { EditorPage } from '../support/editor/page';
import type { FlowFileNode, Red } from '../support/editor/red';
import { available, connectionTypes } from '../support/editor/types';

declare const RED: Red;

const [example = ''] = examples;

describe('flows that come and go', function () {
  this.timeout(60_000);
  const editor = useEditor();

  const everything = ({ page }: EditorPage): Promise<FlowFileNode[]> =>
    page.evaluate(() => RED.nodes.createCompleteNodeSet());

  /** Which connection each of our nodes uses, as [node, connection], for those that are chosen. */
  const uses = (flows: readonly FlowFileNode[]): [string, string][] =>
    flows.flatMap((node) =>
      available.flatMap((platform): [string, string][] => {
        const id = node[platform];
        return typeof id === 'string' && id !== '' ? [[node.id, id]] : [];
      }),
    );

  /** That every connection counts those who use it, no more and no less. */
  async function areCounted(page: EditorPage): Promise<void> {
    const all = await everything(page);
    const used = uses(all);
    for (const { id } of all.filter(({ type }) => connectionTypes.includes(type))) {
      const users = used.filter(([, connection]) => connection === id).map(([user]) => user);
      (await page.see(id)).users.sort().should.eql(users.sort());
    }
  }

  const connections = (flows: readonly FlowFileNode[]): string[] =>
    flows.filter(({ type }) => connectionTypes.includes(type)).map(({ id }) => id);

  it('a copy shares the connections with the original, or has its own', async () => {
    const page = await editor.open();
    await importExample(page, example);
    const once = await everything(page);
    connections(once).should.not.be.empty();
    uses(once).should.not.be.empty();
    await areCounted(page);

    await importExample(page, example, 'share');
    const twice = await everything(page);
    new Set(twice.map(({ id }) => id)).size.should.equal(twice.length);
    connections(twice).should.eql(connections(once));
    uses(twice).should.have.length(2 * uses(once).length);
    await areCounted(page);

    await importExample(page, example, 'copy');
    const thrice = await everything(page);
    connections(thrice).should.have.length(2 * connections(once).length);
    uses(thrice).should.have.length(3 * uses(once).length);
    const known = new Set(connections(thrice));
    for (const [, connection] of uses(thrice)) known.has(connection).should.be.true();
    await areCounted(page);
  });

  it('an exported flow has its connections, and is the same when it is imported elsewhere', async () => {
    const page = await editor.open();
    await importExample(page, example);
    const exported = await exportFlow(page);
    for (const [, connection] of uses(exported)) connections(exported).should.containEql(connection);
    should(JSON.stringify(exported)).not.containEql('credentials');

    const other = await editor.open();
    await importText(other, JSON.stringify(exported));
    const imported = await everything(other);
    uses(imported).should.eql(uses(exported));
    for (const { id, type } of imported) {
      if (type !== 'tab') should((await other.see(id)).errors).eql([], `${type} ${id}`);
    }
    await areCounted(other);
  });
});
