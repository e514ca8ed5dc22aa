// `seawall sweep`: judges everything that is there now, from an account or its snapshot, and closes what is gone.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { memoryStore } from '../../shared/findings/memory.ts';
import { httpBlobs } from '../../shared/gather/blobs.ts';
import type { FindingChange } from '../../shared/model/finding.ts';
import { liveSource } from '../../shared/sweep/live-source.ts';
import { openRecord } from '../decision/record.ts';
import { type LiveOptions, liveApi, liveHomes, withAccount } from '../input/live.ts';
import { beginRun, policyWords, type Run } from '../program/run.ts';
import { recordedSource, type SweepSource, type Swept, sweepAccounts } from '../program/sweep.ts';
import { reports } from '../report/formats/index.ts';
import { jsonReport } from '../report/formats/json.ts';
import { type Output, openOutput } from '../report/output.ts';
import { replayTable } from '../report/replay-table.ts';
import { outcomesOf, type Report } from '../report/report.ts';
import { exitWatch, tellMissed } from '../report/verdict-exit.ts';
import { counted } from '../report/words.ts';
import { type ExitCode, exit, gravest } from '../terminal/exit.ts';
import { type Interrupt, interruptLater } from '../terminal/interrupt.ts';
import {
  type CommonOptions,
  type FailOptions,
  wantsColour,
  withCommon,
  withFacts,
  withFailOn,
} from '../terminal/options.ts';
import { tell } from '../terminal/tell.ts';

interface SweepOptions extends CommonOptions, FailOptions, LiveOptions {
  readonly facts: readonly string[];
  readonly only?: string;
  readonly record?: string;
}

/** Forms of `evaluate` that say as much of an account as of files. */
const evidenceFormats = ['html', 'csv', 'ocsf', 'oscal'] as const;
const sweepFormats: readonly string[] = ['table', 'json', ...evidenceFormats];

export function sweepCommand(command: Command, finish: (code: ExitCode) => void): void {
  command
    .option('--only <outcomes>', 'verdicts to report (default: fail,unknown)')
    .option('--record <file>', 'SQLite file that holds the record (default: in memory)');
  withFacts(
    withFailOn(withCommon(withAccount(command), sweepFormats, 'seawall sweep --facts snapshot.json'), 'none'),
  );
  command.action(async (options: SweepOptions) => finish(await sweep(options)));
}

async function sweep(options: SweepOptions): Promise<ExitCode> {
  const run = await beginRun(options, [], 'facts');
  const only = outcomesOf(options.only ?? 'fail,unknown');
  const source = await sourceOf(options, run.now);
  const output = openOutput(options.output, [...options.facts, options.record, run.policy.source]);
  const report = reportOn(output, run, options);
  const watch = exitWatch(options, run.policy, run.now);
  const interrupt = options.record === undefined ? null : interruptLater();
  const store = options.record === undefined ? memoryStore() : await openRecord(options.record);
  try {
    const swept = await sweepAccounts(source, run, store, {
      ...stoppedBy(interrupt),
      async verdict(verdict) {
        const waiver = watch.see(verdict);
        if (only.has(verdict.outcome)) await report.verdict(verdict, waiver);
      },
    });
    await report.end({ ...swept, errors: [] });
    await output.close();
    if (swept.stoppedAt === null) tellMissed(watch, run.policy);
    tellSwept(swept, options.record ?? null);
    return gravest(
      watch.code,
      swept.missing.length > 0 && options.facts.length === 0 ? exit.environment : exit.ok,
    );
  } finally {
    await store.close();
    interrupt?.end();
  }
}

/** Without a record there is nothing to keep whole. */
function stoppedBy(interrupt: Interrupt | null): { readonly stops?: Interrupt['pressed'] } {
  return interrupt === null ? {} : { stops: interrupt.pressed };
}

function tellSwept({ stoppedAt, changes, missing }: Swept, record: string | null): void {
  if (stoppedAt !== null)
    tell(
      `stopped in ${stoppedAt}: ${record} holds all that was judged before, whole; nothing there is taken for gone`,
    );
  if (record !== null) tellDrift(changes);
  for (const line of missing) tell(`not looked at: ${line}`);
}

function reportOn(output: Output, run: Run, options: SweepOptions): Report {
  const colour = wantsColour(options, output.terminal);
  const form = evidenceFormats.find((one) => one === options.format);
  if (form === undefined)
    return options.format === 'json'
      ? jsonReport(output, run.controls)
      : replayTable(output, colour, 'thing');
  const policy = policyWords(run.policy);
  return reports[form].open({ output, colour, policy, controls: run.controls, now: run.now, groupBy: null });
}

async function sourceOf(options: SweepOptions, now: string): Promise<SweepSource> {
  return options.facts.length === 0 ? sourceOfAccount(options, now) : recordedSource(options.facts);
}

async function sourceOfAccount(options: SweepOptions, now: string): Promise<SweepSource> {
  const homes = await liveHomes(options);
  return { ...liveSource(liveApi(options), httpBlobs(), homes[0].account, now), homes, at: now };
}

/** What this look changed in the record, one line each. */
function tellDrift(changes: readonly FindingChange[]): void {
  tell(
    changes.length === 0
      ? 'no drift: the record says what is there'
      : `drift from the record: ${counted(changes.length, 'finding')} changed`,
  );
  for (const { type, finding } of changes)
    tell(`  ${type} ${finding.severity} ${finding.control} ${finding.subject.name}`);
}
