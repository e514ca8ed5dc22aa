// What held a response back, in the words that people read: the stored word for the action limit is an older version's.
// SPDX-License-Identifier: Apache-2.0
import type { HeldBy } from '../../shared/model/response.ts';

export function shownHeldBy(by: HeldBy): string {
  return by === 'brake' ? 'action-limit' : by;
}
