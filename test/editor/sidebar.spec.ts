/** The tab "Supervision": who is on whom, and how to end it. */
import should from 'should';
import type { Locator } from 'playwright-core';
import { startSimulator, type Simulator } from '../../simulators';
import { useEditor } from '../support/editor/editor';
import { EditorPage } from '../support/editor/page';
import type { Red } from '../support/editor/red';
import { openLinked, type Linked } from '../support/linked';
import { action, connection, signIn } from '../support/stage';
import { until } from '../support/until';

declare const RED: Red & { sidebar: { show(id: string): void } };

const tab = { id: 'tab', type: 'tab', label: 'here' };
const hostile = `<img src=x onerror="window.hacked = true">`;

const button = (id: string, agent: string) => ({
  id,
  type: 'inject',
  z: 'tab',
  x: 100,
  y: 100,
  name: '',
  props: [{ p: 'payload', v: JSON.stringify({ agent }), vt: 'json' }],
  repeat: '',
  crontab: '',
  once: false,
  onceDelay: 0.1,
  topic: '',
  wires: [['coach']],
});

const show = (page: EditorPage, id: string): Promise<void> =>
  page.page.evaluate((wanted) => {
    RED.sidebar.show(wanted);
  }, id);

const board = (page: EditorPage): Locator => page.page.locator('.supervision-board');
const says = (page: EditorPage, text: string): Promise<void> => board(page).getByText(text).first().waitFor();
/** The row of an agent who is supervised. */
const row = (page: EditorPage, agent: string): Locator =>
  board(page).locator('li[data-phase]').filter({ hasText: agent });
const asked = (page: EditorPage): (() => number) => {
  let count = 0;
  page.page.on('request', (request) => {
    if (request.url().includes('call-supervision/board')) count++;
  });
  return () => count;
};

