// Characters are taken off the ends of a text, and off nowhere else.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { trimmed, trimmedEnd } from '../../shared/model/trimmed.ts';

it.each([
  ['path///', '/', 'path'],
  ['a/b/', '/', 'a/b'],
  ['///', '/', ''],
  ['', '/', ''],
  ['x,; ', ' ,;', 'x'],
])('%j without %j at its end is %j', (text, set, expected) => {
  expect(trimmedEnd(text, set)).toBe(expected);
});

it('what lies between stays, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '/', '.') }), (text) => {
      const kept = trimmed(text, '/.');
      expect(kept).toBe(text.replace(/^[/.]*/, '').replace(/[/.]*$/, ''));
    }),
  );
});
