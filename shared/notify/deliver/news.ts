// What a message's thread has not told yet: steps in a finding's life, and what was decided and done about it. Pure.
// SPDX-License-Identifier: Apache-2.0

import type { HistoryEntry } from '../../findings/row.ts';
import { compareTimes } from '../../model/time.ts';
import type { CardState } from '../card.ts';
import type { Later, ThreadStep } from '../slack/thread.ts';
import type { Looked } from './showing.ts';

type Told = CardState['told'];

/** Numbers of the newest things that the message shows: of each finding its history, and its responses' steps. */
export function toldOf(looked: readonly Looked[]): Told {
  return Object.fromEntries(
    looked.flatMap(({ shown: { finding }, history, steps }) => [
      [finding.id, history.at(-1)?.seq ?? 0],
      [stepsKey(finding.id), steps.length],
    ]),
  );
}

/** What happened to findings that the message showed before, since it was last sent, the oldest first. */
export function newsOf(told: Told, looked: readonly Looked[]): readonly Later[] {
  return looked.flatMap((one) => newsOfOne(told, one)).toSorted((a, b) => compareTimes(a.at, b.at));
}

function newsOfOne(told: Told, { shown, history, steps }: Looked): readonly Later[] {
  // A message of before knows the finding by its former id.
  const { id, formerId } = shown.finding;
  const called = told[id] === undefined && formerId !== null ? formerId : id;
  const shownUpTo = told[called];
  if (shownUpTo === undefined) return [];
  const later: readonly ThreadStep[] = [
    ...history.filter(({ seq }) => seq > shownUpTo).map(stepOf),
    ...steps.slice(told[stepsKey(called)] ?? 0),
  ];
  return later.map((step) => ({ title: shown.title, ...step }));
}

function stepOf({ type, at, by, reason }: HistoryEntry): ThreadStep {
  return { type, at, by, reason };
}

function stepsKey(finding: string): string {
  return `steps/${finding}`;
}
