// Refuses events nested so deep that a recursive reader further on could overflow its stack.
// SPDX-License-Identifier: Apache-2.0

// A CronJob's pod template inside an audit event reaches 20 levels; a custom resource of some operator 40.
const maximumDepth = 100;

/** True where `value` nests deeper than any real event. Level by level, so its own depth does not matter. */
export function tooDeep(value: unknown): boolean {
  let level: readonly object[] = nestedIn([value]);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > maximumDepth) return true;
    const below: object[] = [];
    for (const node of level) for (const child of nestedIn(Object.values(node))) below.push(child);
    level = below;
  }
  return false;
}

function nestedIn(values: readonly unknown[]): readonly object[] {
  return values.filter((value): value is object => typeof value === 'object' && value !== null);
}
