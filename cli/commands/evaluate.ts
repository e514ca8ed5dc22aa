// `seawall evaluate`: judges files as they are, before anything is deployed.
import { type Command, Option } from 'commander';
import { controls } from '../../shared/controls/index.ts';
import { type DocumentKind, documentKinds } from '../../shared/intake/documents/detect.ts';
import { type DocumentResult, readDocuments } from '../../shared/intake/documents/read.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import type { Observation } from '../../shared/model/observation.ts';
import type { Outcome } from '../../shared/model/verdict.ts';
import { judge } from '../../shared/pipeline.ts';
import { jsonReport } from '../report/json.ts';
import { countVerdict, drop, emptySummary, outcomesOf, type Report, type Summary } from '../report/report.ts';
import { type Locate, type Position, sarifReport } from '../report/sarif.ts';
import { verdictTable } from '../report/table.ts';
import { type ExitCode, exit, gravest } from '../support/exit.ts';
import { type FoundFile, findFiles, readText } from '../support/files.ts';
import {
  type CommonOptions,
  type FailOptions,
  wantsColour,
  withCommon,
  withFacts,
  withFailOn,
} from '../support/options.ts';
import { type Output, openOutput } from '../support/output.ts';
import { type Problem, problemLine } from '../support/problem.ts';
import { progress } from '../support/progress.ts';
import { beginRun, needsFacts, type Run } from '../support/run.ts';
import { tell } from '../support/tell.ts';
import { type ExitWatch, exitWatch } from '../support/verdict-exit.ts';
import { version } from '../support/version.ts';

interface EvaluateOptions extends CommonOptions, FailOptions {
  readonly facts: readonly string[];
  readonly kind?: DocumentKind;
  readonly only?: string;
}

/** In folders: the kinds of file that hold documents. */
const extensions = ['.json', '.jsonl', '.ndjson', '.yaml', '.yml', '.template'];

export function evaluateCommand(root: Command, finish: (code: ExitCode) => void): void {
  const command = root
    .command('evaluate')
    .description('judge files: task definitions, manifests, policies, templates, single events')
    .argument('<path...>', 'files and folders, - for stdin')
    .addOption(new Option('--kind <kind>', 'take every document for this kind').choices([...documentKinds]))
    .option('--only <outcomes>', 'verdicts to report (default: pass,fail,unknown)');
  withFacts(
    withFailOn(
      withCommon(command, ['table', 'json', 'sarif'], 'seawall evaluate deploy/ --fail-on high'),
      'high',
    ),
  );
  command.action(async (paths: string[], options: EvaluateOptions) => finish(await evaluate(paths, options)));
}

/** What one run carries along. */
interface Evaluation {
  readonly run: Run;
  readonly options: EvaluateOptions;
  readonly only: ReadonlySet<Outcome>;
  readonly report: Report;
  readonly summary: Summary;
  readonly errors: Problem[];
  readonly watch: ExitWatch;
  /** Places of evidence paths, by file and index; kept for SARIF only. */
  readonly positions: Map<string, (path: string) => Position | null>;
}

export async function evaluate(paths: readonly string[], options: EvaluateOptions): Promise<ExitCode> {
  const run = beginRun(options, options.facts, 'facts');
  const only = outcomesOf(options.only ?? 'pass,fail,unknown');
  const output = openOutput(options.output);
  const positions: Evaluation['positions'] = new Map();
  const report = reportFor(output, options, positions);
  const found = findFiles(paths, extensions);
  const evaluation: Evaluation = {
    ...{ run, options, only, report, positions },
    summary: emptySummary(),
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
  await report.end({ summary: evaluation.summary, findings: [], responses: [], errors: evaluation.errors });
  await output.close();
  return ending(evaluation);
}

function ending({ errors, summary, watch }: Evaluation): ExitCode {
  for (const error of errors) tell(problemLine(error));
  const nothing = summary.observations === 0;
  if (nothing && errors.length === 0)
    tell('nothing recognised: no file of a kind that can be judged (seawall evaluate --help)');
  return gravest(watch.code, errors.length > 0 || nothing ? exit.usage : exit.ok);
}

function reportFor(output: Output, options: EvaluateOptions, positions: Evaluation['positions']): Report {
  if (options.format === 'json') return jsonReport(output);
  if (options.format === 'sarif') return sarifReport(output, controls, locateIn(positions), version);
  return verdictTable(output, { colour: wantsColour(options, output.terminal), needsFacts });
}

function locateIn(positions: Evaluation['positions']): Locate {
  return ({ source }, path) => positions.get(`${source.file}#${source.index}`)?.(path) ?? null;
}

async function evaluateFile(file: FoundFile, evaluation: Evaluation): Promise<void> {
  const read = readText(file.path);
  if (!read.ok) {
    evaluation.errors.push(read.problem);
    return;
  }
  const { run, options } = evaluation;
  const { people } = run.policy.view;
  const results = readDocuments(read.text, file.path, {
    readEvent: (raw, ref) => readEvent(raw, { ref, people }),
    ...(options.kind === undefined ? {} : { kind: options.kind }),
  });
  for (const result of results) await take(result, file, evaluation);
}

async function take(result: DocumentResult, file: FoundFile, evaluation: Evaluation): Promise<void> {
  const { summary, errors, options, positions } = evaluation;
  summary.inputs++;
  if (!result.ok) {
    const { line, column, code, message, remedy } = result;
    summary.unreadable++;
    errors.push({ file: file.path, line, column, index: result.index, code, message, remedy });
    return;
  }
  const { intake } = result;
  if (intake.kind === 'observed') {
    if (options.format === 'sarif') positions.set(`${file.path}#${result.index}`, result.position);
    await judged(intake.observation, evaluation);
  } else if (intake.kind === 'unreadable') {
    summary.unreadable++;
    errors.push(
      atIndex(file, result.index, 'unreadable', intake.reason, 'compare it with the service’s documentation'),
    );
  } else if (file.named && intake.reason === 'unknown kind') {
    errors.push(
      atIndex(
        file,
        result.index,
        'unknown-kind',
        'is of no kind that can be judged',
        'say what it is with --kind',
      ),
    );
  } else drop(summary, intake.reason);
}

function atIndex(file: FoundFile, index: number, code: string, message: string, remedy: string): Problem {
  return { file: file.path, line: null, column: null, index, code, message, remedy };
}

async function judged(
  observation: Observation,
  { run, only, report, summary, watch }: Evaluation,
): Promise<void> {
  summary.observations++;
  for (const verdict of await judge(observation, run.judging)) {
    countVerdict(summary, verdict);
    watch.see(verdict);
    if (only.has(verdict.outcome)) await report.verdict(verdict);
  }
}
