/** What the edit dialogs say about a value before anything is deployed: the scripts of the dialogs, without a browser. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import should from 'should';
import { orderOptions as genesysOptions } from '../../src/platforms/genesys/order-options';
import { orderOptions as voipnowOptions } from '../../src/platforms/voipnow/order-options';

const root = path.join(__dirname, '..', '..', '..');
const shared = JSON.parse(
  readFileSync(path.join(root, 'nodes/locales/en-US/supervision-events.json'), 'utf8'),
) as object;

type Validator = (this: object, value: unknown, options: object) => unknown;
type Rules = Record<string, (...settings: unknown[]) => Validator>;
type Scripts = Record<`supervision${'Checks' | 'Platforms' | 'Options'}`, Rules>;

/** A text of the catalogue as the editor gives it, with its values filled in. */
function text(key: string, values: Record<string, string> = {}): string {
  const found = key
    .slice(key.indexOf(':') + 1)
    .split('.')
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], shared);
  if (typeof found !== 'string') throw new Error(`no text ${key}`);
  return found.replace(/__(\w+)__/g, (_, name: string) => values[name] ?? '');
}

/** @param disabled node types that somebody has switched off in the palette */
function rulesOf(disabled: readonly string[] = []): Rules {
  const page = { text: () => page, appendTo: () => page };
  const RED = {
    _: text,
    events: { on: () => undefined },
    nodes: { getType: (type: string) => (disabled.includes(type) ? undefined : {}), node: () => ({ valid: true }) },
  };
  const window: Partial<Scripts> & { RED: object; $: object } = { RED, $: () => page };
  vm.runInNewContext(readFileSync(path.join(root, 'resources/supervision-editor.js'), 'utf8'), { window });
  const { supervisionChecks, supervisionPlatforms, supervisionOptions } = window as Scripts;
  const { check: platform, checkConnection: connection } = supervisionPlatforms;
  return { ...supervisionChecks, platform: platform!, connection: connection!, options: supervisionOptions.check! };
}

