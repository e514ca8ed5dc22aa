// Writes since when subjects are gone. Whoever has this in its bundle may write these keys, and no others (test/serverless).
// SPDX-License-Identifier: Apache-2.0
import type { NamedKey } from '../identity.ts';
import type { RecordStore } from '../store.ts';

/** Beginnings of the partition keys that are written here. */
export const keys = ['gone#'];

/** False where the key stands for something else already. */
export function noteGone(store: Pick<RecordStore, 'setGone'>, end: NamedKey, asOf: string): Promise<boolean> {
  return store.setGone(end, asOf);
}
