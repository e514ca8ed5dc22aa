// The table of a mutation run: of each control, how many changes its examples noticed.
// SPDX-License-Identifier: Apache-2.0
import type { MutantResult } from '@stryker-mutator/api/core';

interface Score {
  readonly control: string;
  killed: number;
  survived: number;
}

const killed: ReadonlySet<string> = new Set(['Killed', 'Timeout']);
const survived: ReadonlySet<string> = new Set(['Survived', 'NoCoverage']);

/** Prints a line for each control, worst first, and returns the score of all in per cent. */
export function printScores(results: readonly MutantResult[]): number {
  const scores = new Map<string, Score>();
  for (const { fileName, status } of results) {
    const control = /controls\/(.+)\.ts$/.exec(fileName)?.[1] ?? fileName;
    const score = scores.get(control) ?? { control, killed: 0, survived: 0 };
    scores.set(control, score);
    if (killed.has(status)) score.killed++;
    if (survived.has(status)) score.survived++;
  }
  const rows = [...scores.values()].sort((a, b) => percentOf(a) - percentOf(b));
  const all: Score = { control: `all ${rows.length}`, killed: 0, survived: 0 };
  for (const row of rows) {
    all.killed += row.killed;
    all.survived += row.survived;
  }
  console.log('   score  killed  survived  control');
  for (const row of [...rows, all])
    console.log(
      `${percentOf(row).toFixed(1).padStart(6)} %${String(row.killed).padStart(8)}${String(row.survived).padStart(10)}  ${row.control}`,
    );
  return percentOf(all);
}

function percentOf({ killed, survived }: Score): number {
  return killed + survived === 0 ? 100 : (100 * killed) / (killed + survived);
}
