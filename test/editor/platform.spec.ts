import should from 'should';
import { useEditor } from '../support/editor/editor';
import type { EditorPage } from '../support/editor/page';
import { connection } from '../support/editor/flows';
import { available } from '../support/editor/types';

const tab = { id: 'tab', type: 'tab', label: 'here' };
const platforms = ['genesys', 'voipnow', 'huawei', 'finesse'];

describe('choosing a platform', function () {
  this.timeout(60_000);
  const editor = useEditor();

  /** The platforms whose connection can be chosen in the open dialog. */
  const rows = (page: EditorPage): Promise<(string | null)[]> =>
    page.page
      .locator('.supervision-connection:visible')
      .evaluateAll((all) => all.map((row) => row.getAttribute('data-platform')));

  const connectionOf = (page: EditorPage, platform: string): Promise<string> => page.field(platform).inputValue();

  it('takes what is there: the first platform with a connection, and its only one', async () => {
    const [, second = ''] = available;
    const page = await editor.open([tab, connection(second, 'only')]);
    const id = await page.drag('supervision-barge-in');
    await page.edit(id);
    (await page.field('platform').inputValue()).should.equal(second);
    (await connectionOf(page, second)).should.equal('only');
    await page.done();
    const { node, valid, label } = await page.see(id);
    node.should.match({ platform: second, [second]: 'only' });
    valid.should.be.true();
    label.should.equal('barge in [only]');
    (await page.see('only')).users.should.eql([id]);
  });

  it('chooses nothing where there is a choice', async () => {
    const page = await editor.open([tab, connection('genesys', 'one'), connection('genesys', 'two')]);
    const id = await page.drag('supervision-listen');
    await page.edit(id);
    (await connectionOf(page, 'genesys')).should.equal('_ADD_');
    await page.done();
    (await page.see(id)).errors.join().should.match(/Choose a connection/);
    await page.edit(id);
    await page.field('genesys').selectOption('two');
    await page.done();
    (await page.see(id)).should.match({ valid: true, errors: [] });
  });

  it('shows its connections and no others; what cannot be done is switched off, with the reason', async () => {
    const page = await editor.open([tab]);
    await page.edit(await page.drag('supervision-coach'));
    for (const platform of available.filter((each) => each !== 'finesse')) {
      await page.field('platform').selectOption(platform);
      (await rows(page)).should.eql([platform]);
    }
    const options = await page
      .field('platform')
      .locator('option')
      .evaluateAll((all) =>
        (all as HTMLOptionElement[]).map(({ value, text, disabled }) => ({ value, text, disabled })),
      );
    options.map(({ value }) => value).should.eql(platforms);
    for (const { value, text, disabled } of options) {
      const coaches = available.includes(value) && value !== 'finesse';
      disabled.should.equal(!coaches);
      if (coaches) text.should.not.containEql('(');
      else text.should.match(available.includes(value) ? /\(cannot coach\)$/ : /\(not yet available\)$/);
    }
  });

  it('loses nothing when it is changed and changed back', async () => {
    const all = available.flatMap((platform) => [
      connection(platform, `${platform}-a`),
      connection(platform, `${platform}-b`),
    ]);
    const [first = '', ...others] = available;
    const id = 'barge';
    const node = {
      ...{ id, type: 'supervision-barge-in', z: 'tab', x: 200, y: 200, name: '', wires: [[], []] },
      ...{ platform: first, genesys: '', voipnow: '', huawei: '', finesse: '' },
      ...Object.fromEntries(available.map((platform) => [platform, `${platform}-b`])),
      ...{ agent: '6001', agentType: 'str', call: '', callType: 'str', supervisor: '0007*6105', supervisorType: 'str' },
      ...{ reason: 'angry', reasonType: 'str', confirmSeconds: '4', endAfterSeconds: '60' },
      ...{ options: '{"a":1}', optionsType: 'json' },
    };
    const page = await editor.open([tab, ...all, node]);
    const before = await page.see(id);
    before.should.match({ valid: true, errors: [] });
    await page.edit(id);
    for (const platform of [...others, first]) {
      await page.field('platform').selectOption(platform);
      (await connectionOf(page, platform)).should.equal(`${platform}-b`);
    }
    await page.done();
    const cleared = Object.fromEntries(others.map((platform) => [platform, '']));
    const after = await page.see(id);
    after.should.match({ valid: true, errors: [] });
    after.node.should.eql({ ...before.node, ...cleared });
    (await page.see(`${first}-b`)).users.should.eql([id]);
    for (const platform of others) should((await page.see(`${platform}-b`)).users).eql([]);
  });
});
