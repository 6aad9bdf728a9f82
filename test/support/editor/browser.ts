import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { temporaryFolder } from '../../../scripts/runtime/user-dir';

const run = promisify(execFile);

/** Why there is no browser here, in one sentence; not an error where nobody insists on one. */
export class NoBrowser extends Error {}

export interface Started {
  browser: Browser;
  close(): Promise<void>;
}

/**
 * Unpacks the browser that npm has brought into a folder of this run: the package would put it at one fixed place in the temporary
 * folder, where two runs, or two versions, meet. Its own libraries come with it (it takes them along only on AWS Lambda), so that
 * nothing must be installed on the machine.
 */
async function unpack(folder: string): Promise<string> {
  const program = "require('@sparticuz/chromium').executablePath().then((path) => process.stdout.write(path))";
  const env = { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
  const cwd = join(createRequire(__filename).resolve('@sparticuz/chromium'), '..');
  const { stdout } = await run(process.execPath, ['-e', program], { cwd, env });
  return stdout;
}

/** The fonts that come with the browser, and no others: pictures look the same everywhere. */
const fontsConf = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>
`;

/** A headless browser, without anything that is installed on the machine. */
export async function startBrowser(): Promise<Started> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new NoBrowser(
      `The browser that comes with npm runs on Linux x64, not on ${process.platform} ${process.arch}.`,
    );
  const folder = temporaryFolder();
  try {
    const executablePath = await unpack(folder.path);
    const fonts = join(folder.path, 'fonts.conf');
    writeFileSync(fonts, fontsConf(folder.path));
    const browser = await chromium.launch({
      executablePath,
      headless: true,
      args: ['--no-zygote', '--disable-gpu', '--font-render-hinting=none'],
      env: {
        ...process.env,
        TMPDIR: folder.path,
        FONTCONFIG_FILE: fonts,
        LD_LIBRARY_PATH: join(folder.path, 'al2023', 'lib'),
      },
    });
    return {
      browser,
      close: async () => {
        await browser.close();
        folder.remove();
      },
    };
  } catch (thrown) {
    folder.remove();
    const [line = ''] = String(thrown instanceof Error ? thrown.message : thrown).split('\n');
    throw new NoBrowser(`The browser does not start: ${line}`, { cause: thrown });
  }
}
