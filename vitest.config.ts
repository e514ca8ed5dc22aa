// What `npm test` runs, and the coverage it must keep.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/build-bundle.ts',
    maxWorkers: 2,
    // Against hangs, not for speed: a busy machine is slow and still right.
    testTimeout: 120_000,
    hookTimeout: 120_000,
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
