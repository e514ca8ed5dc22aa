// `seawall evaluate`: judges files as they are, before anything is deployed.
import { type Command, Option } from 'commander';
import { withGiven } from '../../shared/gather/given.ts';
import { type DocumentKind, documentKinds } from '../../shared/intake/documents/detect.ts';
import { isKnownKind } from '../../shared/intake/documents/kubernetes.ts';
import { isLeftOutType } from '../../shared/intake/documents/template.ts';
import type { Observation, SourceRef } from '../../shared/model/observation.ts';
import type { Outcome } from '../../shared/model/verdict.ts';
import { type Judging, judge } from '../../shared/pipeline.ts';
import { count, type Found, type FoundFile, findFiles, type LeftOut } from '../input/files.ts';
import { type Given, givenIn } from '../input/given.ts';
import { type InputResult, type ReadInput, readInput } from '../input/inputs.ts';
import { type Problem, problemLine } from '../input/problem.ts';
import { isSameFile } from '../input/same-file.ts';
import { beginRun, type Run } from '../program/run.ts';
import { formats, reportFor } from '../report/formats.ts';
import { looksLikeReport } from '../report/looks-like-report.ts';
import { openOutput } from '../report/output.ts';
import { countVerdict, drop, emptySummary, outcomesOf, type Report, type Summary } from '../report/report.ts';
import type { Position } from '../report/sarif.ts';
import { type ExitWatch, exitWatch } from '../report/verdict-exit.ts';
import { type ExitCode, exit, gravest } from '../terminal/exit.ts';
import {
  type CommonOptions,
  collect,
  type FailOptions,
  withCommon,
  withFacts,
  withFailOn,
} from '../terminal/options.ts';
import { progress } from '../terminal/progress.ts';
import { tell, tellLeftOut } from '../terminal/tell.ts';

interface EvaluateOptions extends CommonOptions, FailOptions {
  readonly facts: readonly string[];
  readonly kind?: DocumentKind;
  readonly only?: string;
  readonly exclude: readonly string[];
  readonly strict?: boolean;
}

/** In folders: the kinds of file that hold documents. */
const extensions = ['.json', '.jsonl', '.ndjson', '.yaml', '.yml', '.template', '.tar'];
/** What `readDocuments` calls a document that nothing recognises; a kind of Kubernetes follows by name. */
const unknownKind = 'unknown kind';
const unreadableFile = 'a file that cannot be read and bears no mark of a kind';

