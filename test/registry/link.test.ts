// The next page in a `Link` header, which is anybody's text.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextLink } from '../../shared/registry/link.ts';

it.each([
  ['', null],
  ['<a>', null],
  ['<a>; rel=prev', null],
  ['<a; rel=next', null],
  ['rel=next', null],
  ['<a>; relation=next', null],
  ['<a>; rel=nextish', null],
  ['<a>; rel=next', 'a'],
  ['<a>; rel=prev, <b>; rel=next', 'b'],
  ['<>; rel=next', ''],
])('%s leads to %s', (header, target) => {
  expect(nextLink(header)).toBe(target);
});

it('never throws, and gives only what stands in the header', () => {
  fc.assert(fc.property(fc.string(), (header) => header.includes(nextLink(header) ?? '')));
});
