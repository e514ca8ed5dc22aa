// Writes what sweeps saw that events did not tell. Whoever has this in its bundle may write these keys, and no others (test/serverless).
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import type { RecordStore } from '../store.ts';

/** Beginnings of the partition keys that are written here. */
export const keys = ['log#sweep/'];

export function appendSweep(
  store: Pick<RecordStore, 'append'>,
  log: `sweep/${string}`,
  seq: number,
  entry: JsonObject,
): Promise<boolean> {
  return store.append(log, seq, entry);
}

/** What a sweep goes on with later, kept until a time (ISO). */
export function appendProgress(
  store: Pick<RecordStore, 'append'>,
  { log, until }: { readonly log: `sweep/${string}`; readonly until: string },
  seq: number,
  entry: JsonObject,
): Promise<boolean> {
  return store.append(log, seq, entry, until);
}
