// Places within texts of YAML, however they are written.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readDocument } from '../../shared/policy/document.ts';
import { offsetWithin } from '../../shared/policy/within.ts';

function placeOf(yaml: string, wanted: string): string {
  const read = readDocument(yaml, 'x.yml');
  if (!read.ok) throw new Error('not YAML');
  const value = String(Object(read.source.data).holds);
  const { line, column } = read.source.within(['holds'], value, value.indexOf(wanted));
  return `${line}:${column}`;
}

describe('a place within a text', () => {
  it.each([
    ['plain', 'holds: has(a.wrong)', '1:14'],
    ['in double quotes', 'holds: "has(a.wrong)"', '1:15'],
    ['in single quotes, with some doubled', "holds: 'a == ''x'' && wrong'", '1:23'],
    ['behind escapes', 'holds: "a == \\"x\\" && wrong"', '1:23'],
    ['behind a line end written as one', 'holds: "a\\n&& wrong"', '1:15'],
    ['in a block', 'holds: |\n  a &&\n  b && wrong\n', '3:8'],
    ['in a folded block', 'holds: >-\n    a &&\n    wrong\n', '3:5'],
    ['folded without a block', 'holds: a &&\n  b || wrong\n', '2:8'],
    ['begins with its own quote', 'holds: "\'wrong\' == a"', '1:10'],
  ])('%s', (_, yaml, wanted) => {
    expect(placeOf(yaml, 'wrong')).toBe(wanted);
  });

  it('is inside of it, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), fc.nat(80), (text, offset) => {
        const raw = stringify(text).trimEnd();
        const at = offsetWithin(raw, text, offset);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThanOrEqual(raw.length);
      }),
    );
  });
});
