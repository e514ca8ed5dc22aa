// The journal: what was decided and done about a finding, append-only, each entry bound to the one before it by its hash.
import { hash } from 'node:crypto';
import { canonicalJson } from '../model/hash.ts';
import { type JsonObject, numberOf, objectOf, stringOf } from '../model/json.ts';
import { type RecordStore, StoreError } from '../record/store.ts';
import { redacted } from './redact.ts';

export const entryKinds = [
  'held',
  'planned',
  'approval',
  'approved',
  'denied',
  'expired',
  'refused',
  'sending',
  'sent',
  'call-failed',
  'verified',
  'failed',
  'undo-requested',
  'undo-refused',
  'undo-sending',
  'undo-sent',
  'undo-call-failed',
  'undone',
  'undo-failed',
  'told',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** What a step adds; the rest follows from its place in the chain. */
export interface Draft {
  readonly response: string;
  readonly kind: EntryKind;
  /** Who decided, where somebody did. */
  readonly by?: string;
  /** Secrets in it are taken out before it is written. */
  readonly detail?: JsonObject;
}

export interface JournalEntry {
  readonly version: 1;
  /** 1, 2, 3 … within the finding. */
  readonly seq: number;
  /** Hash of the entry before; of the finding's id in the first. */
  readonly previous: string;
  /** ISO time. */
  readonly at: string;
  readonly response: string;
  readonly kind: EntryKind;
  readonly by: string | null;
  readonly detail: JsonObject;
  /** SHA-256 of all the above as canonical JSON, 64 hexadecimal digits. */
  readonly hash: string;
}

export type Journal = readonly JournalEntry[];

const attempts = 50;

export function journalLog(finding: string): string {
  return `journal/${finding}`;
}

export async function readJournal(store: RecordStore, finding: string): Promise<Journal> {
  return (await store.read(journalLog(finding))).map(entryFrom);
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
  store: RecordStore,
  finding: string,
  at: string,
  decide: (journal: Journal) => Draft | null,
): Promise<Advanced> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const journal = await readJournal(store, finding);
    const draft = decide(journal);
    if (draft === null) return { journal, written: null };
    const entry = nextEntry(finding, journal, at, draft);
    if (await store.append(journalLog(finding), entry.seq, { ...entry }))
      return { journal: [...journal, entry], written: entry };
    // The store may have taken it although it did not say so: its client sends again after a time-out.
    const now = await readJournal(store, finding);
    if (now[entry.seq - 1]?.hash === entry.hash) return { journal: now, written: entry };
  }
  throw new StoreError(
    'conflict',
    `the journal of ${finding} is written by too many at once; try again later`,
  );
}

/** The entry that would follow a journal. */
export function nextEntry(finding: string, journal: Journal, at: string, draft: Draft): JournalEntry {
  const { response, kind, by = null, detail = {} } = draft;
  const previous = journal.at(-1)?.hash ?? firstLink(finding);
  const body = {
    version: 1 as const,
    seq: journal.length + 1,
    previous,
    at,
    response,
    kind,
    by,
    detail: redacted(detail),
  };
  return { ...body, hash: digest(body) };
}

/** What the first entry is chained to, so that no journal can stand for another finding's. */
export function firstLink(finding: string): string {
  return digest(journalLog(finding));
}

export function hashOfEntry({ hash: _, ...body }: JournalEntry): string {
  return digest(body);
}

/** SHA-256 over canonical JSON, 64 hexadecimal digits. */
export function digest(value: unknown): string {
  return hash('sha256', canonicalJson(value), 'hex');
}

/** An entry as stored. One that somebody mangled is read as far as it goes, without its hash: verification then finds it. */
function entryFrom(stored: JsonObject): JournalEntry {
  const entry: JournalEntry = {
    ...stored,
    version: 1,
    seq: numberOf(stored.seq) ?? 0,
    previous: stringOf(stored.previous) ?? '',
    at: stringOf(stored.at) ?? '',
    response: stringOf(stored.response) ?? '',
    kind: entryKinds.find((known) => known === stored.kind) ?? 'held',
    by: stringOf(stored.by),
    detail: objectOf(stored.detail),
    hash: stringOf(stored.hash) ?? '',
  };
  return canonicalJson(entry) === canonicalJson(stored) ? entry : { ...entry, hash: '' };
}
