#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { agentPassword, ManualClock, startSimulator, supervisorPassword, voipnowApp } from './index';
import type { SimulatorOptions } from './index';

const help = `call-supervision-simulator: a contact centre to practise on, on this machine only

  --genesys-port <n>   port of the Genesys face (default 18081; "off" = none)
  --voipnow-port <n>   port of the VoipNow face (default 18082; "off" = none)
  --voipnow-cert <f>   its certificate and
  --voipnow-key <f>    its key, PEM files: the face speaks HTTPS (default: plain HTTP)
  --huawei-port <n>    port of the Huawei face (default 18083; "off" = none)
  --huawei-cert <f>    as for VoipNow
  --huawei-key <f>
  --finesse-port <n>   port of the Finesse face, REST (default 18084; "off" = none)
  --finesse-xmpp-port <n>  its notifications (default 18085)
  --finesse-cert <f>   its certificate and
  --finesse-key <f>    its key: the face speaks HTTPS and wss
  --finesse-http-port <n>  with a certificate: plain HTTP here is sent on to HTTPS
  --finesse-secondary-port <n>  REST of a second node, for fail-over (default: none)
  --finesse-secondary-xmpp-port <n>  and its notifications (default: any free port)
  --control-port <n>   port of the control API (default 18080; "off" = none)
  --external-url <u>   what Genesys uris begin with (default: the face's own address)
  --seed <text>        same seed, same ids, customers and autoplay (default 1)
  --agents <n>         number of agents (default 5)
  --clock <c>          real (default), or manual: time passes by POST /clock only
  --fault <f>          name[=value][@operation][#times]; may be given several times
  --autoplay           calls come and go, moods swing
  --help               this text

GET /faults of the control API lists all faults. The people and the control API are described in docs/simulator.md.`;

class UsageError extends Error {}

function port(name: string, value: string): number | undefined {
  if (value === 'off') return undefined;
  const number = Number(value);
  if (/^\d+$/.test(value) && number <= 65_535) return number;
  throw new UsageError(`--${name} must be a port from 0 to 65535, or "off"; it is "${value}".`);
}

function agentCount(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 5 && number <= 100_000) return number;
  throw new UsageError(`--agents must be a number from 5 to 100000; it is "${value}".`);
}

function file(name: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (thrown) {
    throw new UsageError(`--${name}: ${thrown instanceof Error ? thrown.message : String(thrown)}.`);
  }
}

/** Both files or neither. */
function tls(
  face: 'voipnow' | 'huawei' | 'finesse',
  cert: string | undefined,
  key: string | undefined,
): Pick<NonNullable<SimulatorOptions['voipnow']>, 'tls'> {
  if (cert === undefined && key === undefined) return {};
  if (cert === undefined || key === undefined) {
    throw new UsageError(`--${face}-cert and --${face}-key belong together.`);
  }
  return { tls: { cert: file(`${face}-cert`, cert), key: file(`${face}-key`, key) } };
}

/** Finesse needs two ports, and with a second node four. */
function finesse(values: Record<string, unknown>): SimulatorOptions['finesse'] {
  const value = (name: string): string | undefined => {
    const found = values[`finesse-${name}`];
    return typeof found === 'string' ? found : undefined;
  };
  const at = (name: string): number | undefined => port(`finesse-${name}`, value(name) ?? 'off');
  const [rest, second, http] = [at('port'), at('secondary-port'), at('http-port')];
  if (rest === undefined) return undefined;
  const secure = tls('finesse', value('cert'), value('key'));
  if (http !== undefined && secure.tls === undefined) {
    throw new UsageError('--finesse-http-port needs --finesse-cert and --finesse-key.');
  }
  return {
    port: rest,
    xmppPort: at('xmpp-port') ?? 0,
    ...secure,
    ...(http !== undefined && { httpPort: http }),
    ...(second !== undefined && { secondary: { port: second, xmppPort: at('secondary-xmpp-port') ?? 0 } }),
  };
}

