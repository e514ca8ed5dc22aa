// What is refused, and the place named for it.
import { describe, expect, it } from 'vitest';
import { parsePattern } from './pattern.ts';

const refused: readonly (readonly [unknown, string, RegExp])[] = [
  [null, '', /is an object/],
  [['x'], '', /is an object/],
  [{}, '', /at least one field/],
  [{ a: {} }, 'a', /at least one field/],
  [{ a: [] }, 'a', /at least one value/],
  [{ a: 'x' }, 'a', /object or a list/],
  [{ a: null }, 'a', /object or a list/],
  [{ a: [['x']] }, 'a[0]', /list within a list/],
  [{ a: ['x', {}] }, 'a[1]', /exactly one operator/],
  [{ a: [{ prefix: 'x', suffix: 'y' }] }, 'a[0]', /exactly one operator/],
  [{ a: [{ Prefix: 'x' }] }, 'a[0].Prefix', /unknown operator.*prefix/],
  [{ a: [{ toString: 'x' }] }, 'a[0].toString', /unknown operator/],
  [{ a: [{ prefix: 3 }] }, 'a[0].prefix', /a text/],
  [{ a: [{ prefix: { prefix: 'x' } }] }, 'a[0].prefix.prefix', /only equals-ignore-case/],
  [{ a: [{ suffix: { 'equals-ignore-case': 3 } }] }, 'a[0].suffix.equals-ignore-case', /a text/],
  [{ a: [{ exists: 'yes' }] }, 'a[0].exists', /true or false/],
  [{ a: [{ wildcard: 'a**b' }] }, 'a[0].wildcard', /two stars/],
  [{ a: [{ wildcard: 'a\\\\**' }] }, 'a[0].wildcard', /two stars/],
  [{ a: [{ wildcard: 'a\\n' }] }, 'a[0].wildcard', /backslash/],
  [{ a: [{ wildcard: 'a\\' }] }, 'a[0].wildcard', /backslash/],
  [{ a: [{ cidr: '10.0.0.0' }] }, 'a[0].cidr', /address block/],
  [{ a: [{ cidr: '10.0.0.0/33' }] }, 'a[0].cidr', /address block/],
  [{ a: [{ cidr: '10.0.0/8' }] }, 'a[0].cidr', /address block/],
  [{ a: [{ cidr: '10.0.0.0/8/8' }] }, 'a[0].cidr', /address block/],
  [{ a: [{ cidr: `${'1:'.repeat(60)}/8` }] }, 'a[0].cidr', /address block/],
  [{ a: [{ numeric: 3 }] }, 'a[0].numeric', /once or twice/],
  [{ a: [{ numeric: ['=', 3, '>'] }] }, 'a[0].numeric', /once or twice/],
  [{ a: [{ numeric: ['==', 3] }] }, 'a[0].numeric[0]', /one of/],
  [{ a: [{ numeric: ['=', '3'] }] }, 'a[0].numeric[1]', /a number/],
  [{ a: [{ numeric: ['<', 3, '>', 1] }] }, 'a[0].numeric', /lower bound/],
  [{ a: [{ numeric: ['>', 3, '<', 1] }] }, 'a[0].numeric', /lower bound/],
  [{ a: [{ 'anything-but': null }] }, 'a[0].anything-but', /texts or numbers/],
  [{ a: [{ 'anything-but': [] }] }, 'a[0].anything-but', /texts or numbers/],
  [{ a: [{ 'anything-but': ['x', 3] }] }, 'a[0].anything-but', /only texts or only numbers/],
  [{ a: [{ 'anything-but': { cidr: '10.0.0.0/8' } }] }, 'a[0].anything-but.cidr', /not allowed here/],
  [{ a: [{ 'anything-but': { prefix: [] } }] }, 'a[0].anything-but.prefix', /at least one value/],
  [{ a: [{ 'anything-but': { prefix: [3] } }] }, 'a[0].anything-but.prefix', /a text/],
  [{ $or: { a: ['x'] } }, '$or', /two objects/],
  [{ $or: [{ a: ['x'] }] }, '$or', /two objects/],
  [{ d: { $or: [{ a: ['x'] }, 'y'] } }, 'd.$or[1]', /an object/],
];

describe('parsePattern', () => {
  it.each(refused)('refuses %j', (pattern, path, reason) => {
    const parsed = parsePattern(pattern);
    expect(parsed).toMatchObject({ ok: false, path, reason: expect.stringMatching(reason) });
  });

  it('refuses what is nested without end', () => {
    const pattern = JSON.parse(`${'{"a":'.repeat(3_000)}["x"]${'}'.repeat(3_000)}`);
    expect(parsePattern(pattern)).toMatchObject({ ok: false, reason: expect.stringMatching(/deeper than/) });
    const choices = JSON.parse(`${'{"$or":['.repeat(100)}{"a":["x"]}${',{"b":["y"]}]}'.repeat(100)}`);
    expect(parsePattern(choices)).toMatchObject({ ok: false, reason: expect.stringMatching(/deeper than/) });
    const dotted = { [Array.from({ length: 50_000 }, () => 'a').join('.')]: ['x'] };
    expect(parsePattern(dotted)).toMatchObject({ ok: false, reason: expect.stringMatching(/deeper than/) });
  });
});
