// How often a writer tries again where others are faster, and how long it waits.
// SPDX-License-Identifier: Apache-2.0
import { StoreError } from './store.ts';

export const attempts = 30;
const longestPause = 400;

/** Waits a little longer each time, and not as long as the others do, so that writers on one row get out of step. */
export function pause(attempt: number): Promise<void> {
  const most = Math.min(longestPause, 5 * 2 ** attempt);
  return new Promise((resolve) => setTimeout(resolve, Math.random() * most));
}

export function tooBusy(what: string): StoreError {
  return new StoreError('conflict', `${what}: ${attempts} writes in a row came too late; try again later`);
}
