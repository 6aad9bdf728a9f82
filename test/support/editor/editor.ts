import 'should';
import type { Browser } from 'playwright-core';
import type { FlowNode } from '../../../scripts/runtime/user-dir';
import { openRuntime, type Runtime } from '../runtime';
import { NoBrowser, startBrowser } from './browser';
import { EditorPage } from './page';

/** A Node-RED with the installed package, and a browser. */
interface Stage {
  runtime: Runtime;
  browser: Browser;
  close(): Promise<void>;
}

async function openStage(): Promise<Stage> {
  const started = await startBrowser();
  try {
    const runtime = await openRuntime();
    const close = async (): Promise<void> => {
      await started.close();
      await runtime.close();
    };
    return { browser: started.browser, runtime, close };
  } catch (thrown) {
    await started.close();
    throw thrown;
  }
}

/** One for all specs of a run: both take seconds to start. */
let stage: Promise<Stage | NoBrowser> | undefined;

function theStage(): Promise<Stage | NoBrowser> {
  stage ??= openStage().catch((thrown: unknown) => {
    if (!(thrown instanceof NoBrowser) || process.env.REQUIRE_EDITOR) throw thrown;
    process.stderr.write(`\nThe tests of the editor are left out. ${thrown.message}\n`);
    return thrown;
  });
  return stage;
}

// A hook of the whole run, because this module is loaded outside any `describe`.
after(async function () {
  this.timeout(60_000);
  const opened = await stage?.catch(() => undefined);
  if (opened && !(opened instanceof NoBrowser)) await opened.close();
});

export interface Opening {
  /** Language of the browser. Default en-US. */
  locale?: string;
}

export interface Editor {
  readonly runtime: Runtime;
  /** Deploys flows, and opens the editor on them in a fresh browser profile. */
  open(flows?: readonly FlowNode[], opening?: Opening): Promise<EditorPage>;
}

/** Call once in a `describe`. A page that complains about anything fails its test. */
export function useEditor(): Editor {
  let current: Stage | undefined;
  let pages: EditorPage[] = [];
  before(async function () {
    this.timeout(240_000);
    const opened = await theStage();
    if (opened instanceof NoBrowser) this.skip();
    current = opened;
  });
  afterEach(async () => {
    const open = pages;
    pages = [];
    await Promise.all(open.map((page) => page.close()));
    await current?.runtime.deploy([]);
    open.flatMap(({ complaints }) => complaints).should.eql([]);
  });
  const there = (): Stage => {
    if (!current) throw new Error('the editor is open only during a test');
    return current;
  };
  return {
    get runtime() {
      return there().runtime;
    },
    async open(flows = [], { locale = 'en-US' } = {}) {
      const { browser, runtime } = there();
      await runtime.deploy(flows);
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale });
      const page = new EditorPage(await context.newPage());
      pages.push(page);
      await page.load(runtime.url);
      return page;
    },
  };
}
