// What `npm test` and `npm run test:all` run, and the coverage that the latter must keep.
import { defineConfig } from 'vitest/config';

const everything = process.env.SEAWALL_TESTS === 'all';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/build-bundle.ts',
    maxWorkers: 2,
    // A process of its own for each file shows a file that leans on another; every day that is half of the time.
    isolate: everything,
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
