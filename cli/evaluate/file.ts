// One file of `evaluate`: read, its documents judged, and what comes of it reported.
// SPDX-License-Identifier: Apache-2.0
import { insteadOfType, isLeftOutType } from '../../shared/intake/documents/left-out.ts';
import { unrenderedFile } from '../../shared/intake/documents/unrendered.ts';
import type { Observation } from '../../shared/model/observation.ts';
import { severityRank } from '../../shared/model/severity.ts';
import type { Outcome, Verdict } from '../../shared/model/verdict.ts';
import { type Judging, judge } from '../../shared/pipeline.ts';
import type { Waiver } from '../../shared/policy/policy.ts';
import type { ComplianceCount } from '../compliance/compliance.ts';
import { count, type FoundFile, type LeftOut } from '../input/files.ts';
import type { Given } from '../input/given.ts';
import { type InputResult, type ReadInput, readInput } from '../input/inputs.ts';
import type { Problem } from '../input/problem.ts';
import type { Run } from '../program/run.ts';
import type { Places } from '../report/places.ts';
import type { Report } from '../report/report.ts';
import { countVerdict, drop, type Summary } from '../report/summary.ts';
import type { ExitWatch } from '../report/verdict-exit.ts';
import type { KnownFails } from './known.ts';
import type { EvaluateOptions } from './options.ts';

/** What `readDocuments` calls a document that nothing recognises; a kind of Kubernetes follows by name. */
const unknownKind = 'unknown kind';
const unreadableFile = 'a file that cannot be read and bears no mark of a kind';

/** What one run carries along. */
export interface Evaluation {
  readonly run: Run;
  readonly options: EvaluateOptions;
  readonly judging: Judging;
  /** What the files tell of each other. */
  readonly given: Given;
  readonly only: ReadonlySet<Outcome>;
  readonly report: Report;
  readonly summary: Summary;
  readonly leftOut: LeftOut[];
  readonly errors: Problem[];
  readonly watch: ExitWatch;
  readonly known: KnownFails;
  /** Null: no framework was asked for. */
  readonly compliance: ComplianceCount | null;
  readonly counts: { waived: number; below: number };
  /** True once a registry could not be read. */
  unreachable: boolean;
}

export async function evaluateFile(file: FoundFile, evaluation: Evaluation): Promise<void> {
  const { run, options, given, errors } = evaluation;
  const unrendered = unrenderedFile(file.path);
  if (unrendered !== null) {
    errors.push(toRender(file, unrendered));
    return;
  }
  const { people } = run.policy.view;
  const input = await readInput(file, { people, kind: options.kind, given });
  if (!input.ok) {
    if (!file.named && isNoText(input.problem)) leaveOut(file, input.problem.message, evaluation);
    else errors.push(input.problem);
    return;
  }
  const strange = file.named ? null : strangeness(input);
  if (strange !== null) leaveOut(file, strange, evaluation);
  else if (input.results.every(isUnknown)) ofUnknownKind(file, input.results, evaluation);
  else for (const result of input.results) await take(result, file, evaluation);
}

/** Why a file of a folder, which nobody named, is no input: it cannot be read and nothing in it says that it was meant as one. */
function strangeness({ results, marked }: ReadInput): string | null {
  const problem = results.find((result) => !result.ok);
  const onlyStrange = results.every((result) => !result.ok || isUnknown(result));
  if (problem === undefined || problem.ok || !onlyStrange || marked()) return null;
  return `it cannot be read at ${problem.line}:${problem.column}: ${problem.message}`;
}

function isUnknown(result: InputResult): boolean {
  if (!result.ok || result.intake.kind !== 'dropped') return false;
  const { reason } = result.intake;
  return reason.startsWith(unknownKind) || isLeftOutType(reason);
}

function leaveOut({ path }: FoundFile, reason: string, { summary, leftOut }: Evaluation): void {
  drop(summary, unreadableFile);
  leftOut.push({ file: path, reason });
}

