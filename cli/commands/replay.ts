// `seawall replay`: what a history would have led to, through the whole pipeline on the events' own clock.
// SPDX-License-Identifier: Apache-2.0

import type { Command } from 'commander';
import { catalogueOf } from '../../shared/evaluate/catalogue.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { notAnEvent } from '../../shared/intake/events/context.ts';
import type { FindingChange } from '../../shared/model/finding.ts';
import { openRecord } from '../decision/record.ts';
import { askInRehearsal } from '../decision/rehearsal.ts';
import { type Changes, changesBetween } from '../history/changes.ts';
import type { HistoryFile } from '../history/read.ts';
import { type Replayed, replayHistory } from '../history/replay.ts';
import type { S3Access } from '../history/s3.ts';
import { count, type Found, findFiles } from '../input/files.ts';
import { type PolicyWithControls, readControls } from '../input/policy.ts';
import { problemLine } from '../input/problem.ts';
import { beginRun, type Run } from '../program/run.ts';
import { jsonReport } from '../report/formats/json.ts';
import { openOutput } from '../report/output.ts';
import { replayTable } from '../report/replay-table.ts';
import { outcomesOf } from '../report/report.ts';
import { drop } from '../report/summary.ts';
import { exitWatch } from '../report/verdict-exit.ts';
import { counted } from '../report/words.ts';
import { EnvironmentFailure, type ExitCode, exit, gravest } from '../terminal/exit.ts';
import { interruptLater } from '../terminal/interrupt.ts';
import {
  type CommonOptions,
  type FailOptions,
  wantsColour,
  withCommon,
  withFacts,
  withFailOn,
} from '../terminal/options.ts';
import { progress } from '../terminal/progress.ts';
import { tell, tellLeftOut } from '../terminal/tell.ts';

interface HistoriesFound extends Found {
  readonly files: readonly HistoryFile[];
}

interface ReplayOptions extends CommonOptions, FailOptions {
  readonly facts: readonly string[];
  readonly only?: string;
  readonly strict?: boolean;
  readonly against?: string;
  readonly record?: string;
  readonly profile?: string;
  readonly region?: string;
}

const extensions = [
  '.json',
  '.json.gz',
  '.jsonl',
  '.jsonl.gz',
  '.ndjson',
  '.ndjson.gz',
  '.log',
  '.log.gz',
  '.gz',
];

export function replayCommand(command: Command, finish: (code: ExitCode) => void): void {
  command
    .argument('<path...>', 'files and folders, - for stdin, s3://bucket/prefix')
    .option('--only <outcomes>', 'verdicts to report (default: fail,unknown)')
    .option('--strict', 'exit with 2 if any record cannot be read')
    .option(
      '--against <file>',
      'show what would change under this policy: findings, actions, approvals, their calls (with --facts also their parameters), and what holds them back',
    )
    .option('--profile <name>', 'AWS profile to use, for s3://')
    .option('--region <region>', 'AWS Region to ask first, for s3://')
    .option('--record <file>', 'SQLite file that holds the record (default: in memory)');
  withFacts(
    withFailOn(
      withCommon(command, ['table', 'json'], 'seawall replay cloudtrail/2026/11/ --facts snapshot.json'),
      'none',
    ),
  );
  command.action(async (paths: string[], options: ReplayOptions) => finish(await replay(paths, options)));
}

export async function replay(paths: readonly string[], options: ReplayOptions): Promise<ExitCode> {
  const run = await beginRun(options, options.facts, 'events');
  const other =
    options.against === undefined
      ? null
      : await readControls(options.against, { now: run.now, policy: options.against }, tell);
  const found = await findHistories(paths, options);
  const output = openOutput(options.output, [
    ...found.files.map(({ path }) => path),
    ...[...options.facts, options.against, options.record, run.policy.source],
  ]);
  const colour = wantsColour(options, output.terminal);
  const report = options.format === 'json' ? jsonReport(output, run.controls) : replayTable(output, colour);
  const only = outcomesOf(options.only ?? 'fail,unknown');
  const watch = exitWatch(options, run.policy, run.now);
  const interrupt = options.record === undefined ? null : interruptLater();
  const replayed = await once(found, run, options, {
    ...(interrupt === null ? {} : { stops: interrupt.pressed }),
    async verdict(verdict) {
      watch.see(verdict);
      if (only.has(verdict.outcome)) await report.verdict(verdict);
    },
  });
  const errors = [...found.problems, ...replayed.errors];
  const compares = replayed.stoppedAt === null ? other : null;
  const comparison =
    compares === null ? null : await changesUnder(compares, { found, run, options, replayed });
  await report.end({
    ...replayed,
    leftOut: found.leftOut,
    errors,
    ...(comparison === null ? {} : { comparison }),
  });
  await output.close();
  if (replayed.stoppedAt !== null) tell(stoppedWords(replayed.stoppedAt, options.record ?? ''));
  interrupt?.end();
  return gravest(watch.code, inputCode(found, replayed, options));
}

