import type { Locator } from 'playwright-core';
import should from 'should';
import type { FlowNode } from '../../scripts/runtime/user-dir';
import { sentence } from '../support/editor/catalogue';
import { useEditor } from '../support/editor/editor';
import { connection, flowNode } from '../support/editor/flows';
import type { EditorPage } from '../support/editor/page';

const tab = { id: 'tab', type: 'tab', label: 'here' };
const genesys = { platform: 'genesys', genesys: 'good', voipnow: '' };
const voipnow = { platform: 'voipnow', genesys: '', voipnow: 'good-voipnow' };

/** Property, what is wrong with it, the key of the sentence, and the field that the sentence names. */
type Wrong = readonly [property: string, value: unknown, key: string, field?: string];

const wrong: Record<string, readonly Wrong[]> = {
  'genesys-connection': [
    ['url', '', 'url'],
    ['url', 'gws.example.com', 'url'],
    ['timeoutSeconds', '0', 'seconds', 'timeoutSeconds'],
    ['timeoutSeconds', 'soon', 'seconds', 'timeoutSeconds'],
  ],
  'voipnow-connection': [
    ['url', 'ftp://pbx', 'url'],
    ['userId', 'me and you', 'userId'],
    ['supervisorExtension', '0007*1,0007*2', 'oneExtension'],
    ['supervisorExtension', 'phone', 'extension'],
    ['pollSeconds', '-1', 'seconds', 'pollSeconds'],
    ['tokenPath', 'token.php', 'path'],
    ['callbackUrl', 'here', 'callbackUrl'],
    ['callbackExtensions', '1, x', 'extension'],
    ['callbackAllow', 'everybody', 'addresses'],
  ],
  'supervision-listen': [
    ['platform', 'avaya', 'platform'],
    ['genesys', '', 'connection'],
    ['genesys', 'gone', 'connectionGone'],
    ['genesys', 'bad', 'connectionInvalid'],
    ['agent', '', 'agent'],
    ['confirmSeconds', '-1', 'seconds', 'confirmSeconds'],
    ['endAfterSeconds', '-1', 'secondsOrNever', 'endAfterSeconds'],
    ['options', '{', 'options'],
    ['options', '[]', 'options'],
  ],
  'supervision-insert': [['armSeconds', '0', 'seconds', 'armSeconds']],
  'supervision-events': [['genesys', '', 'connection']],
  'supervision-simulator': [
    ['seed', 'x', 'seed'],
    ['genesysPort', '70000', 'port'],
    ['voipnowPort', '18081', 'portShared'],
  ],
};

describe('what is not filled in properly', function () {
  this.timeout(60_000);
  const editor = useEditor();

  const good = [tab, connection('genesys', 'good'), connection('voipnow', 'good-voipnow')];
  const bad = { ...connection('genesys', 'bad'), url: '' };

  /** A node of the type in which only one property is wrong. Nothing listens anywhere. */
  function broken(type: string, id: string, [property, value]: Wrong): FlowNode {
    if (type.endsWith('-connection'))
      return { ...connection(type.slice(0, -'-connection'.length), id), [property]: value };
    const ports = { genesysPort: '18081', voipnowPort: '', huaweiPort: '', finessePort: '', finesseXmppPort: '' };
    const more = type === 'supervision-simulator' ? { ...ports, d: true } : genesys;
    return flowNode(type, id, { ...more, [property]: value });
  }

  /** That the field says so to whoever points at it. */
  async function says({ page }: EditorPage, field: Locator, text: string): Promise<void> {
    await field.hover();
    await page.getByText(text).waitFor();
    await page.mouse.move(1, 1);
    await page.getByText(text).waitFor({ state: 'hidden' });
  }

  it('is named in one sentence, and the node is marked', async () => {
    const cases = Object.entries(wrong).flatMap(([type, all]) =>
      all.map((each, place) => ({ type, id: `${type}-${place}`, each })),
    );
    const page = await editor.open([...good, bad, ...cases.map(({ type, id, each }) => broken(type, id, each))]);
    for (const { type, id, each } of cases) {
      const [property, value, key, field] = each;
      const { valid, errors } = await page.see(id);
      const what = `${type}, ${property} = ${JSON.stringify(value)}`;
      should({ valid, errors: [...new Set(errors)], what }).eql({ valid: false, errors: [sentence(key, field)], what });
    }
  });

  it('is said at the field, and is over when it is filled in', async () => {
    const page = await editor.open([...good, flowNode('supervision-barge-in', 'it', { ...voipnow, agent: '' })]);
    await page.edit('it');
    const agent = page.page.locator('#node-input-agent + .red-ui-typedInput-container');
    should(await agent.getAttribute('class')).containEql('input-error');
    await says(page, agent, sentence('agent'));
    await agent.locator('.red-ui-typedInput-input').fill('payload.agent');
    await agent.locator('.red-ui-typedInput-input').blur();
    await page.page.locator('#node-input-agent + .red-ui-typedInput-container:not(.input-error)').waitFor();
    await page.field('endAfterSeconds').fill('-3');
    await page.field('endAfterSeconds').blur();
    await page.page.locator('#node-input-endAfterSeconds.input-error').waitFor();
    await page.field('endAfterSeconds').fill('3');
    await page.field('endAfterSeconds').blur();
    await page.page.locator('#node-input-endAfterSeconds:not(.input-error)').waitFor();
    await page.done();
    (await page.see('it')).should.match({ valid: true, errors: [] });
  });

  it('of a connection is the concern of the nodes that use it; Node-RED looks at credentials only in the dialog', async () => {
    const page = await editor.open([...good, bad, flowNode('supervision-coach', 'it', { ...genesys, genesys: 'bad' })]);
    (await page.see('it')).valid.should.be.false();
    await page.edit('bad');
    await page.field('url').fill('https://gws.example.com');
    await page.done();
    (await page.see('bad')).should.match({ valid: true, errors: [] });
    (await page.see('it')).should.match({ valid: true, errors: [] });

    await page.edit('good-voipnow');
    for (const name of ['appId', 'appSecret']) {
      await page.field(name).fill('');
      await page.field(name).blur();
      await page.page.locator(`#node-config-input-${name}.input-error`).waitFor();
      await says(page, page.field(name), sentence('filled', name));
    }
    await page.cancel();
  });
});
