// `npm test` runs everything in part, `npm run test:all` everything whole, and both the files that are named whole.
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { whatRuns } from '../../scripts/test/what-runs.ts';
import { timed } from '../../vitest.config.ts';

describe('what runs', () => {
  const files = ['test/serverless', 'test/docs/readme.test.ts'];

  it.each([
    ['npm test', [], 'part', [[]]],
    ['npm test -- --reporter=dot', ['--reporter=dot'], 'part', [['--reporter=dot']]],
    ['npm test -- FILE…', files, 'named', [files]],
    ['npm run test:all', ['--all'], 'all', [['--coverage'], timed]],
    // The coverage of a file or two is no coverage of the whole.
    ['npm run test:all -- FILE…', ['--all', ...files], 'all', [files]],
    ['npm run test:all -- one that measures time', ['--all', ...timed], 'all', [timed]],
  ])('by %s', (_, args, extent, runs) => {
    expect(whatRuns(args)).toEqual({ extent, runs });
  });

  it('is everything where the environment says so', () => {
    expect(whatRuns(files, 'all').extent).toBe('all');
    expect(whatRuns([], 'all').extent).toBe('all');
  });
});

describe('the extent of a suite', () => {
  /** As test/support/extent.ts decides it where SEAWALL_TESTS is this. */
  async function extentWhere(tests: string | undefined): Promise<typeof import('../support/extent.ts')> {
    vi.stubEnv('SEAWALL_TESTS', tests);
    vi.stubEnv('SEAWALL_TEST_NOTES', undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    const url = pathToFileURL('test/support/extent.ts');
    return import(/* @vite-ignore */ `${url}?${tests}`);
  }

  it.each([['named'], ['all'], [undefined]])('is whole where SEAWALL_TESTS is %s', async (tests) => {
    const { leftOut, oneIn, oneTestIn, runs } = await extentWhere(tests);
    expect([leftOut('x'), oneIn(2, [1, 2, 3], 'x'), runs(500).numRuns]).toEqual([false, [1, 2, 3], 500]);
    expect(oneTestIn(2, 'x')).toBe(it);
  });

  it('is a part in npm test of everything', async () => {
    const { leftOut, oneIn, oneTestIn, runs } = await extentWhere('part');
    expect([leftOut('x'), oneIn(2, [1, 2, 3], 'x'), runs(500).numRuns]).toEqual([true, [1, 3], 50]);
    expect(oneTestIn(2, 'x')).not.toBe(it);
  });
});
