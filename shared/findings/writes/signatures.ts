// Writes which signed requests of Slack came already. Whoever has this in its bundle may write these keys, and no others.
// SPDX-License-Identifier: Apache-2.0
import type { RecordStore } from '../store.ts';

/** Beginnings of the partition keys that are written here. */
export const keys = ['once#slack/signature/'];

export function claimSignature(
  store: Pick<RecordStore, 'once'>,
  key: `slack/signature/${string}`,
  until: string,
  now: string,
): Promise<boolean> {
  return store.once(key, until, now);
}
