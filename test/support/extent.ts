// How much runs: in `npm test` of everything, costly suites are left out or run in part, which it says at its end; elsewhere all of each file.
import { appendFileSync } from 'node:fs';
import { it, type TestAPI } from 'vitest';

/** `npm test` of the whole suite; who runs a file by its name wants all of its tests. */
const inPart = process.env.SEAWALL_TESTS === 'part';
/** Where scripts/test.ts wants to hear of it. */
const notes = process.env.SEAWALL_TEST_NOTES;

function note(line: string): void {
  if (notes !== undefined) appendFileSync(notes, `${line}\n`);
}

/** For suites that cost too much for every day: true where they are left out. `what` says which. */
export function leftOut(what: string): boolean {
  if (inPart) note(`SKIPPED: ${what} (npm run test:all has it)`);
  return inPart;
}

/** For properties: so many runs where a file runs whole; in `npm test` a tenth of them, and ten at least. */
export function runs(count: number): { readonly numRuns: number } {
  if (!inPart) return { numRuns: count };
  note('IN PART: costly properties, with a tenth of their random inputs (npm run test:all has all)');
  return { numRuns: Math.min(count, Math.max(10, Math.ceil(count / 10))) };
}

/** For what is tried at many places: all where a file runs whole; in `npm test` one in `each`. `what` says of what. */
export function oneIn<T>(each: number, all: readonly T[], what: string): readonly T[] {
  if (!inPart) return all;
  note(`IN PART: ${what}, one in ${each} (npm run test:all has all)`);
  return all.filter((_, index) => index % each === 0);
}

/** `it` for a file whose every test costs much: `npm test` runs the first of each `each` of them, and skips the others. `what` says of what. */
export function oneTestIn(each: number, what: string): TestAPI {
  if (!inPart) return it;
  note(`IN PART: ${what}, one test in ${each} of a file (npm run test:all has all)`);
  let count = 0;
  const isChosen = () => count++ % each === 0;
  const rows =
    (table: readonly unknown[]) =>
    (name: string, run: (...row: unknown[]) => void | Promise<void>): void => {
      const { chosen = [], others = [] } = Object.groupBy(table, () => (isChosen() ? 'chosen' : 'others'));
      if (chosen.length > 0) it.each(chosen)(name, run);
      if (others.length > 0) it.skip.each(others)(name, run);
    };
  return new Proxy(it, {
    apply: (_, self, args) => Reflect.apply(isChosen() ? it : it.skip, self, args),
    get: (target, key) => (key === 'each' ? rows : Reflect.get(target, key)),
  });
}
