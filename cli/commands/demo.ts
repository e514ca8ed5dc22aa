// `seawall demo` (= npm start): the whole pipeline on the bundled events; needs no account, no Docker, no network.
// SPDX-License-Identifier: Apache-2.0
import { readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { notifiedSeverity } from '../../shared/findings/finding.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import type { Finding, FindingChange } from '../../shared/model/finding.ts';
import type { Response } from '../../shared/model/response.ts';
import { storedTime } from '../../shared/model/time.ts';
import { actsOrAsks } from '../../shared/notify/response-words.ts';
import { isTellable, isTold, messageTexts, type Telling, type Told } from '../../shared/notify/text.ts';
import { shortId } from '../decision/finding-id.ts';
import { demoRecord, openRecord } from '../decision/record.ts';
import { askInRehearsal } from '../decision/rehearsal.ts';
import { replayHistory } from '../history/replay.ts';
import { packageFolder } from '../program/package.ts';
import { beginRun, type Run } from '../program/run.ts';
import { jsonReport } from '../report/formats/json.ts';
import { type Output, openOutput } from '../report/output.ts';
import { responseTable } from '../report/replay-table.ts';
import { storyText } from '../report/story.ts';
import { byWeight, findingTable } from '../report/table.ts';
import { type ExitCode, exit } from '../terminal/exit.ts';
import { type CommonOptions, wantsColour, withCommon } from '../terminal/options.ts';
import { tell } from '../terminal/tell.ts';
import { type Paint, painter, plain } from '../terminal/terminal.ts';

const events = join(packageFolder, 'events');

interface DemoOptions extends CommonOptions {
  readonly full?: boolean;
}

export function demoCommand(command: Command, finish: (code: ExitCode) => void): void {
  command.option('--full', 'show everything: all findings, messages and responses');
  withCommon(command, ['table', 'json'], 'seawall demo');
  command.action(async (options: DemoOptions) => finish(await demo(options)));
}

async function demo(options: DemoOptions): Promise<ExitCode> {
  const begun = await beginRun(options, [join(events, 'facts.json')], 'events');
  // The story is our own: its times are good whatever the clock says.
  const run = { ...begun, received: storedTime('9999-12-31T00:00:00.000Z') };
  const files = readdirSync(events)
    .filter((name) => /^\d.*\.json$/.test(name))
    .sort()
    .map((name) => ({ path: join(events, name), named: true }));
  const messages: Telling[] = [];
  const asked: FindingChange[] = [];
  const store = await freshRecord();
  const output = openOutput(options.output, [demoRecord, run.policy.source]);
  const json = options.format === 'json' ? jsonReport(output, run.controls) : null;
  const replayed = await replayHistory(files, run, store, {
    end: options.now,
    verdict: async (verdict) => {
      if (json !== null && (verdict.outcome === 'fail' || verdict.outcome === 'unknown'))
        await json.verdict(verdict);
    },
    told(change, response) {
      if (response?.outcome === 'awaiting-approval') asked.push(change);
      const minimum = run.policy.notify.slack?.minimum ?? 'medium';
      const loud = isTold(change, minimum, notifiedSeverity(change.finding));
      if (loud || (isTellable(change) && actsOrAsks(response)))
        messages.push({ change, told: toldOf(change, response, run) });
    },
  });
  await askInRehearsal(asked, store, run);
  await store.close();
  if (json !== null) await json.end(replayed);
  else await show(replayed, messages, output, options);
  await output.close();
  return exit.ok;
}

/** Each demonstration begins anew; where the folder cannot be written, the record stays in memory. */
async function freshRecord(): Promise<RecordStore> {
  try {
    for (const end of ['', '-wal', '-shm']) rmSync(demoRecord + end, { force: true });
    return await openRecord(demoRecord);
  } catch (error) {
    tell(`the record is kept in memory only: ${error instanceof Error ? error.message : String(error)}`);
    return memoryStore();
  }
}

function toldOf(change: FindingChange, response: Response | null, { controls }: Run): Told {
  const control = controls.find(({ id }) => id === change.finding.control);
  const { title = '', why = '', fix = '' } = control ?? {};
  return { title, why, fix, response };
}

async function show(
  replayed: Awaited<ReturnType<typeof replayHistory>>,
  messages: readonly Telling[],
  output: Output,
  options: DemoOptions,
): Promise<void> {
  const paint = painter(wantsColour(options, output.terminal));
  const next = nextSteps(replayed.findings, options.full === true);
  if (options.full === true) return showAll(replayed, messages, next, { output, paint });
  const { findings, responses, summary } = replayed;
  await output.write(storyText({ events: summary.inputs, findings, messages, responses, next }, paint));
}

/** As they can be typed where the demonstration ran. */
function nextSteps(findings: readonly Finding[], full: boolean): readonly (readonly [string, string])[] {
  const sorted = [...findings].sort(byWeight);
  // An incident of the story has long gone quiet when it is looked at: what is still so is shown as it was told.
  const worst = sorted.find(({ kind, status }) => kind === 'state' && status === 'open') ?? sorted[0];
  const files = relative(process.cwd(), join(packageFolder, 'examples', 'files')) || '.';
  const seawall = 'npx --no-install seawall';
  return [
    ...(full ? [] : [[`${seawall} demo --full`, 'all findings, messages and responses'] as const]),
    [
      `${seawall} findings ${shortId(worst?.id ?? '')} --record ${demoRecord}`,
      'one finding with its history',
    ],
    [`${seawall} dashboard --record ${demoRecord}`, 'the same record in a browser'],
    [`${seawall} evaluate ${files} --fail-on none`, 'files; then your own'],
  ];
}

async function showAll(
  { findings, responses, summary }: Awaited<ReturnType<typeof replayHistory>>,
  messages: readonly Telling[],
  next: readonly (readonly [string, string])[],
  { output, paint }: { readonly output: Output; readonly paint: Paint },
): Promise<void> {
  const heading = (text: string) => output.write(`\n${paint('bold', text)}\n\n`);
  await output.write(
    `A breach attempt on a small shop, in ${summary.inputs} events (see events/README.md).\n`,
  );
  await heading('Findings at the end of the story');
  await output.write(findingTable([...findings].sort(byWeight), paint, output.columns));
  await heading('Slack messages, one per cause');
  const texts = messageTexts(messages).map((text) => text.split('\n').map(plain).join('\n'));
  await output.write(`${texts.join('\n\n')}\n`);
  await heading('Responses that the policy allows');
  await output.write(responseTable(responses, findings, paint, output.columns));
  await heading('Next steps');
  await output.write(next.map(([command, what]) => `  # ${what}\n  ${command}\n`).join(''));
}