export function evaluateCommand(command: Command, finish: (code: ExitCode) => void): void {
  command
    .argument('<path...>', 'files and folders, - for stdin')
    .addOption(new Option('--kind <kind>', 'take every document for this kind').choices([...documentKinds]))
    .addOption(
      new Option('--exclude <glob>', 'leave these files and folders alone, as .gitignore has it (repeatable)')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--strict', 'what is left out of a folder ends with exit code 2')
    .option('--only <outcomes>', 'verdicts to report (default: pass,fail,unknown)');
  withFacts(withFailOn(withCommon(command, formats, 'seawall evaluate deploy/ --fail-on high'), 'high'));
  command.action(async (paths: string[], options: EvaluateOptions) => finish(await evaluate(paths, options)));
}

/** What one run carries along. */
interface Evaluation {
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
  /** Places of evidence paths, by file and index; kept for SARIF only. */
  readonly positions: Map<string, (path: string) => Position | null>;
}

export async function evaluate(paths: readonly string[], options: EvaluateOptions): Promise<ExitCode> {
  const run = await beginRun(options, options.facts, 'facts');
  const only = outcomesOf(options.only ?? 'pass,fail,unknown');
  const { exclude } = options;
  const looked = findFiles(paths, extensions, { layouts: true, exclude, ignoreFiles: true, charts: true });
  const found = withoutReport(looked, options.output);
  const output = openOutput(options.output, [
    ...found.files.map(({ path }) => path),
    ...[...options.facts, run.policy.source],
  ]);
  const positions: Evaluation['positions'] = new Map();
  const report = reportFor(
    output,
    options,
    run,
    ({ source }, path) => positions.get(placeOf(source))?.(path) ?? null,
  );
  const given = await givenIn(found.files);
  const judging = { ...run.judging, facts: withGiven(run.judging.facts, given.objects, run.now) };
  const evaluation: Evaluation = {
    ...{ run, options, judging, given, only, report, positions },
    summary: emptySummary(),
    leftOut: [...found.leftOut],
    errors: [...found.problems],
    watch: exitWatch(options, run.policy, run.now),
  };
  for (const [reason, count] of found.dropped) drop(evaluation.summary, reason, count);
  const bar = progress(found.files.length, 'judging', 'files');
  for (const file of found.files) {
    await evaluateFile(file, evaluation);
    bar.advance(1);
  }
  bar.stop();
  const { summary, errors, leftOut } = evaluation;
  tellLeftOut(leftOut);
  if (options.strict === true) errors.push(...leftOut.map(asProblem));
  await report.end({ summary, findings: [], responses: [], leftOut, errors });
  await output.close();
  return ending(evaluation);
}

/** A report that an earlier run wrote into the folder that it judged is no input of this one. */
function withoutReport(found: Found, output: string | undefined): Found {
  const isReport = ({ path, named }: FoundFile) =>
    output !== undefined && !named && isSameFile(path, output) && looksLikeReport(path);
  const files = found.files.filter((file) => !isReport(file));
  if (files.length === found.files.length) return found;
  return { ...found, files, dropped: new Map(found.dropped).set('the report of an earlier run', 1) };
}

function ending({ errors, summary, watch }: Evaluation): ExitCode {
  for (const error of errors) tell(problemLine(error));
  const nothing = summary.observations === 0 && ![...summary.dropped.keys()].some(isKnownKind);
  if (nothing && errors.length === 0)
    tell('nothing recognised: no file of a kind that can be judged (seawall evaluate --help)');
  return gravest(watch.code, errors.length > 0 || nothing ? exit.usage : exit.ok);
}

function placeOf({ file, index }: Pick<SourceRef, 'file' | 'index'>): string {
  return `${file}#${index}`;
}

async function evaluateFile(file: FoundFile, evaluation: Evaluation): Promise<void> {
  const { run, options, given, errors } = evaluation;
  const { once, roles } = given;
  const input = await readInput(file, { people: run.policy.view.people, kind: options.kind, once, roles });
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
  const named = [...kinds.keys()].some((kind) => kind !== unknownKind) ? `: ${listed(kinds)}` : '';
  const message =
    results.length === 0 ? 'holds nothing that can be judged' : `is of no kind that can be judged${named}`;
  const remedy =
    results.length === 0 ? 'seawall evaluate --help names the kinds' : 'say what it is with --kind';
  errors.push({ ...nowhere(file), code: 'unknown-kind', message, remedy });
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
  const { summary, errors, options, positions } = evaluation;
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
    if (options.format === 'sarif') positions.set(placeOf({ file: file.path, index }), result.position);
    await judged(intake.observation, evaluation);
  } else if (intake.kind === 'unreadable') {
    summary.unreadable++;
    const remedy = 'compare it with the service’s documentation';
    errors.push({ ...nowhere(file), index, code: 'unreadable', message: intake.reason, remedy });
  } else drop(summary, intake.reason);
}

const isNoText = ({ code }: Problem) => code === 'invalid-utf8' || code === 'invalid-utf16';

function asProblem({ file, reason }: LeftOut): Problem {
  const place = { line: null, column: null, index: null };
  return {
    file,
    ...place,
    code: 'left-out',
    message: `left out: ${reason}`,
    remedy: 'exclude it, or judge without --strict',
  };
}

function nowhere(file: FoundFile) {
  return { file: file.path, line: null, column: null, index: null };
}

async function judged(
  observation: Observation,
  { judging, only, report, summary, watch }: Evaluation,
): Promise<void> {
  summary.observations++;
  for (const verdict of await judge(observation, judging)) {
    countVerdict(summary, verdict);
    const waiver = watch.see(verdict);
    if (only.has(verdict.outcome)) await report.verdict(verdict, waiver);
  }
}
