/** "Test connection" in the dialogs of connections. */
import should from 'should';
import type { Locator } from 'playwright-core';
import { startSimulator, voipnowApp, type Simulator } from '../../simulators';
import { useEditor } from '../support/editor/editor';
import { connection as example } from '../support/editor/flows';
import type { EditorPage } from '../support/editor/page';
import { available } from '../support/editor/types';
import { pbx } from '../support/pbx';
import { action, connection, signIn } from '../support/stage';
import { until } from '../support/until';

const tab = { id: 'tab', type: 'tab', label: 'here' };

const button = (page: EditorPage): Locator => page.page.locator('.supervision-test-button');
const result = (page: EditorPage): Locator => page.page.locator('.supervision-test-result');

/** Presses the button, and what it says: each check with its mark. */
async function test(page: EditorPage): Promise<Record<string, string>> {
  await button(page).click();
  await result(page).locator('li').first().waitFor();
  return Object.fromEntries(
    await result(page)
      .locator('li')
      .evaluateAll((all) =>
        all.map((row) => [row.getAttribute('data-check'), row.getAttribute('class')?.replace('supervision-test-', '')]),
      ),
  ) as Record<string, string>;
}

describe('testing a connection', function () {
  this.timeout(120_000);
  const editor = useEditor();
  let sim: Simulator;
  beforeEach(async () => {
    sim = await startSimulator({ genesys: { port: 0 }, voipnow: { port: 0 } });
  });
  afterEach(() => sim.close());

  const works = { reachable: 'ok', tls: 'unknown', signedIn: 'ok', maySupervise: 'ok', events: 'ok' };
  const genesys = () => ({ ...connection(sim.genesys!.url), credentials: signIn.gws });

  async function editing(id: string, ...more: Parameters<typeof editor.open>[0] & object): Promise<EditorPage> {
    const page = await editor.open([tab, genesys(), ...more]);
    await page.edit(id);
    await page.still();
    return page;
  }

  it('is in the dialog of every platform, once', async () => {
    const page = await editor.open([tab, ...available.map((platform) => example(platform, `a-${platform}`))]);
    for (const platform of available) {
      for (let times = 0; times < 2; times++) {
        await page.edit(`a-${platform}`);
        await button(page).waitFor();
        should(await button(page).count()).equal(1);
        await page.cancel();
      }
    }
  });

  it('with what is stored: everything works', async () => {
    const page = await editing('gws');
    (await test(page)).should.eql(works);
    (await result(page).innerText()).should.match(/Tried with a sign-in of its own/);
    await page.cancel();
  });

  it('with what is typed: a wrong password, and that it is gone when something is typed', async () => {
    const page = await editing('gws');
    await page.field('username').fill('sup.two');
    await page.field('password').fill('not-it');
    (await test(page)).should.match({ reachable: 'ok', signedIn: 'failed', events: 'not-reached' });
    (await result(page).innerText()).should.match(/did not take the sign-in/);
    await page.field('password').fill('simulator');
    (await result(page).innerText()).should.equal('');
    (await test(page)).should.eql(works);
    await page.cancel();
  });

  it('sends a stored password to no other host', async () => {
    const page = await editing('gws');
    await page.field('url').fill(sim.voipnow!.url);
    await button(page).click();
    await result(page).getByText('type it again, then test').waitFor();
    page.complaints.splice(0).join().should.match(/409/);
    sim.journal.list().length.should.equal(0);
    await page.cancel();
  });

  it('of one that runs shows how it stands', async () => {
    const page = await editing('gws', { ...action('coach'), x: 300, y: 100, wires: [[], []] });
    (await test(page)).should.eql(works);
    (await result(page).innerText()).should.match(/is deployed and in use/);
    await page.field('timeoutSeconds').fill('5');
    await test(page);
    (await result(page).innerText()).should.match(/signed in by the deployed connection house/);
    should(sim.journal.count('StartContactCenterSession')).equal(1);
    await page.cancel();
  });

  it('of VoipNow says what only an order can tell', async () => {
    const stored = { appId: voipnowApp.key, appSecret: voipnowApp.secret };
    const page = await editing('pbx', { ...pbx(sim.voipnow!.url), credentials: stored });
    (await test(page)).should.eql({ ...works, maySupervise: 'unknown' });
    (await result(page).innerText()).should.match(/phone terminal in the organization/);
    await page.cancel();
  });

  it('shows what a platform says as it is', async () => {
    const page = await editing('gws');
    const hostile = '<img src=x onerror="window.hacked = true">';
    const failed = {
      key: 'reachable',
      state: 'failed',
      text: { key: 'checkpoint.reachable.failed', values: {} },
      message: hostile,
    };
    await page.page.route('**/call-supervision/test', (route) =>
      route.fulfill({ json: { about: 'inUse', connection: hostile, checks: [failed] } }),
    );
    await test(page);
    (await result(page).innerText()).split(hostile).length.should.equal(3);
    should(await page.page.evaluate(() => 'hacked' in window)).be.false();
    await page.cancel();
  });

  it('that hangs can be left, and begun anew', async () => {
    sim.faults.set('hung');
    const page = await editing('gws');
    const asked = page.page.waitForRequest('**/call-supervision/test');
    const left = page.page.waitForEvent('requestfailed');
    await button(page).click();
    await asked;
    should(await button(page).isDisabled()).be.true();
    await page.cancel();
    await left;
    sim.faults.set('hung=off');
    await page.edit('gws');
    await page.still();
    await until('the one that was left is over', async () => {
      await button(page).click();
      await until('there is an answer', () => button(page).isEnabled());
      return (await result(page).locator('li').count()) > 0;
    });
    // What was called off, and what was refused until that was over.
    page.complaints.splice(0);
    await page.cancel();
  });
});
