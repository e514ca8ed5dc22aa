// The small parts: nearest names, durations, checksums, choices.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, durationText } from '../../shared/policy/duration.ts';
import { fnv1a } from '../../shared/policy/fnv1a.ts';
import { distance, nearest } from '../../shared/policy/nearest.ts';
import { choices, shown } from '../../shared/policy/problem.ts';

describe('nearest', () => {
  it.each([
    ['profil', 'profile'],
    ['MODE', 'mode'],
    ['waviers', 'waivers'],
    ['xyz', null],
    ['a'.repeat(10_000), null],
  ])('%s: %s', (name, expected) => {
    expect(nearest(name, ['profile', 'mode', 'waivers'])).toBe(expected);
  });

  it('counts edits', () => {
    expect(distance('kitten', 'sitting')).toBe(3);
    expect(distance('', 'abc')).toBe(3);
    const long = 'a'.repeat(200);
    expect(distance(long, long)).toBe(0);
  });

  it('measures like a distance', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, b) === 0).toBe(a === b);
        expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c));
      }),
    );
  });
});

describe('durations', () => {
  it.each([
    ['90d', 7_776_000_000],
    ['4h', 14_400_000],
    ['10m', 600_000],
    ['30s', 30_000],
    ['0s', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
    expect(durationText(ms)).toBe(text);
  });

  it('are written in the largest unit', () => {
    expect(durationText(durationMs('120m'))).toBe('2h');
    expect(durationText(durationMs('90m'))).toBe('90m');
  });

  it.each(['', '5', '5w', 'd', 'xd'])('%j is none', (text) => {
    expect(() => durationMs(text)).toThrow('not a duration');
  });
});

describe('fnv1a', () => {
  it('gives the published value for an empty text and for a letter', () => {
    expect(fnv1a('').slice(0, 8)).toBe('811c9dc5');
    expect(fnv1a('a').slice(0, 8)).toBe('e40c292c');
  });

  it('tells texts apart', () => {
    expect(new Set(Array.from({ length: 10_000 }, (_, index) => fnv1a(`mode: ${index}`))).size).toBe(10_000);
  });
});

describe('words of messages', () => {
  it('list choices', () => {
    expect(choices([])).toBe('');
    expect(choices(['a'])).toBe('a');
    expect(choices(['a', 'b', 'c'])).toBe('a, b or c');
    expect(choices(['a', 'b', 'c'], 2)).toBe('a, b and 1 more');
  });

  it('show values', () => {
    expect([null, [], {}, 'a', 1, true, undefined].map(shown)).toEqual([
      'empty',
      'a list',
      'a map',
      '"a"',
      '1',
      'true',
      'nothing',
    ]);
  });
});
