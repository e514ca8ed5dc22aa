// Patterns that somebody else wrote, on an engine whose time grows with the text alone: RE2. What RE2 cannot express is refused.
// SPDX-License-Identifier: Apache-2.0
import { RE2JS } from '@bufbuild/re2';

export interface Pattern {
  readonly source: string;
  /** How much one character costs at worst, in characters of a pattern without repetitions. */
  readonly weight: number;
  /** True where it is found anywhere in the text. */
  test(text: string): boolean;
}

export type ReadPattern =
  | { readonly ok: true; readonly pattern: Pattern }
  /** Why RE2 does not take it. */
  | { readonly ok: false; readonly reason: string };

const maxWeight = 20_000;

/**
 * Steps that compiling a pattern may take: its length, times its counted repetitions, which RE2 unrolls.
 * Character classes of Unicode are tables of hundreds of ranges.
 */
export function patternWeight(pattern: string): number {
  let weight = pattern.length + 50 * (pattern.match(/\\[pP]/g)?.length ?? 0);
  for (const [, from, to] of pattern.matchAll(/\{(\d{1,6})(?:,(\d{0,6}))?\}/g))
    weight *= Math.max(Number(from), Number(to ?? 0), 1);
  return weight;
}

/** Whether a pattern is too costly to be used at all. */
export function isHeavy(pattern: string): boolean {
  return patternWeight(pattern) > maxWeight;
}

export function readPattern(source: string): ReadPattern {
  if (isHeavy(source)) return { ok: false, reason: 'smaller counts of repetitions' };
  try {
    const compiled = RE2JS.compile(withoutUnits(source));
    const weight = patternWeight(source);
    return { ok: true, pattern: { source, weight, test: (text) => compiled.test(text) } };
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    return { ok: false, reason: said.replace(/^error parsing regexp: /, '') };
  }
}

/** JavaScript's `\u00e9` is `\x{00e9}` in RE2. */
function withoutUnits(source: string): string {
  return source.replace(/\\(?:u([0-9a-fA-F]{4})|.)/gs, (whole, unit?: string) =>
    unit === undefined ? whole : `\\x{${unit}}`,
  );
}