/** undefined: help was asked for. */
function read(args: string[]): SimulatorOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      'genesys-port': { type: 'string', default: '18081' },
      'voipnow-port': { type: 'string', default: '18082' },
      'voipnow-cert': { type: 'string' },
      'voipnow-key': { type: 'string' },
      'huawei-port': { type: 'string', default: '18083' },
      'huawei-cert': { type: 'string' },
      'huawei-key': { type: 'string' },
      'finesse-port': { type: 'string', default: '18084' },
      'finesse-xmpp-port': { type: 'string', default: '18085' },
      'finesse-cert': { type: 'string' },
      'finesse-key': { type: 'string' },
      'finesse-http-port': { type: 'string' },
      'finesse-secondary-port': { type: 'string' },
      'finesse-secondary-xmpp-port': { type: 'string' },
      'control-port': { type: 'string', default: '18080' },
      'external-url': { type: 'string' },
      seed: { type: 'string', default: '1' },
      agents: { type: 'string' },
      clock: { type: 'string', default: 'real' },
      fault: { type: 'string', multiple: true, default: [] },
      autoplay: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  if (values.clock !== 'real' && values.clock !== 'manual') {
    throw new UsageError(`--clock must be real or manual; it is "${values.clock}".`);
  }
  const genesysPort = port('genesys-port', values['genesys-port']);
  const voipnowPort = port('voipnow-port', values['voipnow-port']);
  const voipnowTls = tls('voipnow', values['voipnow-cert'], values['voipnow-key']);
  const huaweiPort = port('huawei-port', values['huawei-port']);
  const huaweiTls = tls('huawei', values['huawei-cert'], values['huawei-key']);
  const controlPort = port('control-port', values['control-port']);
  const finesseFace = finesse(values);
  const externalUrl = values['external-url'];
  return {
    seed: values.seed,
    autoplay: values.autoplay,
    faults: values.fault,
    ...(values.agents !== undefined && { agents: agentCount(values.agents) }),
    ...(values.clock === 'manual' && { clock: new ManualClock() }),
    ...(controlPort !== undefined && { controlPort }),
    ...(genesysPort !== undefined && {
      genesys: { port: genesysPort, ...(externalUrl !== undefined && { externalUrl }) },
    }),
    ...(voipnowPort !== undefined && { voipnow: { port: voipnowPort, ...voipnowTls } }),
    ...(huaweiPort !== undefined && { huawei: { port: huaweiPort, ...huaweiTls } }),
    ...(finesseFace !== undefined && { finesse: finesseFace }),
  };
}

/** A wrong option is the user's: one sentence, exit code 2. A port in use is the machine's: exit code 1. */
function fail(thrown: unknown): void {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = 'code' in error ? String(error.code) : '';
  const usage = error instanceof UsageError || error.name === 'FaultError' || code.startsWith('ERR_PARSE_ARGS');
  console.error(
    usage ? `${error.message.replace(/\.?$/, '.')} Try --help.` : `The simulator could not start: ${error.message}`,
  );
  process.exitCode = usage ? 2 : 1;
}

async function main(): Promise<void> {
  const options = read(process.argv.slice(2));
  if (options === undefined) {
    console.log(help);
    return;
  }
  const simulator = await startSimulator({
    ...options,
    onAlert: ({ type, agent, score }) => {
      console.log(`alert ${type}: ${agent}, score ${score}`);
    },
  });
  // First of all: who has read an address may stop the program at once.
  const stop = (): void => {
    simulator.close().catch(fail);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (simulator.genesys) console.log(`Genesys   ${simulator.genesys.api}`);
  if (simulator.voipnow) console.log(`VoipNow   ${simulator.voipnow.url}`);
  if (simulator.huawei) console.log(`Huawei    ${simulator.huawei.url}`);
  if (simulator.finesse) {
    const { url, ws, secondary, httpUrl } = simulator.finesse;
    console.log(`Finesse   ${url} ${ws}`);
    if (secondary) console.log(`second    ${secondary.url} ${secondary.ws}`);
    if (httpUrl !== undefined) console.log(`plain     ${httpUrl}`);
  }
  if (simulator.control) console.log(`control   ${simulator.control.url}`);
  console.log(`sign in   sup.one / ${supervisorPassword}, agt.one / ${agentPassword}`);
  if (simulator.finesse)
    console.log(`login id  ${simulator.finesse.loginId('sup.one')} / ${supervisorPassword}, phone 6105`);
  if (simulator.voipnow) console.log(`app       ${voipnowApp.key} / ${voipnowApp.secret}`);
}

main().catch(fail);
