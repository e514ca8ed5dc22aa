// Lives through verdicts, for the tests of the life cycle.

import { findingOf } from '../../shared/findings/finding.ts';
import { type Step, step } from '../../shared/findings/lifecycle.ts';
import { lookOf } from '../../shared/findings/look.ts';
import type { Row } from '../../shared/findings/row.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { context, minute } from './fixtures.ts';

/** Steps through verdicts, each at its own time; returns the last row and all changes told. */
export function live(verdicts: readonly Verdict[], start: Row | null = null) {
  let row = start;
  const told: string[] = [];
  let last: Step | null = null;
  for (const verdict of verdicts) {
    last = step(row, lookOf(verdict), context({ now: verdict.asOf ?? minute(60) }));
    row = last.row;
    if (last.change !== null) told.push(last.change.type);
  }
  if (row === null || last === null) throw new Error('no verdicts');
  return { row, told, change: last.change, finding: findingOf(row, context()) };
}
