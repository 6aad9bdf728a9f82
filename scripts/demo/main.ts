import type { Platform, Supervision } from '../../src/supervision/vocabulary';
import { curlLine, postAlert, startCall } from './acts';
import { Narrator, picture, step } from './narrator';
import { help, readOptions, UsageError, type Options } from './options';
import { prove } from './proof';
import { openStage, type Stage } from './stage';
import { aborted, untilStopped } from './stopping';
import { summary } from './summary';

const print = (line: string): void => {
  console.log(line);
};

function introduce({ nodeRed, example, startedInMs }: Stage): void {
  print(`Node-RED with a simulated contact centre inside, ready in ${(startedInMs / 1000).toFixed(1)} s:\n`);
  print(step('editor', `${nodeRed.url}/`));
  for (const [platform, url] of Object.entries(example.addresses)) print(step(platform, `${url} (simulated)`));
}

/** Tells the story once, on the platform that is chosen, and whether it is true. */
async function tell(stage: Stage, platform: Platform): Promise<Supervision> {
  print(`\nThe story on ${platform}:\n`);
  const before = await startCall(stage);
  for (const line of picture('before', before)) print(line);
  print(step('alert', `posted to ${stage.nodeRed.url}${stage.example.path}, answered in ${await postAlert(stage)} ms`));
  return prove(stage.feed);
}

/** The same story on one platform after the other. In between the flow is changed in one place, and deployed. */
async function once(stage: Stage, narrator: Narrator, platforms: Options['platforms']): Promise<void> {
  const proved: Supervision[] = [];
  for (const platform of platforms) {
    narrator.begin();
    if (proved.length > 0) await stage.choose(platform);
    proved.push(await tell(stage, platform));
  }
  print('\nEvery step was confirmed by what the platform itself says:\n');
  for (const line of summary(proved)) print(line);
}

/** Lets people play until they have had enough. */
async function play(stage: Stage, stopped: AbortSignal): Promise<void> {
  const before = await startCall(stage);
  for (const line of picture('on a call', before)) print(line);
  print(`\nA customer is talking to agent one. Now the sentiment engine raises an alert:\n\n${curlLine(stage)}\n`);
  print('The supervisor is brought in and leaves after three seconds. Ctrl-C ends everything.\n');
  await Promise.race([stage.nodeRed.ended, aborted(stopped)]);
  if (!stopped.aborted) throw new Error(`Node-RED ended by itself:\n${stage.nodeRed.output()}`);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    print(help);
    return;
  }
  const { port, platforms } = options;
  const stopped = untilStopped();
  const stage = await openStage(port, platforms[0], stopped);
  try {
    const narrator = new Narrator(print);
    stage.feed.each((told) => {
      narrator.hear(told);
    });
    introduce(stage);
    const interrupted = aborted(stopped).then(() => {
      if (options.once) stopped.throwIfAborted();
    });
    await Promise.race([interrupted, options.once ? once(stage, narrator, platforms) : play(stage, stopped)]);
  } finally {
    await stage.close();
  }
}

main().catch((thrown: unknown) => {
  console.error(thrown instanceof Error ? thrown.message : String(thrown));
  process.exitCode = thrown instanceof UsageError ? 2 : 1;
});
