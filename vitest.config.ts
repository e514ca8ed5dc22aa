// What `npm test` and `npm run test:all` run, and the coverage that the latter must keep.
import { defineConfig } from 'vitest/config';

const everything = process.env.SEAWALL_TESTS === 'all';
const all = ['test/**/*.test.ts'];
/** What needs an emulated AWS or a real registry, and keeps it to itself. */
const withParts = ['test/integration/**/*.test.ts', 'test/packaged/!(recorder).test.ts'];
/** What replaces modules for all that share its process. */
const replacing = ['test/findings/other-identity.test.ts', 'test/functions/anchor-journal.test.ts'];

const parts = ['SEAWALL_MOTO_URL', 'SEAWALL_PACKAGED', 'SEAWALL_IMAGE_TOOLS'];
/** Each of those files would start a process only to skip its tests; scripts/test.ts says what is missing. */
const left =
  process.env.SEAWALL_TESTS === 'part' && parts.every((name) => process.env[name] === undefined)
    ? withParts
    : [];

/** What measures time, which the counters of the coverage distort: it runs without them (scripts/test.ts). */
export const timed = ['test/fuzz/fuzz.test.ts', 'test/linear/growth.test.ts'];
/** In processes of their own: what others left in the memory of one is not measured. */
const measured = process.argv.includes('--coverage') ? [] : timed;

export default defineConfig({
  test: {
    globalSetup: 'test/support/build-bundle.ts',
    setupFiles: 'test/support/seed.ts',
    maxWorkers: 2,
    // A process of its own for each file shows a file that leans on another; every day that is half of the time.
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: all,
          exclude: [...withParts, ...replacing, ...timed],
          isolate: everything,
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: [...withParts, ...replacing, ...measured],
          exclude: left,
          isolate: true,
        },
      },
    ],
    // Against hangs, not for speed: a busy machine is slow and still right.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    coverage: {
      provider: 'v8',
      reportOnFailure: true,
      include: ['shared/**/*.ts'],
      exclude: ['shared/**/index.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 95 },
    },
  },
});
