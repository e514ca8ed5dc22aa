// What people must hear of, read from the journal. Pure.
// SPDX-License-Identifier: Apache-2.0
import { numberOf, objectOf, stringOf } from '../../model/json.ts';
import type { Journal, JournalEntry } from './entry.ts';

export interface JournalNotice {
  readonly kind: 'held' | 'approval-wanted' | 'brake' | 'done' | 'failed' | 'refused' | 'undone' | 'decided';
  readonly finding: string;
  readonly response: string | null;
  readonly text: string;
}

const newsKinds: Partial<Readonly<Record<JournalEntry['kind'], JournalNotice['kind']>>> = {
  held: 'held',
  planned: 'approval-wanted',
  verified: 'done',
  failed: 'failed',
  refused: 'refused',
  undone: 'undone',
  'undo-failed': 'failed',
};

/** Entries that people must hear of and have not heard of yet, with what to say. */
export function newsIn(
  finding: string,
  journal: Journal,
): readonly (JournalNotice & { readonly seq: number })[] {
  const told = new Set(
    journal.filter(({ kind }) => kind === 'told').map(({ detail }) => numberOf(detail.of)),
  );
  return journal.flatMap((entry) => {
    const kind = newsKinds[entry.kind];
    if (kind === undefined || told.has(entry.seq) || !isNews(entry)) return [];
    return [{ kind, finding, response: entry.response, text: newsText(entry), seq: entry.seq }];
  });
}

/** Plans are news where people are asked: the message that asks must show the plan. */
function isNews({ kind, detail }: JournalEntry): boolean {
  return kind !== 'planned' || detail.approval !== null;
}

function newsText({ kind, detail, response }: JournalEntry): string {
  const words = stringOf(detail.words) ?? '';
  const reason = stringOf(detail.reason) ?? stringOf(objectOf(detail.approval).reason) ?? '';
  const what = [words, reason].filter((part) => part !== '').join('; ');
  const heads: Partial<Record<JournalEntry['kind'], string>> = {
    held: 'Held back',
    planned: `Approval wanted (seawall approve ${response})`,
    verified: 'Done and verified',
    failed: 'Failed',
    refused: 'Refused',
    undone: 'Undone',
    'undo-failed': 'Undo failed',
  };
  return `${heads[kind] ?? kind}: ${what === '' ? response : what}`;
}
