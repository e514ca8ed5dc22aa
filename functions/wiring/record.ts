// The record that this deployment keeps.
// SPDX-License-Identifier: Apache-2.0
import type { RecordStore } from '../../shared/findings/store.ts';
import { tableStore } from '../../shared/findings/table.ts';
import { environmentOf } from './environment.ts';

let record: RecordStore | null = null;

/** Made once, so that its connections stay open between invocations. */
export function deployedRecord(): RecordStore {
  record ??= tableStore(environmentOf(process.env).table);
  return record;
}
