// Writes which changes the bus took. Whoever has this in its bundle may write these keys, and no others (test/serverless).
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import type { RecordStore } from '../store.ts';

/** Beginnings of the partition keys that are written here. */
export const keys = ['log#published/'];

export function appendPublished(
  store: Pick<RecordStore, 'append'>,
  { log, until }: { readonly log: `published/${string}`; readonly until?: string },
  seq: number,
  entry: JsonObject,
): Promise<boolean> {
  return store.append(log, seq, entry, until);
}
