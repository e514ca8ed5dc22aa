// `--control` and `--skip`: which controls a run asks.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../shared/model/control.ts';
import { globMatches } from '../../shared/model/glob.ts';
import { noSuchControl } from '../input/control-id.ts';

/** Ids, families and globs, each option as often as wanted, or comma-separated. Throws UsageError where one means no control. */
export function wantedControls(
  controls: readonly Control[],
  { control, skip }: { readonly control: readonly string[]; readonly skip: readonly string[] },
): readonly Control[] {
  const only = patternsOf(control, controls);
  const without = patternsOf(skip, controls);
  return controls.filter(
    (one) => (only.length === 0 || only.some(meaning(one))) && !without.some(meaning(one)),
  );
}

function meaning({ id, family }: Control): (pattern: string) => boolean {
  return (pattern) => pattern === family || globMatches(pattern, id);
}

function patternsOf(given: readonly string[], controls: readonly Control[]): readonly string[] {
  const patterns = given.flatMap((list) => list.split(',')).map((name) => name.trim());
  for (const pattern of patterns)
    if (!controls.some((control) => meaning(control)(pattern))) throw noSuchControl(pattern, controls);
  return patterns;
}
