import should from 'should';
import { useEditor } from '../support/editor/editor';
import { examples } from '../support/editor/flows';
import { connected, effect, hear, isFault, isProof, isSupervised } from '../support/editor/hearing';
import { importExample, makeRoom } from '../support/editor/importing';
import type { EditorPage } from '../support/editor/page';
import type { FlowFileNode, Red } from '../support/editor/red';
import { until } from '../support/until';

declare const RED: Red;

describe('the examples, imported and pressed in the editor', function () {
  this.timeout(90_000);
  const editor = useEditor();

  const everything = ({ page }: EditorPage): Promise<FlowFileNode[]> =>
    page.evaluate(() => RED.nodes.createCompleteNodeSet());

  /** An example that calls its own Node-RED expects it at the usual port. */
  const stayHere = ({ page }: EditorPage): Promise<void> =>
    page.evaluate(() => {
      for (const { rules } of RED.nodes.filterNodes({ type: 'change' }))
        for (const rule of rules as { to: string }[])
          rule.to = rule.to.replace('http://127.0.0.1:1880', location.origin);
    });

  /** The buttons that the comment says are to be pressed at first, by their numbers: "press 1, 2 and 3", "press 1 to 6". */
  function toPress(flows: readonly FlowFileNode[]): string[] {
    const comment = String(flows.find(({ type }) => type === 'comment')?.name);
    const numbers = [...comment.matchAll(/\bpress (\d(?:(?:, | and | to )\d)*)/gi)].flatMap(([, list = '']) => {
      const [first = 0, last = 0] = list.split(' to ').map(Number);
      if (list.includes(' to ')) return Array.from({ length: last - first + 1 }, (_, place) => first + place);
      return list.split(/, | and /).map(Number);
    });
    should(numbers.length).be.above(0, `the comment should say what to press, and says: ${comment}`);
    return numbers.map((number) => {
      const named = new RegExp(`(^|and )${number}\\. `);
      const button = flows.find(({ type, name }) => type === 'inject' && named.test(String(name)));
      if (!button) throw new Error(`There is no button ${number} in this example.`);
      return button.id;
    });
  }

  for (const example of examples) {
    it(`${example.replace('.json', '')}: a supervisor is on the call`, async () => {
      const page = await editor.open();
      await importExample(page, example);
      const flows = await everything(page);
      await makeRoom(page);
      await stayHere(page);
      await page.page.evaluate(() => {
        for (const debug of RED.nodes.filterNodes({ type: 'debug' })) debug.active = true;
      });
      const heard = await hear(page);
      await page.deploy();

      const using = flows.filter(({ platform, what }) => platform !== undefined && what !== 'message');
      for (const { id } of using) await connected(heard, id);
      for (const button of toPress(flows)) {
        if (heard.debug.some(isProof)) break;
        const before = heard.debug.length;
        await page.pressButton(button);
        await effect(heard, before);
      }
      await until('the proof that a supervisor is on a call', () => heard.debug.some(isProof), 30_000);
      await until('a supervisor on the simulated call', () => heard.debug.some(isSupervised), 30_000);
      heard.debug.filter(isFault).should.eql([]);
    });
  }
});
