// Writes since when subjects are gone. Whoever has this in its bundle may write these keys, and no others (test/serverless).
import type { RecordStore } from '../store.ts';

/** Beginnings of the partition keys that are written here. */
export const keys = ['gone#'];

export function noteGone(store: Pick<RecordStore, 'setGone'>, key: string, asOf: string): Promise<void> {
  return store.setGone(key, asOf);
}
