// Entries of journals, and what a check of them found, as text for people.
// SPDX-License-Identifier: Apache-2.0

import { evidenceText } from '../../shared/notify/response-words.ts';
import { evidenceIn } from '../../shared/respond/evidence/keeper.ts';
import type { JournalCheck } from '../../shared/respond/journal/chain.ts';
import type { JournalEntry } from '../../shared/respond/journal/entry.ts';
import { shownTime } from '../report/words.ts';
import { plain } from '../terminal/terminal.ts';
import { isRehearsedCall } from './rehearsal.ts';

export type Table = (head: readonly string[], rows: readonly (readonly string[])[]) => string;

export function entryText(entries: readonly (JournalEntry & { finding: string })[], table: Table): string {
  if (entries.length === 0) return 'no response was made or asked for\n';
  const rows = entries.map(({ at, response, seq, kind, by, detail }) => [
    shownTime(at),
    response,
    `${seq}`,
    kind,
    plain(by ?? ''),
    plain(isRehearsedCall({ detail }) ? `rehearsed, not sent; ${sentence(detail)}` : sentence(detail)),
  ]);
  return table(['AT (UTC)', 'RESPONSE', 'ENTRY', 'WHAT', 'BY', 'MORE'], rows);
}

function sentence(detail: JournalEntry['detail']): string {
  const { words, reason, plan, requestId, call, restored } = detail;
  const named = [
    typeof plan === 'string' ? `plan ${plan.slice(0, 12)}` : undefined,
    requestId === undefined || requestId === null ? undefined : `request ${requestId}`,
  ];
  const evidence = evidenceIn(detail);
  const parts = [
    ...[decisionText(detail), words, reason],
    ...[...named, call, restored, evidence === null ? null : evidenceText(evidence)],
  ];
  const said = parts.filter((part) => part !== undefined && part !== null);
  return said.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join('; ');
}

/** `waive until 2026-12-31` of what people decided about the finding itself. */
function decisionText({ decision, until }: JournalEntry['detail']): string | null {
  if (typeof decision !== 'string') return null;
  return typeof until === 'string' ? `${decision} until ${until}` : decision;
}

export function checkText(checks: readonly JournalCheck[], table: Table): string {
  if (checks.length === 0) return 'no journal yet\n';
  const rows = checks.map(({ finding, entries, problems }) => [
    finding,
    `${entries.filter(({ chained }) => chained).length} of ${entries.length}`,
    `${entries.filter(({ anchored }) => anchored).length} of ${entries.length}`,
    plain(problems.join('; ')),
  ]);
  return table(['FINDING', 'CHAINED', 'ANCHORED', 'WRONG'], rows);
}
