// Looks: times in one form, and evidence that fits.
import { describe, expect, test } from 'vitest';
import { boundedEvidence, boundedTags } from '../../shared/findings/bounds.ts';
import { lookOf } from '../../shared/findings/look.ts';
import { evidence, minute, verdict } from './fixtures.ts';

describe('a time', () => {
  test('is the time of the source where the verdict has none', () => {
    const source = { file: null, index: 0, eventId: null, time: minute(7) };
    expect(lookOf(verdict({ asOf: null, source })).sight.asOf).toBe(minute(7));
  });
});

describe('a look', () => {
  test('at an unknown keeps a reason of bearable length', () => {
    const { sight } = lookOf(verdict({ outcome: 'unknown', reason: 'x'.repeat(5000) }));
    expect(sight).toMatchObject({ outcome: 'unknown', reason: `${'x'.repeat(1000)}…` });
    expect(lookOf(verdict({ outcome: 'unknown', reason: null })).sight).toMatchObject({
      reason: 'no reason given',
    });
  });
});

describe('evidence', () => {
  test('of usual size is kept as it is', () => {
    const usual = [evidence('a'), evidence('b')];
    expect(boundedEvidence(usual)).toBe(usual);
  });

  test('too large or too deep is replaced by a note of its size', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    const [large, nested] = boundedEvidence([
      { ...evidence('a'), found: 'x'.repeat(9000) },
      { ...evidence('b'), wanted: deep },
    ]);
    expect(large?.found).toBe('(too large to keep: 9002 characters)');
    expect(nested?.wanted).toMatch(/^\(too large to keep: /);
  });

  test('beyond the budget is left out, the first never', () => {
    const items = Array.from({ length: 100 }, () => ({ ...evidence('a'), found: 'x'.repeat(8000) }));
    const kept = boundedEvidence(items);
    expect(kept.length).toBeGreaterThan(5);
    expect(JSON.stringify(kept).length).toBeLessThan(70_000);
    const long = 'x'.repeat(100_000);
    expect(boundedEvidence([{ path: long, found: long, wanted: long, message: long }])).toHaveLength(1);
  });
});

test('tags are kept unless there are absurdly many', () => {
  expect(boundedTags(null)).toBeNull();
  expect(boundedTags({ team: 'shop' })).toEqual({ team: 'shop' });
  expect(boundedTags({ team: 'x'.repeat(40_000) })).toBeNull();
});
