// `seawall evaluate`: judges files as they are, before anything is deployed.
// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { catalogueOf } from '../../shared/evaluate/catalogue.ts';
import { withAnswers } from '../../shared/gather/answers.ts';
import { withGiven } from '../../shared/gather/given.ts';
import { isKnownKind } from '../../shared/intake/documents/kubernetes.ts';
import type { Facts } from '../../shared/model/facts.ts';
import { liesIn } from '../baseline/baseline.ts';
import type { KnownFail } from '../baseline/file.ts';
import { countCompliance } from '../compliance/compliance.ts';
import { changedSince } from '../evaluate/changed-since.ts';
import { type Evaluation, evaluateFile, isHeavy } from '../evaluate/file.ts';
import { openBaseline, tellGone } from '../evaluate/known.ts';
import { type EvaluateOptions, withEvaluateOptions } from '../evaluate/options.ts';
import { evaluateReferences, inputsOf } from '../evaluate/references.ts';
import { openReports, targetsOf } from '../evaluate/targets.ts';
import { wantedControls } from '../evaluate/wanted-controls.ts';
import { type Found, type FoundFile, findFiles, type LeftOut } from '../input/files.ts';
import { type Given, readGiven } from '../input/given.ts';
import { type Problem, problemLine } from '../input/problem.ts';
import { isSameFile } from '../input/same-file.ts';
import { beginRun, type Run } from '../program/run.ts';
import { looksLikeReport } from '../report/looks-like-report.ts';
import { type Ending, outcomesOf } from '../report/report.ts';
import { drop, emptySummary } from '../report/summary.ts';
import { summaryLine } from '../report/summary-line.ts';
import { exitWatch, tellMissed } from '../report/verdict-exit.ts';
import { type ExitCode, exit, gravest } from '../terminal/exit.ts';
import { progress } from '../terminal/progress.ts';
import { tell, tellLeftOut } from '../terminal/tell.ts';

/** In folders: the kinds of file that hold documents. */
const extensions = ['.json', '.jsonl', '.ndjson', '.yaml', '.yml', '.template', '.tar'];
export function evaluateCommand(command: Command, finish: (code: ExitCode) => void): void {
  withEvaluateOptions(command);
  command.action(async (paths: string[], options: EvaluateOptions) => finish(await evaluate(paths, options)));
}

export async function evaluate(given: readonly string[], options: EvaluateOptions): Promise<ExitCode> {
  const { references, paths } = inputsOf(given);
  const targets = targetsOf(options);
  const only = outcomesOf(options.only ?? 'pass,fail,unknown');
  const begun = await beginRun(options, options.facts, 'facts');
  const run = { ...begun, controls: wantedControls(begun.controls, options) };
  const { exclude, baseline, writeBaseline, changedSince: ref } = options;
  const isChanged = ref === undefined ? () => true : changedSince(ref);
  const looked = findFiles(paths, extensions, { layouts: true, exclude, ignoreFiles: true, charts: true });
  const found = withoutOwn(looked, [...targets.map(({ file }) => file), baseline, writeBaseline]);
  const known = openBaseline(options);
  const inputs = [...found.files.map(({ path }) => path), ...options.facts, run.policy.source, baseline];
  const reports = openReports(targets, options, run, inputs);
  const told = await readGiven(found.files, isChanged);
  const evaluation: Evaluation = {
    ...{ run, options, given: told, only, known, report: reports.report },
    compliance: options.compliance === undefined ? null : countCompliance(),
    judging: {
      ...run.judging,
      catalogue: catalogueOf(run.controls),
      facts: factsBeside(run, told),
    },
    ...{ summary: emptySummary(), leftOut: [...found.leftOut], errors: [...found.problems] },
    ...{ watch: exitWatch(options, run.policy, run.now), counts: { waived: 0, below: 0 } },
    unreachable: false,
  };
  for (const [reason, count] of found.dropped) drop(evaluation.summary, reason, count);
  await evaluateReferences(references, evaluation);
  await evaluateFiles(found.files, isChanged, evaluation);
  const lookedAt = lookedAtBy(paths, found);
  const ended = endingOf(evaluation, (file) => isChanged(file) && lookedAt(file));
  await reports.report.end(ended);
  await reports.close();
  await known.write();
  if (ended.baseline !== undefined) tellGone(ended.baseline);
  tellMissed(evaluation.watch, run.policy);
  for (const error of ended.errors) tell(problemLine(error));
  if (!reports.onStandardOutput) tell(summaryLine(ended));
  return codeOf(evaluation);
}

