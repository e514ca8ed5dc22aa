// How much runs: everything in `.ci/run` and `npm run test:all`; elsewhere costly suites are left out or run in part, which `npm test` says at its end.
import { appendFileSync } from 'node:fs';

const everything = process.env.SEAWALL_TESTS === 'all';
/** Where scripts/test.ts wants to hear of it. */
const notes = process.env.SEAWALL_TEST_NOTES;

function note(line: string): void {
  if (notes !== undefined) appendFileSync(notes, `${line}\n`);
}

/** For suites that cost too much for every day: true where they are left out. `what` says which. */
export function leftOut(what: string): boolean {
  if (!everything) note(`SKIPPED: ${what} (npm run test:all has it)`);
  return !everything;
}

/** For properties: so many runs where everything runs; elsewhere a tenth of them, and ten at least. */
export function runs(count: number): { readonly numRuns: number } {
  if (everything) return { numRuns: count };
  note('IN PART: costly properties, with a tenth of their random inputs (npm run test:all has all)');
  return { numRuns: Math.min(count, Math.max(10, Math.ceil(count / 10))) };
}

/** For what is tried at many places: all where everything runs; elsewhere one in `each`. `what` says of what. */
export function oneIn<T>(each: number, all: readonly T[], what: string): readonly T[] {
  if (everything) return all;
  note(`IN PART: ${what}, one in ${each} (npm run test:all has all)`);
  return all.filter((_, index) => index % each === 0);
}
