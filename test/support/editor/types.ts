import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../../../scripts/runtime/user-dir';

const manifest = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as {
  'node-red': { nodes: Record<string, string> };
};

/** Every node type of the package. */
export const types = Object.keys(manifest['node-red'].nodes);
export const connectionTypes = types.filter((type) => type.endsWith('-connection'));
/** Those that can be on the canvas. */
export const flowTypes = types.filter((type) => !connectionTypes.includes(type));
/** The platforms that have a connection, in the order of the manifest. */
export const available = connectionTypes.map((type) => type.slice(0, -'-connection'.length));
