// Ids and keys: what is hashed is told apart before it is, and eight digits identify a finding.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  baselineKey,
  encoded,
  endKey,
  findingId,
  formerIdOf,
  idOf,
  isSameKey,
  type RowKey,
  subjectHash,
  subjectOfId,
  uidEndKey,
  wholeEndKey,
} from '../../shared/findings/identity.ts';

/** Text that looks like the encoding around it, surrogates that stand alone among it. */
const hostile = fc.string({
  unit: fc.constantFrom(
    'a',
    '"',
    ',',
    '[',
    ']',
    '\\',
    'n',
    'u',
    'l',
    '\u0000',
    '\ud800',
    '\udc00',
    'é',
    'e\u0301',
    ':',
    '/',
  ),
  maxLength: 8,
});
const part = fc.oneof(hostile, fc.constantFrom(null, 'null', '', '["a"]', 'a","b'));
const parts = fc.array(part, { maxLength: 5 });

describe('what is hashed', () => {
  test('is one text for one list of names, and for no other', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = one.length === other.length && one.every((each, index) => each === other[index]);
        expect(encoded(one) === encoded(other)).toBe(same);
        // As bytes too: a surrogate that stands alone is not made a replacement character.
        expect(Buffer.from(encoded(one)).equals(Buffer.from(encoded(other)))).toBe(same);
        expect(JSON.parse(encoded(one))).toEqual(one);
      }),
      { numRuns: 5000 },
    );
  });
});

const key = fc.record<RowKey>({
  control: hostile,
  identity: hostile,
  cluster: part,
  account: part,
  region: part,
});

describe('an id', () => {
  test('has 128 bits a half, and the half of its subject', () => {
    fc.assert(
      fc.property(key, (one) => {
        expect(idOf(one)).toMatch(/^[0-9a-f]{64}$/);
        expect(subjectHash(one)).toMatch(/^[0-9a-f]{32}$/);
        expect(subjectOfId(idOf(one))).toBe(subjectHash(one));
        expect(formerIdOf(idOf(one))).toMatch(new RegExp(`^${subjectHash(one).slice(0, 16)}[0-9a-f]{16}$`));
      }),
    );
  });

  test('is another for every other key', () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        expect(idOf(one) === idOf(other)).toBe(isSameKey(one, other));
      }),
    );
    const place = ['shop', '111122223333', 'eu-west-1'] as const;
    expect(findingId('a', 'b', ...place)).not.toBe(findingId('b', 'a', ...place));
  });

  test('is told from all others by eight digits: of one subject, and of one control', () => {
    const ids = Array.from({ length: 1000 }, (_, number) => [
      findingId(`control/${number}`, 'arn:service/web', 'shop', null, null),
      findingId('control/one', `arn:service/${number}`, 'shop', null, null),
    ]).flat();
    expect(new Set(ids.map((id) => id.slice(0, 8))).size).toBe(ids.length);
  });
});

test('keys of ends and states have 128 bits a half, and say what they stand for', () => {
  const subject = { identity: 'arn:x', account: null, region: null };
  const ends = [
    endKey(subject, null, null),
    endKey(subject, 'null', null),
    endKey(subject, null, 'null'),
    wholeEndKey(subject, null),
    uidEndKey(subject, 'arn:x'),
  ];
  for (const { key: one } of ends) expect(one).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(ends.map((end) => end.key)).size).toBe(ends.length);
  expect(new Set(ends.map((end) => end.of)).size).toBe(ends.length);
  expect(baselineKey({ ...subject, part: 'trust' })).toMatch(/^[0-9a-f]{64}$/);
});