describe('the edit dialogs', () => {
  const rules = rulesOf();
  const check = (name: string, value: unknown, node: object = {}, ...settings: unknown[]): unknown =>
    rules[name]!(...settings).call({ id: 'n', ...node }, value, {});

  for (const [name, good, wrong, sentence, settings] of [
    ['workNumber', ['1', '101', '2101', '999999', 6105], ['', '1000000', 'abc', '21 01', '-1'], /one to six digits/],
    ['phoneNumber', ['70011', 'sip-70011', '+4930123'], ['', '70 011', 'x'.repeat(25)], /which phone rings/],
    ['url', ['https://host:8043', 'http://127.0.0.1:18083'], ['', 'host:8043', 'https://'], /http/],
    ['url', ['', 'https://host:8445'], ['host'], /http/, [true]],
    ['seconds', ['5', 0.5], ['', '0', '-1', 'x'], /^Look every \(seconds\): must be a number above 0/, ['lookSeconds']],
    ['filled', ['x'], [''], /^User name: must not be empty/, ['username']],
  ] as [string, unknown[], unknown[], RegExp, unknown[]?][]) {
    it(`${name}(${(settings ?? []).join()}) takes what can work, and says in a sentence what else it wants`, () => {
      for (const value of good) should(check(name, value, {}, ...(settings ?? []))).equal(true, String(value));
      for (const value of wrong) String(check(name, value, {}, ...(settings ?? []))).should.match(sentence);
    });
  }

  it('the two ports of the simulated Finesse belong together, and no two ports are the same', () => {
    const ports = {
      genesysPort: 18081,
      voipnowPort: '',
      huaweiPort: '',
      finessePort: '18084',
      finesseXmppPort: '18085',
    };
    for (const [name, port] of Object.entries(ports)) should(check('port', port, ports, name)).equal(true, name);
    for (const [name, other] of [
      ['finessePort', 'finesseXmppPort'],
      ['finesseXmppPort', 'finessePort'],
    ] as const) {
      String(check('port', '', ports, name)).should.match(/needs two ports/);
      String(check('port', '18084', { ...ports, [other]: '' }, name)).should.match(/needs two ports/);
    }
    String(check('port', '18081', ports, 'huaweiPort')).should.match(/cannot share/);
    String(check('port', '70000', ports, 'huaweiPort')).should.match(/1 to 65535/);
  });

  it('an extension is needed by who is signed in there', () => {
    for (const signIn of [true, false]) {
      for (const value of ['4100', '+493012345', 6105]) should(check('phoneExtension', value, { signIn })).equal(true);
      for (const value of ['41 00', '0007*101', 'x'])
        String(check('phoneExtension', value, { signIn })).should.match(/which phone rings/);
    }
    should(check('phoneExtension', '', { signIn: false })).equal(true);
    String(check('phoneExtension', '', { signIn: true })).should.match(/which phone rings/);
  });

  it('a reason code is an id, and of interest only with the change to not ready', () => {
    for (const value of ['', '23']) should(check('reasonCodeId', value, { setNotReady: true })).equal(true);
    should(check('reasonCodeId', 'break', { setNotReady: false })).equal(true);
    String(check('reasonCodeId', 'break', { setNotReady: true })).should.match(/by its id, a number/);
  });

  for (const [notifications, good, wrong, sentence] of [
    ['websocket', 'wss://host:7443/ws/', 'https://host:7443/http-bind/', /^For WebSocket .* wss:\/\//],
    ['bosh', 'https://host:7443/http-bind/', 'wss://host:7443/ws/', /^For BOSH .* https:\/\//],
    ['tcp', 'xmpps://host:5223', 'wss://host:7443/ws/', /^For TCP .* xmpps:\/\//],
  ] as const) {
    it(`the address of the events fits the way they come by: ${notifications}`, () => {
      should(check('notificationUrl', '', { notifications })).equal(true);
      for (const value of [good, `${good} ${good}`, `${good}, ${good}`]) {
        should(check('notificationUrl', value, { notifications })).equal(true);
      }
      String(check('notificationUrl', `${good} ${wrong}`, { notifications })).should.match(sentence);
      String(check('notificationUrl', wrong, { notifications })).should.match(sentence);
    });
  }

  it('Finesse cannot coach, and everything else can be chosen', () => {
    for (const platform of ['genesys', 'voipnow', 'huawei', 'finesse']) {
      for (const mode of ['listen', 'coach', 'barge', '']) {
        const answer = check('platform', platform, { platform }, mode);
        if (platform === 'finesse' && mode === 'coach') String(answer).should.match(/Cisco Finesse cannot coach/);
        else should(answer).equal(true, `${platform} ${mode}`);
      }
    }
  });

  it('a platform whose connection node is disabled says so, and no connection is asked for', () => {
    const { platform, connection } = rulesOf(['huawei-connection']);
    const node = { id: 'n', platform: 'huawei', huawei: '' };
    String(platform!('listen').call(node, 'huawei', {})).should.match(/Huawei AICC is not available/);
    should(connection!('huawei').call(node, '', {})).equal(true);
  });

  it('the connection of the chosen platform must be chosen, no other', () => {
    for (const platform of ['huawei', 'finesse']) {
      String(check('connection', '', { platform }, platform)).should.match(/Choose a connection/);
      should(check('connection', 'some', { platform }, platform)).equal(true);
      should(check('connection', '', { platform: 'genesys' }, platform)).equal(true);
    }
  });

  describe('of the options of a platform', () => {
    const complaint = (platform: string, mode: string, options: unknown): unknown =>
      check('options', JSON.stringify(options), { platform, optionsType: 'json' }, mode);

    const values: Record<string, unknown[]> = {
      scope: ['agent', 'call', 'Agent', 'CALL', '', 'both', 1, null],
      answer: [true, false, 'true', 1, '', null],
      phoneNumber: ['6001', '*72#', '+4930', '', 'x', 6001, '1'.repeat(32), '1'.repeat(33)],
      callerId: [
        'Floor Lead <0007*900>',
        'Lead<+49>',
        '',
        'Lead 7 <1>',
        '<1>',
        'Lead',
        5,
        `${'x'.repeat(97)}<1>`,
        `${'x'.repeat(98)}<1>`,
      ],
      waitForPickup: [1, 25, '25', 3600, '', 0, 3601, 2.5, -1, 'soon'],
      private: [true, false, 1, 0, '1', '0', '', 'yes', 2],
      phoneCallViewId: ['01', '', 1],
    };

    for (const [platform, runtime] of [
      ['genesys', genesysOptions],
      ['voipnow', voipnowOptions],
    ] as const) {
      it(`they refuse what ${platform} would refuse at run time, and nothing else`, () => {
        for (const [name, all] of Object.entries(values)) {
          for (const value of all) {
            let refused = false;
            try {
              runtime({ [name]: value });
            } catch {
              refused = true;
            }
            const said = complaint(platform, 'coach', { [name]: value });
            should(said !== true).equal(refused, `${name} = ${JSON.stringify(value)}: ${String(said)}`);
          }
        }
      });
    }

    it('they say which field is wrong', () => {
      String(complaint('genesys', 'listen', { scope: 'both' })).should.match(/^After a transfer: must be/);
      String(complaint('voipnow', 'listen', { waitForPickup: 0 })).should.match(
        /^Phone rings \(seconds\): must be a whole/,
      );
    });

    it('they leave alone what the platform does not know', () => {
      should(complaint('huawei', 'barge', { scope: 'both', waitForPickup: 0 })).equal(true);
      should(complaint('genesys', 'barge', { waitForPickup: 0, other: [] })).equal(true);
    });

    it('they want an object', () => {
      for (const value of ['[]', '1', 'null', '{']) {
        const node = { platform: 'genesys', optionsType: 'json' };
        String(check('options', value, node, 'listen')).should.match(/must be a JSON object/);
      }
    });
  });
});
