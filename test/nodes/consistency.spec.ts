/**
 * Everything that must agree between the parts of a node and has no compiler to say so: package.json, edit dialog, texts, help,
 * icon, examples.
 */
import fs from 'node:fs';
import path from 'node:path';
import should from 'should';
import { checkpointKeys } from '../../src/node-red/checkpoints';
import { errorCodes } from '../../src/supervision/errors';
import { eventTypes, platforms } from '../../src/supervision/vocabulary';

const root = path.join(__dirname, '..', '..', '..');
const nodesDir = path.join(root, 'nodes');
const english = path.join(nodesDir, 'locales', 'en-US');
const read = (...parts: string[]) => fs.readFileSync(path.join(root, ...parts), 'utf8');
/** As it is built, with the rows in it that several dialogs share. */
const dialogOf = (type: string) => read('dist', 'nodes', `${type}.html`);
const json = (...parts: string[]): unknown => JSON.parse(read(...parts));

interface Package {
  name: string;
  'node-red': { nodes: Record<string, string> };
}
interface FlowNode {
  id: string;
  type: string;
  z?: string;
  wires?: string[][];
  links?: string[];
  [property: string]: unknown;
}
interface Acorn {
  parse(source: string, options: { ecmaVersion: 'latest' }): Tree;
}
interface Tree {
  body: {
    type: string;
    expression?: {
      callee: { property?: { name: string } };
      arguments: (Literal | ObjectLiteral)[];
    };
  }[];
}
interface Literal {
  type: 'Literal';
  value: unknown;
}
interface ObjectLiteral {
  type: 'ObjectExpression';
  properties: { type: string; key: { name?: string; value?: string }; value: Literal | ObjectLiteral }[];
}

const pack = json('package.json') as Package;
const types = Object.keys(pack['node-red'].nodes);
const configTypes = types.filter((type) => type.endsWith('-connection'));
const flowTypes = types.filter((type) => !configTypes.includes(type));
const connected = flowTypes.filter((type) => type !== 'supervision-simulator');
const actions = ['listen', 'coach', 'barge-in', 'insert', 'cancel'].map((verb) => `supervision-${verb}`);
const shared = `${pack.name}/supervision-events:`;
const examples = fs.readdirSync(path.join(root, 'examples')).filter((file) => file.endsWith('.json'));

/** What the scorecard does: the scripts of the HTML, parsed, and in them registerType with a literal and an inline object. */
function registration(type: string): ObjectLiteral {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const acorn = require('acorn') as Acorn;
  for (const script of dialogOf(type).matchAll(/<script type="text\/javascript">([\s\S]*?)<\/script>/g)) {
    for (const statement of acorn.parse(script[1]!, { ecmaVersion: 'latest' }).body) {
      const call = statement.expression;
      if (call?.callee.property?.name !== 'registerType') continue;
      const [name, definition] = call.arguments;
      if (name?.type === 'Literal' && name.value === type && definition?.type === 'ObjectExpression') return definition;
    }
  }
  throw new Error(`${type}.html: no registerType('${type}', { … }) that a parser finds`);
}

function member(of: ObjectLiteral, name: string): Literal | ObjectLiteral {
  const found = of.properties.find((property) => (property.key.name ?? property.key.value) === name);
  if (!found) throw new Error(`no property ${name}`);
  return found.value;
}

const literal = (of: ObjectLiteral, name: string) => (member(of, name) as Literal).value;
const inner = (of: ObjectLiteral, name: string) => member(of, name) as ObjectLiteral;
const names = (of: ObjectLiteral) => of.properties.map((property) => property.key.name ?? property.key.value);

function hasSpread(of: ObjectLiteral): boolean {
  return of.properties.some(
    (property) =>
      property.type === 'SpreadElement' || (property.value.type === 'ObjectExpression' && hasSpread(property.value)),
  );
}

/** All keys of a catalog, dotted. */
function keys(catalog: unknown, prefix = ''): string[] {
  return Object.entries(catalog as Record<string, unknown>).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keys(value, `${prefix}${key}.`),
  );
}

/** What Node-RED asks the catalogue of a node for, to name the category that the node is in. */
const categoryKey = 'palette.label.call_supervision';

const catalogOf = (type: string) => keys(json('nodes', 'locales', 'en-US', `${type}.json`));