/** One problem a file that the user named, however many things it holds; a file of a folder is left out. */
function ofUnknownKind(file: FoundFile, results: readonly InputResult[], evaluation: Evaluation): void {
  const { summary, errors, leftOut } = evaluation;
  const kinds = kindsOf(results);
  summary.inputs += results.length;
  if (!file.named) {
    for (const [kind, number] of kinds) drop(summary, kind, number);
    if (results.length === 0) drop(summary, unknownKind);
    leftOut.push({ file: file.path, reason: listed(kinds) || unknownKind });
    return;
  }
  const unrendered = [...kinds.keys()].find((kind) => kind.startsWith(`${unknownKind}: `));
  if (unrendered !== undefined) {
    errors.push(toRender(file, unrendered.slice(`${unknownKind}: `.length)));
    return;
  }
  const named = [...kinds.keys()].some((kind) => kind !== unknownKind) ? `: ${listed(kinds)}` : '';
  const message =
    results.length === 0 ? 'holds nothing that can be judged' : `is of no kind that can be judged${named}`;
  const remedy = remedyFor([...kinds.keys()]);
  errors.push({ ...nowhere(file), code: 'unknown-kind', message, remedy });
}

/** A template or plan is read as what it is, and another --kind would change nothing. */
function remedyFor(kinds: readonly string[]): string {
  if (kinds.length === 0) return 'seawall evaluate --help names the kinds';
  const instead = kinds.map(insteadOfType).find((one) => one !== null);
  if (instead !== undefined && instead !== null) return instead;
  return kinds.some(isLeftOutType)
    ? 'no control judges these types: judge the file that declares what runs'
    : 'say what it is with --kind';
}

/** `words`: what it is, a colon, and what to judge in its place. */
function toRender(file: FoundFile, words: string): Problem {
  const colon = words.indexOf(': ');
  const message = `is ${words.slice(0, colon)}`;
  return { ...nowhere(file), code: 'to-be-rendered', message, remedy: words.slice(colon + 2) };
}

function kindsOf(results: readonly InputResult[]): ReadonlyMap<string, number> {
  const kinds = new Map<string, number>();
  for (const result of results)
    if (result.ok && result.intake.kind === 'dropped') count(kinds, result.intake.reason);
  return kinds;
}

function listed(kinds: ReadonlyMap<string, number>): string {
  return [...kinds].map(([kind, number]) => (number === 1 ? kind : `${number} × ${kind}`)).join(', ');
}

async function take(result: InputResult, file: FoundFile, evaluation: Evaluation): Promise<void> {
  const { summary, errors } = evaluation;
  const { index } = result;
  summary.inputs++;
  if (!result.ok) {
    const { line, column, code, message, remedy } = result;
    summary.unreadable++;
    errors.push({ file: file.path, line, column, index, code, message, remedy });
    return;
  }
  const { intake } = result;
  if (intake.kind === 'observed') {
    await judgeObservation(intake.observation, result, evaluation);
  } else if (intake.kind === 'unreadable') {
    summary.unreadable++;
    const remedy = 'compare it with the service’s documentation';
    errors.push({ ...nowhere(file), index, code: 'unreadable', message: intake.reason, remedy });
  } else drop(summary, intake.reason);
}

const isNoText = ({ code }: Problem) => ['invalid-utf8', 'invalid-utf16', 'corrupt-gzip'].includes(code);

function nowhere(file: FoundFile) {
  return { file: file.path, line: null, column: null, index: null };
}

export async function judgeObservation(
  observation: Observation,
  places: Places,
  evaluation: Evaluation,
): Promise<void> {
  const { judging, summary, counts, options, watch, compliance, report } = evaluation;
  summary.observations++;
  for (const verdict of await judge(observation, judging)) {
    countVerdict(summary, verdict);
    const waiver = watch.waiverOf(verdict);
    compliance?.add(verdict, waiver !== null);
    if (isHeavy(verdict, options)) {
      const shown = shownOf(verdict, waiver, places, evaluation);
      const written = shown === null ? undefined : report.verdict(shown, waiver, places);
      if (written !== undefined) await written;
    } else if (verdict.outcome === 'fail') counts.below++;
  }
}

/** What the reports are told of a verdict; null: nothing, as of most. */
function shownOf(
  verdict: Verdict,
  waiver: Waiver | null,
  places: Places,
  { known, only, watch, counts }: Evaluation,
): Verdict | null {
  if (waiver !== null) counts.waived++;
  const shown = verdict.outcome === 'fail' ? known.take(verdict, waiver !== null, places) : verdict;
  if (shown === null) return null;
  if (shown.outcome !== 'fail' || !known.accepts) watch.count(shown, waiver);
  return only.has(shown.outcome) ? shown : null;
}

/** At or above `--min-severity`. */
export function isHeavy(
  { severity }: Pick<Verdict, 'severity'>,
  { minSeverity = 'low' }: EvaluateOptions,
): boolean {
  return severityRank(severity) >= severityRank(minSeverity);
}
