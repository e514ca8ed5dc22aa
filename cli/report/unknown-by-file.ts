// How many verdicts of each file are unknown, for forms that show fails only: what nobody could judge must not look like a pass.
// SPDX-License-Identifier: Apache-2.0
import type { Verdict } from '../../shared/model/verdict.ts';
import { counted } from './words.ts';

export interface UnknownByFile {
  /** Counts the verdict where it is unknown. */
  add(verdict: Verdict): void;
  /** A sentence for each file that has any; null: standard input. */
  sentences(): readonly (readonly [file: string | null, sentence: string])[];
}

export function unknownByFile(): UnknownByFile {
  const counts = new Map<string | null, number>();
  return {
    add({ outcome, source: { file } }) {
      if (outcome === 'unknown') counts.set(file, (counts.get(file) ?? 0) + 1);
    },
    sentences: () =>
      [...counts].map(([file, count]) => [
        file,
        `${counted(count, 'verdict is', 'verdicts are')} unknown, which is no pass: --only unknown says why`,
      ]),
  };
}