describe('the sidebar', function () {
  this.timeout(120_000);
  const editor = useEditor();
  let sim: Simulator;
  beforeEach(async () => {
    sim = await startSimulator({ genesys: { port: 0 } });
  });
  afterEach(() => sim.close());

  const flows = () => [
    tab,
    { ...connection(sim.genesys!.url), credentials: signIn.gws },
    { ...action('coach'), x: 300, y: 100, wires: [[], []] },
    button('one', '6001'),
    button('hostile', hostile),
  ];
  const on = (): string[] =>
    (sim.centre.call('agt.one')?.legs ?? []).flatMap(({ party, state }) => (state === 'left' ? [] : [party]));

  /** An editor that shows the tab, and a supervisor who coaches agent 6001. */
  async function coached(): Promise<EditorPage> {
    const page = await editor.open(flows());
    await show(page, 'call-supervision');
    await says(page, 'Genesys Web Services · connected');
    sim.centre.startCall({ agent: 'agt.one' });
    await editor.runtime.press('one');
    await row(page, '6001').locator('small', { hasText: 'on the call' }).waitFor();
    return page;
  }

  it('is there before any node is, and says how to begin', async () => {
    const page = await editor.open([tab]);
    await show(page, 'call-supervision');
    await says(page, 'To begin: drag a listen, coach, barge in or insert node onto the canvas');
    await says(page, 'No connection is deployed.');
    should(await board(page).getByRole('button', { name: 'End all' }).isDisabled()).be.true();
  });

  it('asks nothing while nobody sees it, and reads again when it is shown', async () => {
    const page = await editor.open(flows());
    const count = asked(page);
    await page.edit('coach');
    await page.cancel();
    should(count()).equal(0);
    await show(page, 'call-supervision');
    await says(page, 'connected');
    await show(page, 'info');
    await board(page).waitFor({ state: 'hidden' });
    const before = count();
    await editor.runtime.press('hostile');
    await page.page.waitForFunction(() => RED.nodes.node('coach')?.status?.text !== undefined);
    should(count()).equal(before);
    await show(page, 'call-supervision');
    await until('it reads again', () => count() > before);
    await board(page).getByText('agent not found').waitFor();
  });

  it('follows a supervision: agent, mode, supervisor, evidence, a clock, and its end', async () => {
    const page = await coached();
    const text = await row(page, '6001').innerText();
    text.should.match(/6001 · coach/);
    text.should.match(/by sup\.one/);
    text.should.match(/Established/);
    await board(page).getByText('1 supervision', { exact: true }).waitFor();
    const clock = row(page, '6001').locator('.supervision-since');
    const first = await clock.innerText();
    first.should.match(/^\d+:\d\d$/);
    await until('the clock goes on', async () => (await clock.innerText()) !== first);
    sim.centre.customerHangsUp('agt.one');
    await says(page, 'Nobody is supervised now.');
  });

  it('ends one only when that is confirmed, and then no more than the supervision', async () => {
    const page = await coached();
    const end = row(page, '6001').getByRole('button', { name: 'End the supervision of 6001' });
    await end.click();
    const asks = page.page.locator('.red-ui-notification').filter({ hasText: 'End the supervision of 6001?' });
    await asks.getByRole('button', { name: 'Do not end' }).click();
    await asks.waitFor({ state: 'hidden' });
    on().should.containEql('sup.one');
    await end.click();
    await page.page.locator('.red-ui-notification .supervision-end').last().click();
    await says(page, 'Nobody is supervised now.');
    on().should.not.containEql('sup.one');
    on().length.should.equal(2);
  });

  it('ends all of them', async () => {
    const page = await coached();
    await board(page).getByRole('button', { name: 'End all' }).click();
    await page.page.locator('.red-ui-notification').getByText('End the one supervision that runs?').waitFor();
    await page.page.locator('.red-ui-notification .supervision-end').click();
    await says(page, 'Nobody is supervised now.');
    on().should.not.containEql('sup.one');
    on().length.should.equal(2);
  });

  it('says why it could not end', async () => {
    const page = await coached();
    await page.page.route('**/call-supervision/end', (route) =>
      route.fulfill({ status: 409, json: { code: 'unreachable', message: `Gone. ${hostile}` } }),
    );
    await row(page, '6001').getByRole('button').click();
    await page.page.locator('.red-ui-notification .supervision-end').click();
    await page.page.locator('.red-ui-notification-error').getByText('Gone.').waitFor();
    should(await page.page.evaluate(() => 'hacked' in window)).be.false();
    page.complaints.splice(0).join().should.match(/409/);
  });

  it('shows names as they are, whatever they are', async () => {
    const page = await coached();
    await editor.runtime.press('hostile');
    await board(page).getByText('agent not found').waitFor();
    (await board(page).innerText()).should.containEql(hostile);
    should(await board(page).locator('img').count()).equal(0);
    await page.page.route('**/call-supervision/board*', async (route) => {
      const answer = await route.fetch();
      const text = await answer.text();
      // Whatever the runtime says: as if every name of it were an attack.
      await route.fulfill({
        response: answer,
        body: text.replaceAll(/"(6001|sup\.one|house)"/g, JSON.stringify(hostile)),
      });
    });
    await show(page, 'info');
    await show(page, 'call-supervision');
    const end = board(page).locator('li[data-phase] button');
    await until('the name is there', async () => (await end.getAttribute('aria-label'))?.includes(hostile));
    await end.click();
    await page.page.locator('.red-ui-notification').getByText(hostile).waitFor();
    should(await page.page.locator('.supervision-board img, .red-ui-notification img').count()).equal(0);
    should(await page.page.evaluate(() => 'hacked' in window)).be.false();
  });

  describe('of a Node-RED that', () => {
    let linked: Linked | undefined;
    let page: EditorPage | undefined;
    afterEach(async () => {
      await page?.close();
      await linked?.close();
      page = linked = undefined;
    });

    /** Not the one that all share; what goes wrong is part of the test. */
    async function open(settings = ''): Promise<EditorPage> {
      const common = await editor.open([tab]);
      linked = await openLinked(flows(), settings);
      const context = await common.page
        .context()
        .browser()!
        .newContext({ viewport: { width: 1280, height: 800 } });
      page = new EditorPage(await context.newPage());
      await page.load(linked.nodeRed.url);
      await show(page, 'call-supervision');
      return page;
    }

    it('was away shows how it is now, and said so meanwhile', async () => {
      const opened = await open();
      await says(opened, 'Genesys Web Services · connected');
      sim.centre.startCall({ agent: 'agt.one' });
      await fetch(`${linked!.nodeRed.url}/inject/one`, { method: 'POST' });
      await row(opened, '6001').waitFor();
      await linked!.restart();
      await says(opened, 'Nobody is supervised now.');
      await says(opened, 'Genesys Web Services · connected');
      (await opened.page.locator('.supervision-board-problem').innerText()).should.equal('');
    });

    it('lets somebody look only shows everything, and ends nothing', async () => {
      const readers = `module.exports.adminAuth = {
        type: 'credentials', users: () => Promise.resolve(null), authenticate: () => Promise.resolve(null),
        default: () => Promise.resolve({ anonymous: true, permissions: ['flows.read', 'nodes.read', 'settings.read', 'status.read', 'plugins.read', 'inject.write', 'call-supervision.read'] }),
      };`;
      const opened = await open(readers);
      await says(opened, 'Genesys Web Services · connected');
      sim.centre.startCall({ agent: 'agt.one' });
      await fetch(`${linked!.nodeRed.url}/inject/one`, { method: 'POST' });
      const end = row(opened, '6001').getByRole('button');
      await end.waitFor();
      should(await end.isDisabled()).be.true();
      should(await end.getAttribute('title')).match(/call-supervision\.write/);
      should(await board(opened).getByRole('button', { name: 'End all' }).isDisabled()).be.true();
    });

    it('lets somebody see no supervisions says so', async () => {
      const others = `module.exports.adminAuth = {
        type: 'credentials', users: () => Promise.resolve(null), authenticate: () => Promise.resolve(null),
        default: () => Promise.resolve({ anonymous: true, permissions: ['flows.read', 'nodes.read', 'settings.read', 'status.read', 'plugins.read'] }),
      };`;
      const opened = await open(others);
      await says(opened, 'You may not see supervisions in this Node-RED.');
    });
  });
});
