// Writes findings and their histories. Whoever has this in its bundle may write these keys, and no others (test/serverless).
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import type { NotePlace, PassNote } from '../pass-note.ts';
import type { Row } from '../row.ts';
import type { PassNotes, RecordStore } from '../store.ts';

/** Beginnings of the partition keys that are written here. */
export const keys = ['subject#', 'log#history/'];

export function putRow(store: Pick<RecordStore, 'put'>, row: Row, expected: number): Promise<boolean> {
  return store.put(row, expected);
}

export function putPassNote(
  notes: Pick<PassNotes, 'put'>,
  place: NotePlace,
  note: PassNote,
): Promise<boolean> {
  return notes.put(place, note, note.version);
}

export function appendToHistory(
  store: Pick<RecordStore, 'append'>,
  log: `history/${string}`,
  seq: number,
  entry: JsonObject,
): Promise<boolean> {
  return store.append(log, seq, entry);
}
