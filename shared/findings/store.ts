// What every store of the record can do: memory, SQLite and DynamoDB keep one contract (test/findings/contract.ts).
// SPDX-License-Identifier: Apache-2.0
import type { Baseline, BaselineKey } from '../model/baseline.ts';
import { isCanary } from '../model/canary.ts';
import type { JsonObject } from '../model/json.ts';
import type { NamedKey } from './identity.ts';
import type { NotePlace, PassNote } from './pass-note.ts';
import type { Row } from './row.ts';

export interface RowFilter {
  readonly control?: string;
  readonly account?: string;
  readonly cluster?: string;
}

/** An end as noted: `of` as in its key; empty where an older version noted it, which did not say. */
export interface End {
  readonly of: string;
  /** As `storedTime` gives it. */
  readonly asOf: string;
}

/** Of one subject in one cluster. */
export interface NotedSubject {
  readonly note: PassNote | null;
  /** All that are about the subject. */
  readonly rows: readonly Row[];
  /** Whether any of them is of an older version. */
  readonly former: boolean;
}

export interface PassNotes {
  read(place: NotePlace): Promise<NotedSubject>;
  /** The note alone. */
  get(place: NotePlace): Promise<PassNote | null>;
  /** The rows alone, but for those of older versions, which are never begun. */
  rows(place: NotePlace): Promise<readonly Row[]>;
  /** Writes the note as version `expected` + 1 under the same condition as `put` of a row. */
  put(place: NotePlace, note: PassNote, expected: number): Promise<boolean>;
}

/** Rows under compare-and-set, append-only logs, ends of subjects, compliant states, and claims. A store decides nothing. */
export interface RecordStore {
  get(id: string): Promise<Row | null>;
  /**
   * Writes the row as version `expected` + 1 where the stored version still is `expected` (0: not stored yet);
   * false where somebody else was faster.
   */
  put(row: Row, expected: number): Promise<boolean>;
  /** All rows about one subject: `subject` is the half of the id that `subjectHash` gives. */
  about(subject: string): Promise<readonly Row[]>;
  /** Rows in which something failed once, by id. Rows written meanwhile may or may not be among them. */
  list(filter?: RowFilter): AsyncIterable<Row>;
  /** What passed, noted beside the rows; left out where a store keeps a row for each control instead. */
  readonly passNotes?: PassNotes;
  /**
   * Appends to a log at a place (1, 2, 3 …) that is still free; false where it is taken, and then nothing is written.
   * `until`: ISO time after which a store may forget the entry; left out: never.
   */
  append(log: string, seq: number, entry: JsonObject, until?: string): Promise<boolean>;
  /** A log's entries in order. */
  read(log: string): Promise<readonly JsonObject[]>;
  /** Notes since when something is gone; the latest time stays. False where the key stands for something else already. */
  setGone(end: NamedKey, asOf: string): Promise<boolean>;
  /** What is noted under each of the keys; null: nothing. */
  ends(keys: readonly string[]): Promise<readonly (End | null)[]>;
  /** Keeps a compliant state; of several of one key the newest stays (`mergeBaselines`). False where another's lies there. */
  keep(baseline: Baseline): Promise<boolean>;
  /** The newest compliant state; null: none was seen. */
  kept(key: BaselineKey): Promise<Baseline | null>;
  /** Claims a key until a time (ISO): true for the first, and again once the claim is over. */
  once(key: string, until: string, now: string): Promise<boolean>;
  /** Runs the work as one unit where the store can, for speed; elsewhere as it comes. */
  batch<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export type StoreErrorCode = 'conflict' | 'damaged' | 'version' | 'not-found';

/** The record cannot be read or written; the message says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A row whose subject failed once is a finding, open or resolved; others only remember that nothing was wrong. A canary is none. */
export function isFinding(row: Row): boolean {
  return row.seen.fail !== null && !isCanary(row);
}

export function matchesFilter(row: Row, { control, account, cluster }: RowFilter): boolean {
  if (control !== undefined && row.control !== control) return false;
  if (account !== undefined && row.account !== account) return false;
  return cluster === undefined || row.cluster === cluster;
}
