// Times: in one form, compared as times whatever their year.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareTimes,
  earlierOf,
  isBefore,
  laterOf,
  latestClaim,
  storedTime,
} from '../../shared/model/time.ts';

describe('a time as the record keeps it', () => {
  test.each([
    ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01T13:00:00.5+01:00', '2026-03-01T12:00:00.500Z'],
    ['2026-03-01T12:00:00.123456Z', '2026-03-01T12:00:00.123Z'],
    ['2999-01-01T00:00:00Z', '2999-01-01T00:00:00.000Z'],
    ['+010000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
    ['+275760-09-13T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
    ['-000001-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z'],
    ['1969-12-31T23:59:59.999Z', '1970-01-01T00:00:00.000Z'],
    ['yesterday', '1970-01-01T00:00:00.000Z'],
    ['', '1970-01-01T00:00:00.000Z'],
    [null, '1970-01-01T00:00:00.000Z'],
  ])('%s is %s', (written, expected) => {
    expect(storedTime(written)).toBe(expected);
  });

  const anyTime = fc.date({ noInvalidDate: true }).map((date) => date.toISOString());

  test('orders as text as it does as a time', () => {
    fc.assert(
      fc.property(anyTime, anyTime, (a, b) => {
        const [first, second] = [storedTime(a), storedTime(b)];
        expect(first < second).toBe(isBefore(first, second));
        if (Date.parse(a) <= Date.parse(b)) expect(first <= second).toBe(true);
        expect(first).toHaveLength(24);
      }),
    );
  });

  test('compares as a time, of whatever year', () => {
    fc.assert(
      fc.property(anyTime, anyTime, (a, b) => {
        expect(Math.sign(compareTimes(a, b))).toBe(Math.sign(Date.parse(a) - Date.parse(b)));
        expect(laterOf(a, b)).toBe(Date.parse(a) >= Date.parse(b) ? a : b);
        expect(earlierOf(a, b)).toBe(Date.parse(a) <= Date.parse(b) ? a : b);
      }),
    );
    expect(isBefore('2026-01-01T00:00:00.000Z', '+010000-01-01T00:00:00.000Z')).toBe(true);
    expect(isBefore('-000044-03-15T00:00:00.000Z', '0044-03-15T00:00:00.000Z')).toBe(true);
    expect(isBefore('2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z')).toBe(false);
    expect(isBefore('no time', '1970-01-01T00:00:00.000Z')).toBe(true);
    expect(laterOf(null, 'x')).toBe('x');
    expect(earlierOf(null, 'x')).toBe('x');
  });
});

test('what is received may claim to be five minutes ahead', () => {
  expect(latestClaim('2026-03-01T12:00:00.000Z')).toBe('2026-03-01T12:05:00.000Z');
  expect(latestClaim('9999-12-31T23:59:00.000Z')).toBe('9999-12-31T23:59:59.999Z');
});
