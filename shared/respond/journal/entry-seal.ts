// Seals of journal entries: what leads to action counts only where somebody wrote it who may use the key.
// SPDX-License-Identifier: Apache-2.0
import { StoreError } from '../../findings/store.ts';
import { type EntryKind, hashOfEntry, type JournalEntry } from './entry.ts';
import type { Sealer } from './sealer.ts';

const leadingToAction: ReadonlySet<EntryKind> = new Set([
  'planned',
  'approval',
  'approved',
  'denied',
  'agreed',
  'undo-requested',
]);

/** The entry as it is appended: bound by its seal to its place behind the entry before it. */
export async function sealEntry(entry: JournalEntry, sealer: Sealer): Promise<JournalEntry> {
  if (!sealer.demanded || !leadingToAction.has(entry.kind)) return entry;
  const { hash, ...body } = entry;
  const sealed = { ...body, seal: await sealer.seal(hash, about(entry), 'entry') };
  return { ...sealed, hash: hashOfEntry({ ...sealed, hash: '' }) };
}

/** Whether an entry may lead to action. Errors: those of the key's service. */
export async function isGenuine(entry: JournalEntry, sealer: Sealer): Promise<boolean> {
  if (!sealer.demanded) return true;
  const { seal, ...unsealed } = entry;
  if (seal === undefined) return false;
  try {
    return (await sealer.open(seal, about(entry), 'entry')) === hashOfEntry(unsealed);
  } catch (error) {
    if (error instanceof StoreError) return false;
    throw error;
  }
}

/** What people agreed to about a finding itself is about no response. */
function about({ response, kind }: JournalEntry): string {
  return response === '' ? kind : response;
}
