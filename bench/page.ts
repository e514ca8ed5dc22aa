// docs/performance.md and the runs that it is made from, docs/performance.json.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { commitOf } from '../cli/program/version.ts';

/** What each benchmark printed: what it measured, and the value. */
export type Results = Record<string, readonly (readonly [string, string])[]>;

export interface BenchRun {
  /** ISO date. */
  readonly date: string;
  readonly commit: string | null;
  readonly node: string;
  readonly machine: string;
  readonly results: Results;
}

const runsFile = 'docs/performance.json';
const pageFile = 'docs/performance.md';

/** Adds to the runs kept what was measured just now. */
export function writePage(results: Results): void {
  const runs = withRun(readRuns(), { ...thisMachine(), results });
  writeFileSync(runsFile, `${JSON.stringify(runs, null, 1)}\n`);
  writeFileSync(pageFile, renderPage(runs));
}

/** What the same machine measures of the same commit on one day is one run, whichever benchmarks were named each time. */
export function withRun(runs: readonly BenchRun[], { results, ...where }: BenchRun): readonly BenchRun[] {
  const isSame = (other: BenchRun) =>
    (['date', 'commit', 'node', 'machine'] as const).every((key) => other[key] === where[key]);
  const before = runs.find(isSame);
  return [
    ...runs.filter((other) => other !== before),
    { ...where, results: { ...before?.results, ...results } },
  ];
}

export function readRuns(): readonly BenchRun[] {
  return existsSync(runsFile) ? JSON.parse(readFileSync(runsFile, 'utf8')) : [];
}

function thisMachine() {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commitOf(process.cwd()),
    node: process.version,
    machine: `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${memory}, ${process.platform} ${process.arch}`,
  };
}

const titles: Readonly<Record<string, string>> = {
  peers: 'Beside peers',
  start: 'Starting',
  judging: 'Judging',
  history: 'Replaying a history',
  account: 'A whole account',
  images: 'Images',
};

/** Each benchmark as it was measured last; of all runs the ratios, which say something across machines. */
export function renderPage(runs: readonly BenchRun[]): string {
  const newest = runs.at(-1);
  if (newest === undefined) return '';
  return [
    '# Performance',
    'Written by `npm run bench -- --write`. All figures are time of the processor, medians of runs that are interleaved in one process or one script: what else a machine does counts for little. Ratios (`×`) compare two things of the same run and carry over to other machines; milliseconds do not.',
    `Newest run: ${placeOf(newest)}.`,
    ...partsOf(runs, newest),
    '## Ratios over time',
    table(['what', ...runs.map(({ date, commit }) => `${date} ${commit ?? ''}`)], ratios(runs)),
  ]
    .join('\n\n')
    .concat('\n');
}

function placeOf({ date, commit, node, machine }: BenchRun): string {
  return `${date}, commit ${commit ?? 'unknown'}, Node ${node}, ${machine}`;
}

/** A benchmark that the newest run left out stands as an earlier one found it, which it then says. */
function partsOf(runs: readonly BenchRun[], newest: BenchRun): readonly string[] {
  const names = new Set(runs.flatMap(({ results }) => Object.keys(results)));
  const order = Object.keys(titles);
  const sorted = [...names].toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  return sorted.flatMap((name) => {
    const run = runs.findLast(({ results }) => results[name] !== undefined) ?? newest;
    const earlier = run === newest ? [] : [`As of ${placeOf(run)}.`];
    return [`## ${titles[name] ?? name}`, ...earlier, table(['what', 'value'], run.results[name] ?? [])];
  });
}

function ratios(runs: readonly BenchRun[]): readonly (readonly string[])[] {
  const found = runs.map(
    ({ results }) =>
      new Map(Object.values(results).flatMap((lines) => lines.filter(([, value]) => value.endsWith('×')))),
  );
  const names = [...new Set(found.flatMap((run) => [...run.keys()]))];
  return names.map((name) => [name, ...found.map((run) => run.get(name) ?? '')]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
