// What a run counts: inputs, verdicts by outcome, and what was dropped and why.
// SPDX-License-Identifier: Apache-2.0
import type { Outcome, Verdict } from '../../shared/model/verdict.ts';
import { count } from '../input/files.ts';

export interface Summary {
  /** Records: events, documents, items of a list; not files. */
  inputs: number;
  observations: number;
  readonly verdicts: Record<Outcome, number>;
  readonly dropped: Map<string, number>;
  unreadable: number;
  /** Events that claim to be from later than they can have reached us. */
  fromFuture: number;
}

export function emptySummary(): Summary {
  const verdicts: Record<Outcome, number> = { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0 };
  return { inputs: 0, observations: 0, verdicts, dropped: new Map(), unreadable: 0, fromFuture: 0 };
}

export function countVerdict(summary: Summary, { outcome }: Verdict): void {
  summary.verdicts[outcome]++;
}

export function drop(summary: Summary, reason: string, by = 1): void {
  count(summary.dropped, reason, by);
}