/** Without a record there is nothing to keep whole. */
function stoppedWords(at: string, record: string): string {
  const where = at === '' ? 'before the first event' : `after the event of ${at}`;
  return `stopped ${where}: ${record} holds all that came before, whole`;
}

interface Before {
  readonly found: HistoriesFound;
  readonly run: Run;
  readonly options: ReplayOptions;
  readonly replayed: Replayed;
}

/** The same history once more, under another policy and in memory, against what the run came to. */
async function changesUnder(
  other: PolicyWithControls,
  { found, run, options, replayed }: Before,
): Promise<Changes> {
  const { record: _, ...inMemory } = options;
  const again = await once(found, under(run, other), inMemory, {});
  const before = { ...replayed, respond: run.policy.respond };
  return changesBetween(before, { ...again, respond: other.policy.respond }, other.policy.source);
}

/** The same run under another policy. */
function under(run: Run, { policy, controls }: PolicyWithControls): Run {
  return { ...run, policy, controls, judging: { ...run.judging, policy, catalogue: catalogueOf(controls) } };
}

/** Local files first, then those of S3, which the order of events does not depend on. */
async function findHistories(paths: readonly string[], access: S3Access): Promise<HistoriesFound> {
  const remote = paths.filter((path) => path.startsWith('s3://'));
  const local = findFiles(
    paths.filter((path) => !path.startsWith('s3://')),
    extensions,
  );
  if (remote.length === 0) return local;
  const { s3Client, s3Files } = await import('../history/s3.ts');
  const client = s3Client(access);
  const found = [local, ...(await Promise.all(remote.map((url) => s3Files(url, extensions, client))))];
  const dropped = new Map<string, number>();
  for (const one of found) for (const [reason, by] of one.dropped) count(dropped, reason, by);
  const { leftOut, problems } = local;
  return { files: found.flatMap(({ files }) => files), dropped, leftOut, problems };
}

async function once(
  found: HistoriesFound,
  run: Run,
  options: ReplayOptions,
  hooks: Parameters<typeof replayHistory>[3],
): Promise<Replayed> {
  const store = options.record === undefined ? memoryStore() : await openRecord(options.record);
  try {
    const asked: FindingChange[] = [];
    const replayed = await replayHistory(found.files, run, store, {
      end: options.now,
      ...hooks,
      told: (change, response) => response?.outcome === 'awaiting-approval' && asked.push(change),
      progress,
    });
    // Only a record that stays can be decided on.
    if (options.record !== undefined) await askInRehearsal(asked, store, run);
    for (const [reason, count] of found.dropped) drop(replayed.summary, reason, count);
    return replayed;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
      throw new EnvironmentFailure('no space left for sorting events (TMPDIR)');
    throw error;
  } finally {
    await store.close();
  }
}

/** Exit code of the inputs, with every problem told on stderr. */
function inputCode(
  found: HistoriesFound,
  { errors, fatal, summary, idReused }: Replayed,
  { strict = false }: ReplayOptions,
): ExitCode {
  tellLeftOut(found.leftOut);
  for (const error of [...found.problems, ...errors]) tell(problemLine(error));
  if (idReused > 0)
    tell(`${counted(idReused, 'event')} came with an id that another event had: both were judged`);
  if (summary.fromFuture > 0)
    tell(
      `${counted(summary.fromFuture, 'event')} claimed to be from later than now: taken as of now (docs/architecture.md, "Time")`,
    );
  const nothing = summary.inputs === (summary.dropped.get(notAnEvent) ?? 0);
  if (nothing && errors.length + found.problems.length === 0)
    tell('nothing recognised: no file of events (seawall replay --help)');
  const bad = found.problems.length > 0 || fatal || nothing || (strict && summary.unreadable > 0);
  return bad ? exit.usage : exit.ok;
}
