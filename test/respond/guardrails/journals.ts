// Journals of a finding's responses, made of the kinds of their entries.
import type { JsonObject } from '../../../shared/model/json.ts';
import { seenIn } from '../../../shared/respond/guardrails/remediation-loop.ts';
import type { SeenResponses } from '../../../shared/respond/guardrails/seen.ts';
import { type EntryKind, type JournalEntry, nextEntry } from '../../../shared/respond/journal/entry.ts';

export interface ToldResponse {
  readonly occurrence: number;
  /** ISO time of all its entries. */
  readonly at: string;
  readonly kinds: readonly EntryKind[];
  readonly by?: string;
  /** Of the entry that plans it, besides. */
  readonly detail?: JsonObject;
  /** Of the entry that asks for its undo. */
  readonly undo?: JsonObject;
}

export function remediated(responses: readonly ToldResponse[], recent = 0): SeenResponses {
  const journal: JournalEntry[] = [];
  for (const [index, told] of responses.entries())
    for (const kind of told.kinds) {
      const entry = { response: `r-${index}`, kind, ...(told.by === undefined ? {} : { by: told.by }) };
      journal.push(nextEntry('f', journal, told.at, { ...entry, detail: detailOf(kind, told) }));
    }
  return seenIn(journal, recent);
}

function detailOf(kind: EntryKind, { occurrence, detail = {}, undo = {} }: ToldResponse): JsonObject {
  if (kind === 'planned') return { occurrence, ...detail };
  return kind === 'undo-requested' ? undo : {};
}
