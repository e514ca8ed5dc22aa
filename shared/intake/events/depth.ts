// Refuses events nested so deep that a recursive reader further on could overflow its stack.
// SPDX-License-Identifier: Apache-2.0
import { nestedIn } from '../../model/json.ts';

// A CronJob's pod template inside an audit event reaches 20 levels; a custom resource of some operator 40.
const maximumDepth = 100;

/** True where `value` nests deeper than any real event. Level by level, so its own depth does not matter. */
export function tooDeep(value: unknown): boolean {
  let level = nestedIn([[value]]);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > maximumDepth) return true;
    level = nestedIn(level);
  }
  return false;
}
