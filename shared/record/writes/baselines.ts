// Writes compliant states. Whoever has this in its bundle may write these keys, and no others (test/serverless).
import type { Baseline } from '../../model/baseline.ts';
import type { RecordStore } from '../store.ts';

/** Beginnings of the partition keys that are written here. */
export const keys = ['baseline#'];

export function keepBaseline(store: Pick<RecordStore, 'keep'>, baseline: Baseline): Promise<void> {
  return store.keep(baseline);
}
