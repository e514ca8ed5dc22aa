// What `npm test` runs, by what it is called with: everything in part, everything whole, or the files that are named, whole.
// SPDX-License-Identifier: Apache-2.0
import { timed } from '../../vitest.config.ts';

export interface Runs {
  /** SEAWALL_TESTS, as test/support/extent.ts and vitest.config.ts read it. */
  readonly extent: 'all' | 'part' | 'named';
  /** The arguments of vitest, run after run. */
  readonly runs: readonly (readonly string[])[];
}

/** `asked`: what SEAWALL_TESTS says already. */
export function whatRuns(args: readonly string[], asked?: string): Runs {
  const all = args.includes('--all');
  const given = args.filter((arg) => arg !== '--all');
  const isNamed = given.some((arg) => !arg.startsWith('-'));
  const extent = all || asked === 'all' ? 'all' : isNamed ? 'named' : 'part';
  // A few files cover little: only the whole is held to its coverage. What measures time runs without its counters.
  return {
    extent,
    runs:
      all && !isNamed
        ? [
            ['--coverage', ...given],
            [...timed, ...given],
          ]
        : [given],
  };
}
