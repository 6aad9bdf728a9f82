import type { ConsoleMessage, Locator, Page } from 'playwright-core';
import { until } from '../until';
import type { EditorNode, FlowFileNode, Red } from './red';

declare const RED: Red;

/** What Node-RED's editor writes into the console of the browser when all is well. Anything else is a complaint. */
const usual =
  /^(JQMIGRATE: Migrate is installed|Node-RED: |Versions$|jQuery |ACE |MONACO |D3 |Palette editor disabled|Projects disabled|console\.groupEnd)/;

/** As the flow file has it, and what the editor thinks of it. */
export interface Seen {
  node: FlowFileNode;
  valid: boolean;
  /** Sentences, one for each property that is wrong. */
  errors: string[];
  /** Of a config node: the ids of those that use it. */
  users: string[];
  label: string;
}

/** The editor in one page of a browser. */
export class EditorPage {
  /** Whatever should not be in a console, errors of scripts, and requests that failed. */
  readonly complaints: string[] = [];

  constructor(readonly page: Page) {
    const complain = (text: string): void => {
      this.complaints.push(text);
    };
    page.setDefaultTimeout(30_000);
    page.on('console', (message: ConsoleMessage) => {
      if (!usual.test(message.text())) complain(`console ${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => {
      complain(`script: ${error.stack ?? error.message}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) complain(`HTTP ${response.status()}: ${response.url()}`);
    });
    page.on('requestfailed', (request) => {
      complain(`${request.failure()?.errorText ?? 'failed'}: ${request.url()}`);
    });
  }

  async load(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.waitForFunction(
      () => typeof RED === 'object' && RED.nodes.getType('supervision-barge-in') !== undefined,
    );
    await this.page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
  }

  async close(): Promise<void> {
    // What a page asks for while it is closed is no concern of anybody.
    this.page.removeAllListeners('requestfailed');
    await this.page.context().close();
  }

  /** A node of any kind, as the editor has it now. */
  async see(id: string): Promise<Seen> {
    return this.page.evaluate((wanted) => {
      const found = RED.nodes.node(wanted);
      const node = RED.nodes.createCompleteNodeSet().find((each) => each.id === wanted);
      if (!found || !node) throw new Error(`the editor has no node ${wanted}`);
      const users = (found.users as EditorNode[] | undefined) ?? [];
      return {
        node,
        valid: found.valid,
        errors: found.validationErrors ?? [],
        users: users.map((user) => user.id),
        label: RED.utils.getNodeLabel(found),
      };
    }, id);
  }

  /** Opens the dialog of a node, also of a config node. */
  async edit(id: string): Promise<void> {
    await this.page.evaluate((wanted) => {
      const node = RED.nodes.node(wanted);
      if (!node) throw new Error(`the editor has no node ${wanted}`);
      if (node._def.category === 'config') RED.editor.editConfig('', node.type, node.id);
      else RED.editor.edit(node);
    }, id);
    await this.opened();
  }

  /** Opens the dialog of a new connection, from the dialog of the node that will use it. */
  async add(platform: string): Promise<void> {
    await this.page.locator(`#node-input-btn-${platform}-add`).click();
    await this.page.locator('#node-config-dialog-ok').waitFor();
    await this.opened();
  }

  /** Done, Update or Add: whichever the dialog on top has. */
  done(): Promise<void> {
    return this.leave('ok');
  }

  cancel(): Promise<void> {
    return this.leave('cancel');
  }

  private async leave(button: 'ok' | 'cancel'): Promise<void> {
    const pressed = await this.page.locator(`#node-config-dialog-${button}, #node-dialog-${button}`).elementHandle();
    await pressed.click();
    await this.page.waitForFunction((element) => !element.isConnected, pressed);
    await this.still();
  }

  /** A dialog is filled first; then it slides in, and takes the focus once more while somebody may be typing already. */
  private async opened(): Promise<void> {
    await this.page.waitForFunction(() => document.activeElement?.closest('.red-ui-tray-body'));
  }

  /** Dialogs slide in, and one comes back when the one above it has gone. */
  async still(): Promise<void> {
    await this.page.waitForFunction(() => {
      const trays = Array.from(document.querySelectorAll('.red-ui-tray'));
      return trays.every((tray) => getComputedStyle(tray).right === '0px');
    });
  }

  /** A field of the open dialog. */
  field(name: string): Locator {
    return this.page.locator(`#node-input-${name}, #node-config-input-${name}`);
  }

  /** Drags a node from the palette to a place on the canvas. The id of the new node. */
  async drag(type: string, x = 200, y = 200): Promise<string> {
    const before = await this.ids(type);
    const canvas = await this.page.locator('#red-ui-workspace-chart').boundingBox();
    if (!canvas) throw new Error('the editor shows no canvas');
    await this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`).hover();
    await this.page.mouse.down();
    await this.page.mouse.move(canvas.x + x, canvas.y + y, { steps: 12 });
    await this.page.mouse.up();
    const added = await until('the new node', async () => (await this.ids(type)).find((id) => !before.includes(id)));
    return added;
  }

  /** The ids of all nodes of a type. */
  ids(type: string): Promise<string[]> {
    return this.page.evaluate((wanted) => RED.nodes.filterNodes({ type: wanted }).map(({ id }) => id), type);
  }

  /** Deploys as the button does, in the way its menu says. The way that Node-RED was asked for. */
  async deploy(way: 'full' | 'flows' | 'nodes' = 'full'): Promise<string | undefined> {
    const action = { full: 'full', flows: 'modified-flows', nodes: 'modified-nodes' }[way];
    await this.page.evaluate((name) => {
      RED.actions.invoke(name);
    }, `core:set-deploy-type-to-${action}`);
    const answer = this.page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/flows'),
    );
    await this.page.locator('#red-ui-header-button-deploy').click();
    const request = (await answer).request();
    await this.page.waitForFunction(() => !RED.nodes.dirty());
    return request.headers()['node-red-deployment-type'];
  }

  /** Presses the button that a node on the canvas has. */
  async pressButton(id: string): Promise<void> {
    await this.page.evaluate((wanted) => {
      RED.view.reveal(wanted);
    }, id);
    await this.page.locator(`[id="${id}"] .red-ui-flow-node-button-button`).click();
  }
}
