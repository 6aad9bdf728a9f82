/** What is checked, in the words of this package. P02 is switched off in the tool. */
const checks = {
  P01: 'has a licence',
  P03: 'says where to report bugs',
  P04: 'has a scoped name',
  P05: 'has the keyword node-red',
  P06: 'runs on the Node-RED of today',
  P07: 'runs on the Node.js of that Node-RED',
  P08: 'has a name of its own (the catalogue is not asked)',
  N01: 'has node types of its own (the catalogue is not asked)',
  N02: 'shows every node in an example',
  D01: 'has no more than 6 dependencies',
  D02: 'has no dependency that is known to do harm',
  D03: 'takes the latest version of every dependency',
} as const;

type Check = keyof typeof checks;

/** What of package.json the verdict is about. */
export interface Manifest {
  keywords?: string[];
  dependencies?: Record<string, string>;
  'node-red': { nodes: Record<string, string> };
}

export interface Verdict {
  /** One line a check. */
  table: string[];
  /** One sentence for everything that is wrong. */
  wrong: string[];
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Why a check counts as failed; undefined if it does not. The tool passes some that it has not made. */
function against(check: Check, card: unknown, manifest: Manifest): string | undefined {
  const result = member(card, check);
  if (member(result, 'test') !== true) {
    const named = [...strings(member(result, 'packages')), ...strings(member(result, 'similar'))];
    return result === undefined
      ? 'the tool has not looked'
      : `the tool says no${named.map((name) => ` (${name})`).join('')}`;
  }
  switch (check) {
    case 'P05':
      return manifest.keywords?.includes('node-red') ? undefined : 'the keyword is missing';
    case 'N02': {
      const shown = strings(member(result, 'nodes'));
      const expected = Object.keys(manifest['node-red'].nodes).filter((type) => !type.endsWith('-connection'));
      const missed = [
        ...expected.filter((type) => !shown.includes(type)),
        ...shown.filter((type) => !expected.includes(type)),
      ];
      return missed.length === 0
        ? undefined
        : `the tool saw ${shown.join(', ') || 'no node'}; it differs in ${missed.join(', ')}`;
    }
    case 'D01': {
      const total = member(result, 'total');
      const count = Object.keys(manifest.dependencies ?? {}).length;
      return total === count && count <= 6 ? undefined : `the tool counts ${String(total)}, package.json has ${count}`;
    }
    default:
      return undefined;
  }
}

/** What the tool's file and its words are worth. */
export function judge({ card, output }: { card: unknown; output: string }, manifest: Manifest): Verdict {
  const table: string[] = [];
  const wrong: string[] = [];
  for (const [check, words] of Object.entries(checks)) {
    const reason = against(check as Check, card, manifest);
    table.push(`${reason === undefined ? '✔' : '✘'} ${check}  ${words}`);
    if (reason !== undefined) wrong.push(`${check}: the package should be one that ${words}; ${reason}.`);
  }
  for (const [, file = ''] of output.matchAll(/Unable to parse\s+(\S+)/g))
    wrong.push(`The tool cannot read the editor file of ${file}, so it has checked nothing there.`);
  return { table, wrong };
}
