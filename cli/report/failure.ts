// A fail as the table keeps it until it is printed.
// SPDX-License-Identifier: Apache-2.0
import { severityRank } from '../../shared/model/severity.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import type { Waiver } from '../../shared/policy/policy.ts';
import { compareTexts } from './order.ts';

export interface Failure {
  readonly verdict: Verdict;
  readonly waiver: Waiver | null;
  /** Line of each evidence; empty where nobody shows them. */
  readonly lines: readonly (number | null)[];
}

/** What is waived comes last; then the most severe first. */
export function inOrder(a: Failure, b: Failure): number {
  return (
    Number(a.waiver !== null) - Number(b.waiver !== null) ||
    severityRank(b.verdict.severity) - severityRank(a.verdict.severity) ||
    compareTexts(a.verdict.control, b.verdict.control)
  );
}

export function fileOf(file: string | null): string {
  return file === '-' ? 'stdin' : (file ?? '');
}

/** How a table calls what was judged: the subject of a bare policy is called as its file. */
export function calledIn({ source, subject }: Pick<Verdict, 'source' | 'subject'>): string {
  return [...new Set([fileOf(source.file), subject.name])].filter((part) => part !== '').join(' ');
}
