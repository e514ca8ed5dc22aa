// The journal: what was decided and done about a finding, append-only, each entry bound to the one before it by its hash.
// SPDX-License-Identifier: Apache-2.0
import { logIdOf } from '../../findings/former.ts';
import { type RecordStore, StoreError } from '../../findings/store.ts';
import { appendToJournal } from '../../findings/writes/journals.ts';
import { type Draft, entryFrom, type Journal, type JournalEntry, journalLog, nextEntry } from './entry.ts';
import { sealEntry } from './entry-seal.ts';
import type { Sealer } from './sealer.ts';

const attempts = 50;

export async function readJournal(store: RecordStore, finding: string): Promise<Journal> {
  return journalUnder(store, await logIdOf(store, finding));
}

/** The journal that lies under an id. */
export async function journalUnder(store: RecordStore, id: string): Promise<Journal> {
  return (await store.read(journalLog(id))).map(entryFrom);
}

/** Where entries are kept, and what seals those that lead to action. */
export interface Keeping {
  readonly store: RecordStore;
  readonly sealer: Sealer;
}

export interface Advanced {
  readonly journal: Journal;
  /** The entry that this step wrote; null where `decide` wanted none. */
  readonly written: JournalEntry | null;
}

/**
 * One step: reads the journal, lets `decide` say what to add to it as it stands (null: nothing), and appends that unless
 * somebody was faster, in which case it decides again. The journal is thereby the lock too: a decision never rests on an old state.
 * Errors: StoreError `conflict` where others were faster fifty times; what `decide` and the store throw.
 */
export async function advance(
  { store, sealer }: Keeping,
  finding: string,
  at: string,
  decide: (journal: Journal) => Draft | null,
): Promise<Advanced> {
  const id = await logIdOf(store, finding);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const journal = await journalUnder(store, id);
    const draft = decide(journal);
    if (draft === null) return { journal, written: null };
    const entry = await sealEntry(nextEntry(id, journal, at, draft), sealer);
    if (await appendToJournal(store, journalLog(id), entry.seq, { ...entry }))
      return { journal: [...journal, entry], written: entry };
    // The store may have taken it although it did not say so: its client sends again after a time-out.
    const now = await journalUnder(store, id);
    if (now[entry.seq - 1]?.hash === entry.hash) return { journal: now, written: entry };
  }
  throw new StoreError(
    'conflict',
    `the journal of ${finding} is written by too many at once; try again later`,
  );
}
