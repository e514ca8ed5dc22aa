// Writes compliant states. Whoever has this in its bundle may write these keys, and no others (test/serverless).
// SPDX-License-Identifier: Apache-2.0
import type { Baseline } from '../../model/baseline.ts';
import type { RecordStore } from '../store.ts';

/** Beginnings of the partition keys that are written here. */
export const keys = ['baseline#'];

/** False where another's state lies there. */
export function keepBaseline(store: Pick<RecordStore, 'keep'>, baseline: Baseline): Promise<boolean> {
  return store.keep(baseline);
}
