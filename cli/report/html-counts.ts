// The two overviews of the HTML page: how many fails of each severity a family of controls has, and each subject.
// SPDX-License-Identifier: Apache-2.0
import { type Severity, severities, severityRank } from '../../shared/model/severity.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { escaped } from './escape.ts';

interface Count {
  readonly title: string;
  readonly small: string;
  readonly fails: Map<Severity, number>;
}

const worstFirst = severities.toReversed();

export const countColumns = (first: string): readonly string[] => [first, ...worstFirst];

/** Rows of escaped cells. What is waived is not counted. */
export function countRows(
  failed: readonly Verdict[],
  group: (verdict: Verdict) => { readonly title: string; readonly small: string },
): string[][] {
  const counts = new Map<string, Count>();
  for (const verdict of failed) {
    const { title, small } = group(verdict);
    const key = `${title}\n${small}`;
    const count = counts.get(key) ?? { title, small, fails: new Map() };
    counts.set(key, count);
    count.fails.set(verdict.severity, (count.fails.get(verdict.severity) ?? 0) + 1);
  }
  return [...counts.values()].sort(byWorst).map(row);
}

function byWorst(a: Count, b: Count): number {
  for (const severity of worstFirst) {
    const more = (b.fails.get(severity) ?? 0) - (a.fails.get(severity) ?? 0);
    if (more !== 0) return more;
  }
  return a.title < b.title ? -1 : 1;
}

function row({ title, small, fails }: Count): string[] {
  const name = small === '' ? escaped(title) : `${escaped(title)}<br><small>${escaped(small)}</small>`;
  return [name, ...worstFirst.map((severity) => cell(severity, fails.get(severity) ?? 0))];
}

function cell(severity: Severity, count: number): string {
  return count === 0 ? '' : `<span class="${severity}">${count}</span>`;
}

/** Worst first, and of one severity by subject, so that what belongs together stands together. */
export function worstFirstOrder(a: Verdict, b: Verdict): number {
  const bySeverity = severityRank(b.severity) - severityRank(a.severity);
  return bySeverity !== 0 ? bySeverity : a.subject.id.localeCompare(b.subject.id);
}
