import fs from 'node:fs';
import path from 'node:path';
import { now } from './figures';
import { costPerEvent } from './parts/agents';
import { eventRate } from './parts/events';
import { orders } from './parts/order';
import { polling } from './parts/polling';
import { startTime } from './parts/start';
import { desktopOrders } from './parts/finesse';
import { gatewayOrders } from './parts/huawei';
import { pbxOrders } from './parts/voipnow';
import { xmppRate } from './parts/xmpp';
import { page, table, type Section } from './report';

const parts: Readonly<Record<string, () => Promise<Section>>> = {
  order: orders,
  voipnow: pbxOrders,
  huawei: gatewayOrders,
  finesse: desktopOrders,
  events: eventRate,
  xmpp: xmppRate,
  agents: costPerEvent,
  start: startTime,
  polling,
};

const results = path.join(__dirname, '..', '..', 'bench', 'results.md');

/** All parts, written down; or those that are named, only shown. */
async function main(names: readonly string[]): Promise<void> {
  const chosen = names.length > 0 ? names : Object.keys(parts);
  const began = now();
  const sections: Section[] = [];
  for (const name of chosen) {
    const part = parts[name];
    if (part === undefined) throw new Error(`There is no part "${name}"; there are: ${Object.keys(parts).join(', ')}.`);
    console.log(`${name} …`);
    const section = await part();
    sections.push(section);
    console.log(table(section.rows));
  }
  const text = page(sections, (now() - began) / 1000);
  console.log(`\n${text}`);
  if (names.length === 0) fs.writeFileSync(results, text);
}

main(process.argv.slice(2)).catch((thrown: unknown) => {
  console.error(thrown);
  process.exitCode = 1;
});