/** What --facts tell comes first, then what the judged files tell of each other. */
function factsBeside({ judging, now }: Run, { answers, objects, definitions }: Given): Facts {
  return withGiven(withAnswers(judging.facts, answers, now), objects, now, definitions);
}

const unchanged = 'not changed';

async function evaluateFiles(
  files: readonly FoundFile[],
  isChanged: (path: string) => boolean,
  evaluation: Evaluation,
): Promise<void> {
  const changed = files.filter(({ path }) => isChanged(path));
  if (changed.length < files.length) drop(evaluation.summary, unchanged, files.length - changed.length);
  const bar = progress(changed.length, 'judging', 'files');
  for (const file of changed) {
    await evaluateFile(file, evaluation);
    bar.advance(1);
  }
  bar.stop();
}

/** A file of a baseline that was read now, or that would have been and is no more: what is excluded is not gone. */
function lookedAtBy(paths: readonly string[], { files }: Found): (file: string) => boolean {
  const read = new Set(files.map(({ path }) => resolve(path)));
  const isWithin = liesIn(paths);
  return (file) => read.has(resolve(file)) || (isWithin(file) && !existsSync(file));
}

function endingOf(evaluation: Evaluation, wasLookedAt: (file: string) => boolean): Ending {
  const { summary, errors, leftOut, known, run, options, counts } = evaluation;
  tellLeftOut(leftOut);
  if (options.strict === true) errors.push(...leftOut.map(asProblem));
  const asked = new Set(run.controls.map(({ id }) => id as string));
  const unread = new Set([...errors, ...leftOut].map(({ file }) => file));
  const wasJudged = ({ control, severity, file }: KnownFail) =>
    asked.has(control) && isHeavy({ severity }, options) && wasLookedAt(file) && !unread.has(file);
  const compared = known.result(wasJudged);
  const baseline = compared === undefined ? {} : { baseline: compared };
  const { compliance: framework } = options;
  const sections =
    framework === undefined ? undefined : evaluation.compliance?.result(framework, run.controls);
  const compliance = sections === undefined ? {} : { compliance: sections };
  return { summary, findings: [], responses: [], leftOut, errors, ...baseline, ...compliance, ...counts };
}

function asProblem({ file, reason }: LeftOut): Problem {
  const place = { line: null, column: null, index: null };
  return {
    file,
    ...place,
    code: 'left-out',
    message: `skipped: ${reason}`,
    remedy: 'exclude it, or judge without --strict',
  };
}

/** What an earlier run wrote into the folder that it judged, reports and baseline, is no input of this one. */
function withoutOwn(found: Found, own: readonly (string | null | undefined)[]): Found {
  const isOwn = ({ path, named }: FoundFile) =>
    !named && own.some((file) => typeof file === 'string' && isSameFile(path, file)) && looksLikeReport(path);
  const files = found.files.filter((file) => !isOwn(file));
  const left = found.files.length - files.length;
  if (left === 0) return found;
  return { ...found, files, dropped: new Map(found.dropped).set('the report of an earlier run', left) };
}

function codeOf({ errors, summary, watch, unreachable }: Evaluation): ExitCode {
  const recognised = summary.dropped.has(unchanged) || [...summary.dropped.keys()].some(isKnownKind);
  const nothing = summary.observations === 0 && !recognised;
  if (nothing && errors.length === 0)
    tell('nothing recognised: no file of a kind that can be judged (seawall evaluate --help)');
  const environment = unreachable ? exit.environment : exit.ok;
  return gravest(environment, watch.code, errors.length > 0 || nothing ? exit.usage : exit.ok);
}
