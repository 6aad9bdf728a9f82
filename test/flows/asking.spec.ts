import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import 'should';
import { placeSimulator, readFlows } from '../../scripts/demo/example';
import type { FlowNode } from '../../scripts/runtime/user-dir';
import { atHome } from '../support/examples';
import { openRuntime, type Runtime } from '../support/runtime';
import { until } from '../support/until';

describe('example 7, with a chat of its own', function () {
  this.timeout(60_000);
  let runtime: Runtime;
  let chat: Server;
  let texts: string[];

  before(async function () {
    this.timeout(180_000);
    runtime = await openRuntime();
    chat = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        texts.push((JSON.parse(body) as { text: string }).text);
        response.end('ok');
      });
    });
    chat.listen(0, '127.0.0.1');
    await once(chat, 'listening');
  });
  after(async () => {
    await runtime.close();
    chat.closeAllConnections();
    chat.close();
  });

  async function imported(change: (flows: FlowNode[]) => void = () => undefined): Promise<void> {
    texts = [];
    const flows = readFlows('7 - Ask in the chat first, then listen.json');
    await placeSimulator(flows, true);
    atHome(flows, runtime.url);
    const where = flows.find(({ type }) => type === 'change')!.rules as { p: string; to: string }[];
    where.find(({ p }) => p === 'url')!.to = `http://127.0.0.1:${(chat.address() as AddressInfo).port}/hook/secret`;
    change(flows);
    // What the flow remembers stays with its tab.
    await runtime.deploy([]);
    await runtime.deploy(flows);
    // A deployment is answered before its flows have started.
    await until('the flow', async () =>
      (await (await fetch(`${runtime.url}/approve/0`)).text()).includes('no such question'),
    );
  }

  const said = (what: RegExp): Promise<string> =>
    until(`${what.source} in the chat`, () => texts.find((text) => what.test(text)), 15_000);

  async function alert(
    body: object = { agentRef: '6001', rule: 'customer-mood', excerpt: 'a secret' },
  ): Promise<number> {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${runtime.url}/ask-first`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  }

  /** The link of that title in the card. */
  async function linkOf(title: string): Promise<string> {
    const card = await said(/Shall a supervisor listen/);
    return new RegExp(`<([^|>]+)\\|${title}>`).exec(card)?.[1] ?? '';
  }

  const click = async (url: string, method = 'POST'): Promise<number> => (await fetch(url, { method })).status;

  it('tells the chat that the supervisor could not listen, once, however often it is clicked', async () => {
    await imported();
    (await alert()).should.equal(202);
    const [link, no] = [await linkOf('Listen'), await linkOf('No')];
    link.should.startWith(`${runtime.url}/approve/`).and.match(/\/[0-9a-f]{32}\?answer=listen$/);
    texts.join().should.not.containEql('a secret');
    // What a chat program does for a preview answers nothing.
    for (const method of ['GET', 'HEAD', 'GET']) (await click(link, method)).should.equal(200);
    (await (await fetch(link)).text()).should.match(/<form method="post"><button>.*6001/);
    const statuses = await Promise.all([click(link), click(link), click(link)]);
    statuses.sort().should.eql([200, 409, 409]);
    (await said(/not achieved/)).should.match(/^Agent 6001/);
    (await click(no)).should.equal(409);
    texts.filter((text) => text.includes('not achieved')).should.have.length(1);
  });

  it('knows no other token', async () => {
    await imported();
    await alert();
    const link = await linkOf('Listen');
    for (const token of ['0'.repeat(32), '__proto__', 'constructor'])
      (await click(link.replace(/[0-9a-f]{32}/, token))).should.equal(404);
    (await click(link.replace('=listen', '=barge'))).should.equal(400);
    (await click(link.replace('=listen', '=constructor'))).should.equal(400);
    (await click(await linkOf('No'))).should.equal(200);
    await said(/answered no/);
    (await click(link)).should.equal(409);
  });

  it('asks once about an agent, and not about nobody', async () => {
    await imported();
    for (const agentRef of [undefined, '', '<script>', 'a b']) (await alert({ agentRef })).should.equal(422);
    await alert({ agentRef: '6001', rule: '<http://evil|Listen>' });
    await alert();
    await alert({ agentRef: '6002' });
    await said(/6002/);
    texts.should.have.length(2);
    (texts.find((text) => text.includes('6001')) ?? '').should.containEql('&lt;http://evil|Listen&gt;');
  });

  it('takes no answer when the time is over, and says so', async () => {
    await imported((flows) => {
      // The example waits for a minute.
      const ask = flows.find(({ id }) => id === 'ex7-ask')!;
      const quick = String(ask.func).replace('seconds = 60;', 'seconds = 0.3;');
      quick.should.not.equal(ask.func);
      ask.func = quick;
    });
    await alert();
    const link = await linkOf('Listen');
    await said(/nobody answered in time/);
    (await click(link)).should.equal(410);
    (await click(link, 'GET')).should.equal(410);
    texts.should.have.length(2);
  });
});
