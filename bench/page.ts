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

/** Adds a run to those kept. */
export function writePage(results: Results): void {
  const runs = [...readRuns(), { ...thisMachine(), results }];
  writeFileSync(runsFile, `${JSON.stringify(runs, null, 1)}\n`);
  writeFileSync(pageFile, renderPage(runs));
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

/** Of each benchmark the newest run that has it; of all runs the ratios, which say something across machines. */
export function renderPage(runs: readonly BenchRun[]): string {
  const newest = runs.at(-1);
  if (newest === undefined) return '';
  const names = new Set(runs.flatMap(({ results }) => Object.keys(results)));
  const parts = [...names].toSorted().flatMap((name) => {
    const own = runs.findLast(({ results }) => results[name] !== undefined) ?? newest;
    const said = own === newest ? [] : [`Of ${own.date}, commit ${own.commit ?? 'unknown'}.`];
    return [`## ${titles[name] ?? name}`, ...said, table(['what', 'value'], own.results[name] ?? [])];
  });
  return [
    '# Performance',
    'Written by `npm run bench -- --write`, or by `-- --write NAME` for one part. All figures are time of the processor, medians of runs that are interleaved in one process or one script: what else a machine does counts for little. Ratios (`×`) compare two things of the same run and carry over to other machines; milliseconds do not.',
    `Newest run: ${newest.date}, commit ${newest.commit ?? 'unknown'}, Node ${newest.node}, ${newest.machine}.`,
    ...parts,
    '## Ratios over time',
    table(['what', ...runs.map(({ date, commit }) => `${date} ${commit ?? ''}`)], ratios(runs)),
  ]
    .join('\n\n')
    .concat('\n');
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
