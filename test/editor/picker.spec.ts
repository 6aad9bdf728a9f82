/** Finding an agent in the dialog of an action. */
import should from 'should';
import type { Locator } from 'playwright-core';
import { startSimulator, voipnowApp, type Simulator } from '../../simulators';
import { useEditor } from '../support/editor/editor';
import type { EditorPage } from '../support/editor/page';
import { pbx } from '../support/pbx';
import { action, connection, signIn } from '../support/stage';
import { until } from '../support/until';

const tab = { id: 'tab', type: 'tab', label: 'here' };

const find = (page: EditorPage): Locator => page.page.getByRole('button', { name: 'Find an agent' });
const search = (page: EditorPage): Locator => page.page.getByRole('combobox', { name: 'Name or number of the agent' });
const options = (page: EditorPage): Locator =>
  page.page.getByRole('listbox', { name: 'Agents found' }).getByRole('option');
const why = (page: EditorPage): Locator => page.page.locator('.supervision-find-why');
/** Nobody can press it before it is known that one may. */
const ready = (page: EditorPage): Promise<unknown> => until('the search is there', () => find(page).isEnabled());

describe('finding an agent', function () {
  this.timeout(120_000);
  const editor = useEditor();
  let sim: Simulator;
  beforeEach(async () => {
    sim = await startSimulator({ genesys: { port: 0 }, voipnow: { port: 0 } });
  });
  afterEach(() => sim.close());

  const flows = () => [
    tab,
    { ...connection(sim.genesys!.url), credentials: signIn.gws },
    { ...pbx(sim.voipnow!.url), credentials: { appId: voipnowApp.key, appSecret: voipnowApp.secret } },
    { ...action('coach'), x: 300, y: 100, wires: [[], []] },
    { ...action('listen'), x: 300, y: 200, platform: 'voipnow', genesys: '', voipnow: 'pbx', wires: [[], []] },
    {
      id: 'leave',
      type: 'supervision-cancel',
      z: 'tab',
      x: 300,
      y: 300,
      what: 'message',
      platform: 'genesys',
      genesys: 'gws',
      agent: 'payload.agent',
      agentType: 'msg',
      wires: [[], []],
    },
  ];

  async function editing(id: string): Promise<EditorPage> {
    const page = await editor.open(flows());
    await until('the connection is up', async () => {
      const { can } = await editor.runtime.get<{ can: boolean }>('/call-supervision/agents?connection=gws');
      return can;
    });
    await page.edit(id);
    await page.still();
    return page;
  }

  it('with the keys alone, and the node has him', async () => {
    const page = await editing('coach');
    await ready(page);
    await find(page).focus();
    await page.page.keyboard.press('Enter');
    await until('the first ones are listed', async () => (await options(page).count()) === 8);
    await page.page.keyboard.type('600');
    await until('fewer are listed', async () => (await options(page).count()) === 4);
    const marked = options(page).and(page.page.locator('[aria-selected="true"]'));
    (await marked.innerText()).should.match(/agt\.four/);
    await page.page.keyboard.press('ArrowUp');
    (await marked.innerText()).should.match(/agt\.two/);
    await page.page.keyboard.press('ArrowDown');
    await page.page.keyboard.press('ArrowDown');
    (await marked.innerText()).should.match(/agt\.one/);
    should(await search(page).getAttribute('aria-activedescendant')).equal(await marked.getAttribute('id'));
    await page.page.keyboard.press('Enter');
    await search(page).waitFor({ state: 'hidden' });
    await page.done();
    const { node, valid } = await page.see('coach');
    node.should.match({ agent: 'agt.one', agentType: 'str' });
    valid.should.be.true();
  });

  it('with the mouse', async () => {
    const page = await editing('coach');
    await ready(page);
    await find(page).click();
    await search(page).fill('costa');
    await until('she is found', async () => (await options(page).count()) === 1);
    await options(page).first().click();
    await page.done();
    (await page.see('coach')).node.should.match({ agent: 'agt.two', agentType: 'str' });
  });

  it('Escape leaves the search, and neither the dialog nor what stood there', async () => {
    const page = await editing('coach');
    await ready(page);
    await find(page).click();
    await until('some are listed', async () => (await options(page).count()) > 0);
    await page.page.keyboard.press('Escape');
    await search(page).waitFor({ state: 'hidden' });
    await page.done();
    (await page.see('coach')).node.should.match({ agent: 'payload.agent', agentType: 'msg' });
  });

  it('asks once for what is typed in one go, and says when there is nobody', async () => {
    const page = await editing('coach');
    await ready(page);
    await find(page).click();
    await until('some are listed', async () => (await options(page).count()) > 0);
    const asked: string[] = [];
    page.page.on('request', (request) => {
      if (request.url().includes('/agents?')) asked.push(new URL(request.url()).searchParams.get('q') ?? '');
    });
    await page.page.keyboard.type('nobody');
    await page.page.getByText('Nobody found.').waitFor();
    asked.should.eql(['nobody']);
    should(await options(page).count()).equal(0);
    await page.page.keyboard.press('Enter');
    await search(page).waitFor();
    await page.cancel();
  });

  it('shows names as they are, whatever they are', async () => {
    const page = await editing('coach');
    await ready(page);
    const hostile = '<img src=x onerror="window.hacked = true">';
    await page.page.route('**/call-supervision/agents*', (route) =>
      route.fulfill({ json: { agents: [{ value: hostile, label: hostile, names: [hostile, `${hostile}2`] }] } }),
    );
    await find(page).click();
    await until('he is listed', async () => (await options(page).count()) === 1);
    (await options(page).innerText()).should.containEql(hostile);
    await options(page).click();
    await page.done();
    (await page.see('coach')).node.should.match({ agent: hostile, agentType: 'str' });
    should(await page.page.evaluate(() => 'hacked' in window)).be.false();
  });

  it('is not offered where the platform gives out no list', async () => {
    const page = await editing('listen');
    await why(page).getByText('This platform gives out no list of its agents.').waitFor();
    should(await find(page).isDisabled()).be.true();
    await page.field('platform').selectOption('genesys');
    await page.field('genesys').selectOption('gws');
    await ready(page);
    should(await why(page).isVisible()).be.false();
    await page.cancel();
  });

  it('is not offered before the connection is deployed, and not without one', async () => {
    const page = await editing('coach');
    await page.cancel();
    await page.page.evaluate(() => {
      const { nodes } = (globalThis as unknown as { RED: { nodes: { import(nodes: object[]): void } } }).RED;
      nodes.import([{ id: 'fresh', type: 'genesys-connection', name: 'fresh', url: 'http://127.0.0.1:9' }]);
    });
    await page.edit('coach');
    await page.still();
    await page.field('genesys').selectOption('fresh');
    await why(page).getByText('The connection is not deployed yet').waitFor();
    should(await find(page).isDisabled()).be.true();
    await page.field('genesys').selectOption('_ADD_');
    await why(page).waitFor({ state: 'hidden' });
    should(await find(page).isDisabled()).be.true();
    should(await find(page).getAttribute('title')).match(/Choose a connection/);
    await page.cancel();
  });

  it('is there for ending the supervision of an agent, too', async () => {
    const page = await editing('leave');
    should(await find(page).isVisible()).be.false();
    await page.field('what').selectOption('agent');
    await ready(page);
    await find(page).click();
    await until('some are listed', async () => (await options(page).count()) > 0);
    await page.cancel();
  });
});
