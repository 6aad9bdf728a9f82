/**
 * The scorecard that the Node-RED library gives a package, made of the package as it would be published. Exit code 1 when anything
 * is wrong.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPacked } from '../runtime/npm';
import { temporaryFolder } from '../runtime/user-dir';
import { validate } from './validate';
import { judge, type Manifest } from './verdict';

async function scorecard(folder: string): Promise<boolean> {
  const [package_, tool] = ['package', 'tool'].map((name) => join(folder, name)) as [string, string];
  for (const each of [package_, tool]) mkdirSync(each);
  const { root } = await installPacked(package_);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const { table, wrong } = judge(await validate(tool, root), manifest);
  console.log(['The scorecard:', ...table.map((line) => `  ${line}`), ...wrong].join('\n'));
  return wrong.length === 0;
}

/** The codes by which npm and Node.js say that nobody answered. */
const noAnswer = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b/;

const temporary = temporaryFolder();
scorecard(temporary.path)
  .then((good) => {
    if (!good) process.exitCode = 1;
  })
  .catch((thrown: unknown) => {
    const { message, stdout = '', stderr = '' } = thrown as Error & { stdout?: string; stderr?: string };
    const text = [message, stdout, stderr].join('\n');
    const [, code] = noAnswer.exec(text) ?? [];
    console.error(
      code === undefined
        ? `The scorecard could not be made. ${text}`
        : `The scorecard needs the npm registry, and it cannot be reached (${code}).`,
    );
    process.exitCode = 1;
  })
  .finally(() => {
    temporary.remove();
  });
