import type { Locator } from 'playwright-core';
import should from 'should';
import { useEditor } from '../support/editor/editor';
import { connection, flowNode } from '../support/editor/flows';
import type { EditorPage } from '../support/editor/page';

const tab = { id: 'tab', type: 'tab', label: 'here' };
const connections = ['genesys', 'voipnow', 'huawei'].map((platform) => connection(platform, `its-${platform}`));
const chosen = (platform: string, options = '{}', optionsType = 'json') => ({
  ...{ platform, genesys: '', voipnow: '', huawei: '', finesse: '', [platform]: `its-${platform}` },
  ...{ options, optionsType },
});

describe('the options of a platform', function () {
  this.timeout(60_000);
  const editor = useEditor();

  const option = ({ page }: EditorPage, platform: string, name: string): Locator =>
    page.locator(`#supervision-option-${platform}-${name}`);
  const labels = ({ page }: EditorPage): Promise<string[]> =>
    page.locator('.supervision-option:visible label').allInnerTexts();
  /** Types the JSON by hand, and goes on. */
  const write = async ({ page }: EditorPage, json: string): Promise<void> => {
    const input = page.locator('#node-input-options + .red-ui-typedInput-container .red-ui-typedInput-input');
    await input.fill(json);
    await input.blur();
  };
  const optionsOf = async (page: EditorPage, id: string): Promise<unknown> =>
    JSON.parse(String((await page.see(id)).node.options));

  it('are fields with names, others for each platform and mode', async () => {
    const page = await editor.open([
      tab,
      ...connections,
      flowNode('supervision-coach', 'coach', chosen('genesys')),
      flowNode('supervision-listen', 'listen', chosen('voipnow')),
    ]);
    await page.edit('coach');
    const ofGenesys = ['After a transfer', "Answer the supervisor's ringing phone", 'Routing point'];
    const ofVoipNow = ['Caller ID shown', 'Phone rings (seconds)', 'Part of the call'];
    const tidy = async (): Promise<string[]> => (await labels(page)).map((label) => label.trim()).sort();
    (await tidy()).should.eql(ofGenesys);
    await page.field('platform').selectOption('voipnow');
    (await tidy()).should.eql([...ofVoipNow, 'The supervisor does not hear the call'].sort());
    await page.field('platform').selectOption('huawei');
    (await tidy()).should.eql([]);
    await page.cancel();
    await page.edit('listen');
    (await tidy()).should.eql([...ofVoipNow].sort());
    await page.cancel();
  });

  it('that are filled in stand in the JSON, beside what is not theirs; those that are emptied are gone', async () => {
    const other = '{"scope":"call","mine":[1],"waitForPickup":10}';
    const page = await editor.open([
      tab,
      ...connections,
      flowNode('supervision-coach', 'it', chosen('voipnow', other)),
    ]);
    await page.edit('it');
    (await option(page, 'voipnow', 'waitForPickup').inputValue()).should.equal('10');
    await option(page, 'voipnow', 'callerId').fill('Floor Lead <0007*900>');
    await option(page, 'voipnow', 'waitForPickup').fill('');
    await option(page, 'voipnow', 'private').check();
    await page.field('platform').selectOption('genesys');
    (await option(page, 'genesys', 'scope').inputValue()).should.equal('call');
    await option(page, 'genesys', 'answer').check();
    await page.done();
    should(await optionsOf(page, 'it')).eql({
      ...{ scope: 'call', mine: [1], callerId: 'Floor Lead <0007*900>', private: true, answer: true },
    });
    await page.edit('it');
    (await option(page, 'genesys', 'answer').isChecked()).should.be.true();
    await option(page, 'genesys', 'answer').uncheck();
    await option(page, 'genesys', 'scope').selectOption('');
    await page.done();
    should(await optionsOf(page, 'it')).eql({ mine: [1], callerId: 'Floor Lead <0007*900>', private: true });
  });

  it('follow what is typed as JSON, and step aside for what comes with the message', async () => {
    const page = await editor.open([tab, ...connections, flowNode('supervision-listen', 'it', chosen('genesys'))]);
    await page.edit('it');
    await write(page, '{"scope":"agent","phoneNumber":"6200"}');
    (await option(page, 'genesys', 'scope').inputValue()).should.equal('agent');
    (await option(page, 'genesys', 'phoneNumber').inputValue()).should.equal('6200');
    await write(page, '{"scope"');
    (await labels(page)).should.eql([]);
    await write(page, '{}');
    (await labels(page)).should.have.length(3);
    (await option(page, 'genesys', 'phoneNumber').inputValue()).should.equal('');
    await page.field('options').evaluate((element) => {
      $(element).typedInput('type', 'msg');
    });
    (await labels(page)).should.eql([]);
    await page.done();
    (await page.see('it')).node.should.match({ options: '{}', optionsType: 'msg' });
  });

  it('that the platform would refuse are marked, and named in a sentence', async () => {
    const page = await editor.open([
      tab,
      ...connections,
      flowNode('supervision-listen', 'it', chosen('voipnow', '{"waitForPickup":0}')),
      flowNode('supervision-listen', 'elsewhere', chosen('genesys', '{"waitForPickup":0}')),
    ]);
    (await page.see('it')).should.match({
      valid: false,
      errors: ['Phone rings (seconds): must be a whole number from 1 to 3600.'],
    });
    (await page.see('elsewhere')).valid.should.be.true();
    await page.edit('it');
    const seconds = option(page, 'voipnow', 'waitForPickup');
    should(await seconds.getAttribute('class')).containEql('input-error');
    await seconds.fill('20');
    should(await seconds.getAttribute('class')).not.containEql('input-error');
    await option(page, 'voipnow', 'callerId').fill('7');
    should(await option(page, 'voipnow', 'callerId').getAttribute('class')).containEql('input-error');
    await option(page, 'voipnow', 'callerId').fill('');
    await page.done();
    (await page.see('it')).should.match({ valid: true, errors: [] });
  });
});
