// Names as one text: no two lists of names give the same.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joined } from '../../shared/model/joined.ts';

const separators = fc.constantFrom('|', '/');
/** Names that hold separators and what escapes them. */
const name = fc.string({
  unit: fc.constantFrom('a', '|', '/', '%', '7', 'C', '2', 'F', '5', '-'),
  maxLength: 6,
});

test('usual names stand as they are', () => {
  expect(joined('/', ['Pod', 'shop', 'web-0'])).toBe('Pod/shop/web-0');
  expect(joined('|', ['arn:aws:iam::111122223333:role/x', 'kim|lee'])).toBe(
    'arn:aws:iam::111122223333:role/x|kim|lee',
  );
});

test('the separator within a name does not separate', () => {
  expect(joined('/', ['Pod', 'shop/web', '0'])).toBe('Pod/shop%2Fweb/0');
  expect(joined('|', ['a|b', 'c'])).toBe('a%7Cb|c');
});

test('different names give different texts, of as many parts', () => {
  fc.assert(
    fc.property(
      separators,
      fc.integer({ min: 1, max: 3 }),
      fc.array(name, { minLength: 6, maxLength: 6 }),
      (by, n, names) => {
        const [one, other] = [names.slice(0, n), names.slice(3, 3 + n)];
        expect(joined(by, one) === joined(by, other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      },
    ),
    { numRuns: 2000 },
  );
});
