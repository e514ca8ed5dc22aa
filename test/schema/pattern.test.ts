// Patterns of a policy: linear whatever the text, and refused where RE2 cannot express them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Pattern, readPattern } from '../../shared/schema/pattern.ts';
import { runs } from '../support/extent.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';

function patternOf(source: string): Pattern {
  const read = readPattern(source);
  if (!read.ok) throw new Error(read.reason);
  return read.pattern;
}

describe('a pattern', () => {
  it.each([
    ['^([a-z0-9]+-?)+$', 'a'],
    ['^(a+)+$', 'a'],
    ['^(a|aa)+$', 'a'],
    ['^(?:\\w+\\s?)*$', 'a'],
    ['(.*)(.*)(.*)(.*)(.*)[0-9]$', 'x'],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'],
    ['(x+x+)+y', 'x'],
    ['^(?:a?){30}a{30}$', 'a'],
  ])('%s takes time in proportion to the text alone', (source, part) => {
    const pattern = patternOf(source);
    const started = processorMs();
    expect(pattern.test(`${part.repeat(100_000)}!`)).toBe(false);
    expect(calmMsSince(started)).toBeLessThan(1_000);
  });

  it('is found anywhere, as JSON Schema wants it', () => {
    expect(patternOf('b').test('abc')).toBe(true);
    expect(patternOf('^b').test('abc')).toBe(false);
    expect(patternOf('\\u00e9$').test('café')).toBe(true);
    expect(patternOf('\\\\u').test('\\u')).toBe(true);
  });

  it('says what JavaScript says of it, where both can', () => {
    const atom = fc.constantFrom('a', 'b', '[ab]', '[^a]', '.', '\\d', '\\w', '(?:ab|b)');
    const part = fc
      .tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}', '{1,3}'))
      .map((both) => both.join(''));
    const source = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
    const text = fc
      .array(fc.constantFrom('a', 'b', '1', '-'), { maxLength: 8 })
      .map((parts) => parts.join(''));
    const edge = fc.constantFrom(['', ''], ['^', ''], ['', '$'], ['^', '$']);
    fc.assert(
      fc.property(source, text, edge, (middle, given, [start, end]) => {
        const whole = `${start}${middle}${end}`;
        expect(patternOf(whole).test(given)).toBe(new RegExp(whole).test(given));
      }),
      runs(2_000),
    );
  });

  it.each([
    ['(?=a)b', 'invalid or unsupported Perl syntax: `(?=`'],
    ['(?!a)b', 'invalid or unsupported Perl syntax: `(?!`'],
    ['(?<!a)b', 'invalid named capture: `(?<!a)b`'],
    ['(a)\\1', 'invalid escape sequence: `\\1`'],
    ['(a', 'missing closing ): `(a`'],
    ['[b-a]', 'invalid character class range: `b-a`'],
    ['a{2000}', 'invalid repeat count: `{2000}`'],
    ['(?:[a-z]{500}){500}', 'smaller counts of repetitions'],
    ['\\pL'.repeat(500), 'smaller counts of repetitions'],
  ])('%s is refused', (source, reason) => {
    expect(readPattern(source)).toEqual({ ok: false, reason });
  });
});
