// Writes what waits at the deployment gate. Whoever has this in its bundle may write these keys, and no others (test/serverless).
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import type { RecordStore } from '../store.ts';

/** Beginnings of the partition keys that are written here. */
export const keys = ['log#gate/'];

export function appendAtGate(
  store: Pick<RecordStore, 'append'>,
  log: `gate/${string}`,
  seq: number,
  entry: JsonObject,
): Promise<boolean> {
  return store.append(log, seq, entry);
}
