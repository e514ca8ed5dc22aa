// Writes the action limit: its count of actions, and that it was told. Whoever has this in its bundle may write these keys, and no others.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import type { RecordStore } from '../store.ts';

/** Beginnings of the partition keys that are written here. */
export const keys = ['log#actions/', 'log#brake-told/', 'once#brake-told/'];

export function appendToBrake(
  store: Pick<RecordStore, 'append'>,
  log: `actions/${string}` | `brake-told/${string}`,
  seq: number,
  entry: JsonObject,
): Promise<boolean> {
  return store.append(log, seq, entry);
}

export function claimTelling(
  store: Pick<RecordStore, 'once'>,
  log: `brake-told/${string}`,
  until: string,
  now: string,
): Promise<boolean> {
  return store.once(log, until, now);
}
