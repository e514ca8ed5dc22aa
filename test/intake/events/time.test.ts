// Times in every spelling that events have.
import { describe, expect, it } from 'vitest';
import { isoTime } from '../../../shared/intake/events/time.ts';

describe('isoTime', () => {
  it.each([
    ['2026-01-15T10:00:32Z', '2026-01-15T10:00:32.000Z'],
    ['2026-01-15T10:00:32.764713Z', '2026-01-15T10:00:32.764Z'],
    ['2022-11-29 00:09:04.38', '2022-11-29T00:09:04.380Z'],
    ['2023-03-22T15:48:25.752000-05:00', '2023-03-22T20:48:25.752Z'],
    ['Dec 3, 2021, 6:02:30 PM', '2021-12-03T18:02:30.000Z'],
    ['Mar 20, 2023, 12:08:05 AM', '2023-03-20T00:08:05.000Z'],
    ['Aug 1, 2024 1:37:41 PM', '2024-08-01T13:37:41.000Z'],
    ['Wed Sep 04 16:50:37.627 UTC 2024', '2024-09-04T16:50:37.627Z'],
    [1553271814.684, '2019-03-22T16:23:34.684Z'],
    [1553271814684, '2019-03-22T16:23:34.684Z'],
  ])('%s is %s', (given, wanted) => {
    expect(isoTime(given)).toBe(wanted);
  });

  it.each([
    '2023-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T25:00:00Z',
    'Foo 3, 2021, 6:02:30 PM',
    '',
    'now',
    null,
    {},
    Number.NaN,
    1e300,
    `2026-01-15T10:00:32.${'0'.repeat(99)}Z`,
  ])('%j is no time', (given) => {
    expect(isoTime(given)).toBeNull();
  });
});
