import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../../../scripts/runtime/user-dir';

/** The English texts that all nodes share. */
export const catalogue = JSON.parse(
  readFileSync(join(checkout, 'nodes', 'locales', 'en-US', 'supervision-events.json'), 'utf8'),
) as Record<'check' | 'label' | 'status', Record<string, string>>;

/** What the editor is to say: `check.url`, or `check.seconds` of a field. */
export function sentence(key: string, field = ''): string {
  const text = catalogue.check[key];
  if (text === undefined) throw new Error(`There is no text check.${key}.`);
  return text.replace('__field__', catalogue.label[field] ?? '');
}
