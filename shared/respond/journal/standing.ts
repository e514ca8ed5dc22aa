// How the response to a finding's present occurrence stands: begun and how far, or held back before anything was planned. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../model/finding.ts';
import { stringOf } from '../../model/json.ts';
import { type HeldBy, heldBys } from '../../model/response.ts';
import type { Journal, JournalEntry } from './entry.ts';
import { movesOn, type Phase, type Progress, responsesIn } from './progress.ts';

export type Standing =
  | { readonly kind: 'begun'; readonly progress: Progress }
  | { readonly kind: 'held'; readonly by: HeldBy; readonly reason: string };

/** What still goes on, or waits for somebody: whatever is held back beside it, this is what people must know. */
const goingOn: ReadonlySet<Phase> = new Set([
  'planned',
  'awaiting-approval',
  'approved',
  'acting',
  'undoing',
]);

/** Null: nothing was begun or held back since the finding opened or came back. */
export function standingIn(journal: Journal, { reopened }: Pick<Finding, 'reopened'>): Standing | null {
  const progress = responsesIn(journal).findLast(({ occurrence }) => occurrence === reopened) ?? null;
  const held = journal.findLast((entry) => entry.kind === 'held' && occurrenceOf(entry) === reopened);
  if (held !== undefined && (progress === null || isLater(held, progress, journal))) return heldAs(held);
  return progress === null ? null : { kind: 'begun', progress };
}

/** A refused undo leaves the response as it was, and is no newer state of it. */
function isLater({ seq }: JournalEntry, { phase, response }: Progress, journal: Journal): boolean {
  const moved = (entry: JournalEntry) =>
    entry.response === response && movesOn(entry.kind) && entry.kind !== 'undo-refused';
  return !goingOn.has(phase) && seq > (journal.findLast(moved)?.seq ?? 0);
}

/**
 * Whether a question needs no answer any more, although nobody has answered it: the finding is resolved, or has come back and is asked
 * about anew. An incident's waits on: acknowledging it says only that somebody has seen it.
 */
export function isWithdrawn(
  { phase, occurrence }: Pick<Progress, 'phase' | 'occurrence'>,
  { status, kind, reopened }: Pick<Finding, 'status' | 'kind' | 'reopened'>,
): boolean {
  const over = occurrence !== reopened || (status === 'resolved' && kind === 'state');
  return phase === 'awaiting-approval' && over;
}

function heldAs({ detail }: JournalEntry): Standing {
  const by = heldBys.find((one) => one === detail.by) ?? 'guard-error';
  return { kind: 'held', by, reason: stringOf(detail.reason) ?? 'the journal does not say why' };
}

/** A response is called `<finding>-<occurrence>`, and `.2` … where it is planned anew. */
function occurrenceOf({ response }: JournalEntry): number | null {
  const digits = /-(\d{1,9})(?:\.[\w.]*)?$/.exec(response)?.[1];
  return digits === undefined ? null : Number(digits);
}
