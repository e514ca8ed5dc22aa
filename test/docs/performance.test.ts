// The page of performance is what its runs say.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type BenchRun, readRuns, renderPage, withRun } from '../../bench/page.ts';

const run = (date: string, results: BenchRun['results']): BenchRun => ({
  ...{ date, commit: 'abc1234', node: 'v24.0.0', machine: '2 × processor', results },
});

describe('docs/performance.md', () => {
  it('is made from docs/performance.json: npm run bench -- --write', () => {
    const runs = readRuns();
    expect(runs.length).toBeGreaterThan(0);
    expect(readFileSync('docs/performance.md', 'utf8')).toBe(renderPage(runs));
  });

  it('shows the newest run whole, and the ratios of all', () => {
    const page = renderPage([
      run('2026-11-01', {
        judging: [
          ['one event', '12.0×'],
          ['gone since', '2.0×'],
        ],
      }),
      run('2026-12-01', {
        judging: [
          ['one event', '10.0×'],
          ['each', '4 ms'],
        ],
      }),
    ]);
    expect(page).toContain('Newest run: 2026-12-01, commit abc1234, Node v24.0.0, 2 × processor.');
    expect(page).toContain(
      '## Judging\n\n| what | value |\n|---|---|\n| one event | 10.0× |\n| each | 4 ms |\n',
    );
    expect(page).toContain('| one event | 12.0× | 10.0× |\n| gone since | 2.0× |  |\n');
    expect(page).not.toContain('| each | 4 ms |  |');
  });

  it('keeps a benchmark that was not run again, and says when it was', () => {
    const runs = withRun([run('2026-11-01', { start: [['an empty script', '26 ms']] })], {
      ...run('2026-12-01', { judging: [['one event', '10.0×']] }),
    });
    const page = renderPage(runs);
    expect(page).toContain(
      '## Starting\n\nAs of 2026-11-01, commit abc1234, Node v24.0.0, 2 × processor.\n\n| what | value |\n|---|---|\n| an empty script | 26 ms |\n',
    );
    expect(page).toContain('## Judging\n\n| what | value |\n|---|---|\n| one event | 10.0× |\n');
  });

  it('takes for one run what one machine measures of one commit in a day, each benchmark as it came last', () => {
    const first = run('2026-12-01', { judging: [['one event', '12.0×']], start: [['empty', '26 ms']] });
    const again = run('2026-12-01', { judging: [['one event', '10.0×']] });
    expect(withRun([first], again)).toEqual([
      run('2026-12-01', { judging: [['one event', '10.0×']], start: [['empty', '26 ms']] }),
    ]);
    expect(withRun([first], { ...again, commit: 'def5678' })).toHaveLength(2);
  });
});
