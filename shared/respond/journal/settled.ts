// What people decided about a finding itself, as its journal tells of it: acknowledgements and waivers. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { RowDecisions } from '../../findings/row.ts';
import { type JsonObject, stringOf } from '../../model/json.ts';
import type { Decision } from '../../people/decision.ts';
import type { Journal, JournalEntry } from './entry.ts';

/** What an entry keeps of a decision. `decidedAt`: ISO time at which the person decided, which tells two decisions of theirs apart. */
export function settledDetail({ kind, occurrence, until, reason, at }: Decision): JsonObject {
  return { decision: kind, occurrence, until, reason, decidedAt: at };
}

/** The entry of this very decision; null: nobody has written it down. */
export function settledBy(decision: Decision, journal: Journal): JournalEntry | null {
  const { kind, occurrence, until, person, at } = decision;
  const isIts = ({ detail }: JournalEntry) =>
    detail.decision === kind &&
    detail.occurrence === occurrence &&
    stringOf(detail.until) === until &&
    detail.decidedAt === at &&
    detail.person === person.name;
  return journal.find((entry) => entry.kind === 'settled' && isIts(entry)) ?? null;
}

/** What the record holds of people's decisions that no entry of the journals tells of, in words; empty: nothing. */
export function withoutEntry(
  { acknowledged, waived }: Pick<RowDecisions, 'acknowledged' | 'waived'>,
  journal: Journal,
): readonly string[] {
  const known = (decision: string, by: string, until: string | null) =>
    journal.some(
      (entry) =>
        entry.kind === 'settled' &&
        entry.detail.decision === decision &&
        entry.by === by &&
        stringOf(entry.detail.until) === until,
    );
  const problems: string[] = [];
  if (acknowledged !== null && !known('acknowledge', acknowledged.by, null))
    problems.push(`no entry tells that ${acknowledged.by} acknowledged it`);
  if (waived !== null && !known('waive', waived.by, waived.until))
    problems.push(`no entry tells that ${waived.by} waived it until ${waived.until}`);
  return problems;
}