/** Every text an HTML asks for, as [node type, key]. */
function asked(type: string): [string, string][] {
  const html = dialogOf(type);
  const found = [
    ...[...html.matchAll(/data-i18n="([^"]+)"/g)].flatMap((match) => match[1]!.split(';')),
    ...[...html.matchAll(/this\._\(\s*'([^']+)'/g)].map((match) => match[1]!),
  ];
  return found
    .map((key) => key.replace(/^\[\w+\]/, ''))
    .filter((key) => !key.startsWith('node-red:'))
    .map((key) => (key.startsWith(shared) ? ['supervision-events', key.slice(shared.length)] : [type, key]));
}

/** What the dialogs and the sidebar share, as it is built: all scripts of the editor that stand in files of their own. */
const resources = fs.readdirSync(path.join(root, 'resources')).filter((name) => name.endsWith('.js'));
const helper = resources.map((file) => read('resources', file)).join('\n');
/** Words of the runtime that the helpers put keys together with. */
const sent: readonly string[] = [
  ...checkpointKeys,
  ...['ok', 'failed', 'unknown', 'typed', 'running', 'inUse'],
  ...['connected', 'connecting', 'disconnected', 'refused', 'unused'],
];
/** Keys the helper asks for in full, and the beginnings of those it puts together. */
const helperKeys = [...helper.matchAll(/'((?:[a-z]\w*\.)+\w+)'/gi)].map((match) => match[1]!);
const helperPrefixes = [...helper.matchAll(/'((?:\w+\.)+)' \+/g)].map((match) => match[1]!);

/** Whether the second half of a key that is put together stands somewhere. */
const quoted = (word: string) =>
  sent.includes(word) || [helper, ...types.map((type) => dialogOf(type))].some((text) => text.includes(`'${word}'`));

const load = (file: string) => json('examples', file) as FlowNode[];

describe('the parts of a node agree', () => {
  for (const type of types) {
    describe(type, () => {
      it('has an edit dialog, texts, help and an icon', () => {
        const html = dialogOf(type);
        html.should.containEql(`data-template-name="${type}"`);
        html.should.containEql(`<script src="resources/${pack.name}/supervision-editor.js"></script>`);
        fs.existsSync(path.join(english, `${type}.json`)).should.be.true();
        read('icons', `${type}.svg`).should.match(/viewBox="0 0 40 60"/);
        const help = read('nodes', 'locales', 'en-US', `${type}.html`);
        help.should.containEql(`<script type="text/markdown" data-help-name="${type}">`);
        const sections = configTypes.includes(type) ? ['Details'] : ['Inputs', 'Outputs', 'Details', 'References'];
        for (const section of sections) help.should.containEql(`\n### ${section}\n`);
      });

      it('uses what the scripts of the editor have', () => {
        for (const [, name = '', member = ''] of dialogOf(type).matchAll(/\b(supervision[A-Z]\w+)\.(\w+)\(/g)) {
          const [, body = ''] = helper.split(`window.${name} = {`);
          body.should.match(new RegExp(`^    ${member}: `, 'm'));
        }
      });

      it('has help whose property lists Node-RED can read', () => {
        const help = read('nodes', 'locales', 'en-US', `${type}.html`);
        for (const line of help.split('\n').filter((each) => each.startsWith(': ')))
          line.should.match(/^:[^:]+:[^:]+$/);
      });

      it('registers with a literal that a parser can read', () => {
        const definition = registration(type);
        hasSpread(definition).should.be.false();
        String(literal(definition, 'icon')).should.equal(`${type}.svg`);
        String(literal(definition, 'category')).should.equal(
          configTypes.includes(type) ? 'config' : 'call supervision',
        );
      });

      it('has a field for every property it does not set by code', () => {
        const html = dialogOf(type);
        const prefix = configTypes.includes(type) ? 'node-config-input' : 'node-input';
        const byCode = type === 'supervision-events' ? ['types', 'agents'] : [];
        for (const name of names(inner(registration(type), 'defaults'))) {
          if (!byCode.includes(name!)) html.should.containEql(`id="${prefix}-${name!}"`);
        }
      });

      it('asks only for texts that exist', () => {
        for (const [owner, key] of asked(type)) catalogOf(owner).should.containEql(key);
      });
    });
  }

  it('every node that needs a connection has one property for each platform', () => {
    for (const type of connected) {
      const defaults = inner(registration(type), 'defaults');
      names(defaults).should.containEql('platform');
      for (const platform of platforms) {
        String(literal(inner(defaults, platform), 'type')).should.equal(`${platform}-connection`);
        dialogOf(type).should.containEql(`data-platform="${platform}"`);
      }
    }
    actions.every((type) => connected.includes(type)).should.be.true();
  });

  it('no connection property is marked optional: that would switch its validator off for an empty value', () => {
    for (const type of connected) {
      for (const platform of platforms) {
        names(inner(inner(registration(type), 'defaults'), platform)).should.not.containEql('required');
      }
    }
  });

  it('actions have one input and two outputs', () => {
    for (const type of actions) {
      should(literal(registration(type), 'inputs')).equal(1);
      should(literal(registration(type), 'outputs')).equal(2);
    }
  });

  it('the helper knows the platforms, the nodes that use a connection, and the events', () => {
    for (const word of [...platforms, ...connected, ...eventTypes]) helper.should.containEql(`'${word}'`);
  });
});

describe('the texts', () => {
  const sharedKeys = catalogOf('supervision-events');

  it('of the helper exist', () => {
    helperPrefixes.length.should.be.above(0);
    for (const prefix of helperPrefixes) sharedKeys.some((key) => key.startsWith(prefix)).should.be.true();
    for (const platform of platforms) sharedKeys.should.containEql(`platform.${platform}`);
    for (const type of eventTypes) sharedKeys.should.containEql(`event.${type}`);
    for (const group of ['check', 'output', 'test', 'picker', 'board']) {
      for (const key of helperKeys.filter((each) => each.startsWith(`${group}.`))) sharedKeys.should.containEql(key);
    }
  });

  it('are all used', () => {
    const used = new Set(types.flatMap((type) => asked(type).map(([owner, key]) => `${owner}:${key}`)));
    for (const type of types) {
      for (const key of catalogOf(type)) {
        // What the runtime sends: statuses are checked below, what a test of a connection says where it is sent.
        if (/^(status|checkpoint)\./.test(key)) continue;
        if (key === categoryKey && flowTypes.includes(type)) continue;
        const byHelper =
          type === 'supervision-events' &&
          (helperKeys.includes(key) ||
            helperPrefixes.some((prefix) => key.startsWith(prefix) && quoted(key.slice(prefix.length))));
        should(used.has(`${type}:${key}`) || byHelper).be.true(`${type}.json: ${key} is not used`);
      }
    }
  });

  it('name the category alike, whichever node comes first', () => {
    for (const language of fs.readdirSync(path.join(nodesDir, 'locales'))) {
      const labels = flowTypes.map((type) => {
        const catalog = json('nodes', 'locales', language, `${type}.json`) as { palette: { label: object } };
        return catalog.palette.label;
      });
      for (const label of labels) label.should.deepEqual(labels[0]);
    }
    for (const type of flowTypes) catalogOf(type).should.containEql(categoryKey);
  });

  it('have a short status for every phase, every error code and every state of a connection', () => {
    const connection = ['connecting', 'connected', 'disconnected', 'refused'];
    const phases = ['requested', 'accepted', 'armed', 'ringing', 'active', 'switching', 'ended', 'failed', 'unknown'];
    const simulator = ['running', 'stopped', 'portInUse'];
    const statuses = (
      json('nodes', 'locales', 'en-US', 'supervision-events.json') as { status: Record<string, string> }
    ).status;
    Object.keys(statuses)
      .sort()
      .should.deepEqual([...new Set([...connection, ...phases, ...simulator, ...errorCodes])].sort());
    for (const [key, value] of Object.entries(statuses)) {
      should(value.length).be.below(20, `status ${key} is too long for the canvas`);
    }
  });

  it('of other languages have the keys of the English ones', () => {
    for (const language of fs.readdirSync(path.join(nodesDir, 'locales'))) {
      for (const type of types) {
        keys(json('nodes', 'locales', language, `${type}.json`))
          .sort()
          .should.deepEqual(catalogOf(type).sort());
        read('nodes', 'locales', language, `${type}.html`).should.containEql(`data-help-name="${type}"`);
      }
    }
  });
});

describe('the examples', () => {
  it('show every node', () => {
    const shown = new Set(examples.flatMap((file) => load(file).map((node) => node.type)));
    flowTypes.filter((type) => !shown.has(type)).should.deepEqual([]);
  });

  it('do not share an id or a port, so that all of them can be imported together', () => {
    const all = examples.flatMap(load);
    new Set(all.map((node) => node.id)).size.should.equal(all.length);
    const faces = ['genesysPort', 'voipnowPort', 'huaweiPort', 'finessePort', 'finesseXmppPort'];
    const ports = all
      .filter((node) => node.type === 'supervision-simulator')
      .flatMap((node) => faces.map((face) => node[face]))
      .filter((port) => port !== '');
    new Set(ports).size.should.equal(ports.length);
  });

  for (const file of examples) {
    describe(file, () => {
      const flow = load(file);
      const ids = new Map(flow.map((node) => [node.id, node]));
      const core = ['tab', 'comment', 'inject', 'debug', 'function', 'delay', 'switch', 'change', 'catch', 'status'];
      const network = ['http in', 'http response', 'http request', 'mqtt in', 'mqtt out', 'mqtt-broker'];
      const known = [...types, ...core, ...network, 'link in', 'link out'];

      it('has only known nodes, on the grid, and no loose wire', () => {
        for (const node of flow) {
          known.should.containEql(node.type);
          for (const target of (node.wires ?? []).flat()) ids.has(target).should.be.true(`${node.id} -> ${target}`);
          for (const target of node.links ?? []) ids.has(target).should.be.true(`${node.id} -> ${target}`);
          if (node.z !== undefined) should(ids.get(node.z)?.type).equal('tab');
          if (node.y !== undefined) (Number(node.y) % 20).should.equal(0);
        }
      });

      it('has every property of our nodes, one wire list per output, and connections that exist', () => {
        for (const node of flow.filter((each) => types.includes(each.type))) {
          const definition = registration(node.type);
          const properties = names(inner(definition, 'defaults'));
          for (const name of properties) node.should.have.property(name!);
          if (configTypes.includes(node.type)) continue;
          should(node.wires?.length).equal(literal(definition, 'outputs'));
          for (const platform of platforms) {
            const id = node[platform] as string | undefined;
            if (id !== undefined && id !== '') should(ids.get(id)?.type).equal(`${platform}-connection`);
          }
        }
      });

      it('watches for faults and statuses, and says what to do', () => {
        for (const type of ['catch', 'status', 'comment']) flow.some((node) => node.type === type).should.be.true();
      });
    });
  }
});
