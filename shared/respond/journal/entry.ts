// One entry of a journal: what a step adds, its place in the chain, and its hash. Pure.
// SPDX-License-Identifier: Apache-2.0

import { hash } from 'node:crypto';
import { canonicalJson } from '../../model/hash.ts';
import { type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import { forJournal, redacted } from '../../secrets/redact.ts';

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
  // One of two agreed to something else than an approval; both have.
  'agreed',
  'settled',
  'decision-refused',
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
  /** Of what leads to action, where there is a key: that somebody who may use it wrote all the above (entry-seal.ts). */
  readonly seal?: string;
  /** SHA-256 of all the above as canonical JSON, 64 hexadecimal digits. */
  readonly hash: string;
}

export type Journal = readonly JournalEntry[];

export function journalLog(finding: string): `journal/${string}` {
  return `journal/${finding}`;
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
    detail: redacted(detail, forJournal),
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
export function entryFrom(stored: JsonObject): JournalEntry {
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
