// What EventBridge's documentation says of patterns beyond the reference cases, and hostile events.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPattern, parsePattern } from './pattern.ts';

function matches(pattern: unknown, event: unknown): boolean {
  const parsed = parsePattern(pattern);
  if (!parsed.ok) throw new Error(`${parsed.path}: ${parsed.reason}`);
  return matchesPattern(parsed.pattern, event);
}

describe('values', () => {
  const table: readonly (readonly [string, unknown, unknown, boolean])[] = [
    ['3.0 in the event is 3', [3], JSON.parse('3.0'), true],
    ['3e2 in the pattern is 300', [JSON.parse('3e2')], 300, true],
    ['numeric =', [{ numeric: ['=', 3] }], 3.5, false],
    ['numeric <', [{ numeric: ['<', 3] }], 2.5, true],
    ['numeric >=', [{ numeric: ['>=', 3] }], 3, true],
    ['a text is no number', [{ numeric: ['=', 3] }], '3', false],
    ['null is no number', [{ numeric: ['<', 3] }], null, false],
    ['prefix asks for a text', [{ prefix: '1' }], 12, false],
    ['empty prefix fits every text', [{ prefix: '' }], 'x', true],
    ['suffix no', [{ suffix: 'bc' }], 'abd', false],
    ['anything-but prefix lets a number through', [{ 'anything-but': { prefix: 'a' } }], 12, true],
    ['anything-but suffix list', [{ 'anything-but': { suffix: ['.png', '.jpg'] } }], 'a.jpg', false],
    ['anything-but ignores case', [{ 'anything-but': { 'equals-ignore-case': 'ABC' } }], 'abd', true],
    ['anything-but a number', [{ 'anything-but': 3 }], 3, false],
    ['anything-but the text of a number', [{ 'anything-but': ['3'] }], 3, true],
    ['wildcard alone', [{ wildcard: '*' }], '', true],
    ['wildcard without a star', [{ wildcard: 'abc' }], 'abcd', false],
    ['wildcard ends do not overlap', [{ wildcard: 'aba*ba' }], 'aba', false],
    ['wildcard many', [{ wildcard: '*a*b*' }], 'xxaxxbxx', true],
    ['wildcard many no', [{ wildcard: '*a*b*' }], 'xxbxxaxx', false],
    ['wildcard escaped star', [{ wildcard: '\\**' }], '*x', true],
    ['wildcard escaped backslash', [{ wildcard: 'a\\\\b' }], 'a\\b', true],
    ['cidr with a host part', [{ cidr: '10.1.2.3/8' }], '10.200.0.1', true],
    ['cidr of one address', [{ cidr: '192.0.2.1/32' }], '192.0.2.2', false],
    ['cidr of everything', [{ cidr: '0.0.0.0/0' }], '203.0.113.7', true],
    ['cidr: not an address', [{ cidr: '0.0.0.0/0' }], '203.0.113.700', false],
    ['cidr: a service name', [{ cidr: '0.0.0.0/0' }], 'ecs.amazonaws.com', false],
    ['cidr: families do not mix', [{ cidr: '::/0' }], '10.0.0.1', false],
    ['cidr: IPv6 with an IPv4 tail', [{ cidr: '::ffff:10.0.0.0/104' }], '::ffff:10.1.2.3', true],
    ['cidr: full IPv6', [{ cidr: '2001:db8:0:0:0:0:0:0/32' }], '2001:DB8:1:2:3:4:5:6', true],
    ['cidr: too few groups', [{ cidr: '::/0' }], '1:2:3', false],
    ['cidr: too many groups', [{ cidr: '::/0' }], '1:2:3:4:5:6:7::8', false],
    ['cidr: two gaps', [{ cidr: '::/0' }], '1::2::3', false],
    ['cidr: IPv4 in the middle', [{ cidr: '::/0' }], '1::10.0.0.1:2', false],
    ['cidr: a number', [{ cidr: '0.0.0.0/0' }], 1, false],
    ['false', [false], false, true],
    ['an object is no value', [{ exists: true }], { b: 1 }, false],
    ['an object is absence', [{ exists: false }], { b: 1 }, true],
    ['an empty list is absence', [{ exists: false }], [], true],
    ['null in an empty list', [null], [], false],
    ['lists within lists', ['x'], [['y'], [['x']]], true],
    ['value or absent', ['x', { exists: false }], 'y', false],
  ];
  it.each(table)('%s', (_name, list, value, expected) => {
    expect(matches({ a: list }, { a: value })).toBe(expected);
  });
});

describe('places', () => {
  it('finds a key with dots by its parts', () => {
    expect(matches({ a: { b: ['x'] } }, { 'a.b': 'x' })).toBe(true);
    expect(matches({ 'a.b.c': ['x'] }, { a: { 'b.c': 'x' } })).toBe(true);
    expect(matches({ 'a.b': ['x'] }, { 'a.c': 'x' })).toBe(false);
  });

  it('reads `a.b` beside `a` as one place', () => {
    const pattern = { 'a.b': ['1'], a: { c: ['2'] } };
    expect(matches(pattern, { a: [{ b: '1', c: '2' }] })).toBe(true);
    expect(matches(pattern, { a: [{ b: '1' }, { c: '2' }] })).toBe(false);
  });

  it('asks a value and an object of one place only from an array', () => {
    const pattern = { a: ['x'], 'a.b': ['y'] };
    expect(matches(pattern, { a: ['x', { b: 'y' }] })).toBe(true);
    expect(matches(pattern, { a: 'x' })).toBe(false);
    expect(matches(pattern, { a: { b: 'y' } })).toBe(false);
  });

  it('matches an absent field below an absent parent', () => {
    const pattern = { detail: { errorCode: [{ exists: false }] } };
    expect(matches(pattern, {})).toBe(true);
    expect(matches(pattern, { detail: { errorCode: 'AccessDenied' } })).toBe(false);
  });

  // Seen in aws/event-ruler: a field counts as present while any possible element has it, and fields are looked at by name.
  it('looks for absence in all elements until one is picked', () => {
    const elements = [{ a: 1, b: 1, c: 1 }, { b: 2 }];
    expect(matches({ d: { a: [{ exists: false }] } }, { d: elements })).toBe(false);
    expect(matches({ d: { a: [{ exists: false }], b: [2] } }, { d: elements })).toBe(false);
    expect(matches({ d: { b: [2], c: [{ exists: false }] } }, { d: elements })).toBe(true);
    expect(matches({ d: { b: [1], c: [{ exists: false }] } }, { d: elements })).toBe(false);
  });

  it('takes $or together with its neighbours, within one element', () => {
    const pattern = { d: { a: ['1'], $or: [{ b: ['2'] }, { c: ['3'] }] } };
    expect(matches(pattern, { d: [{ a: '1' }, { b: '2' }] })).toBe(false);
    expect(matches(pattern, { d: [{ a: '1', c: '3' }] })).toBe(true);
  });

  it('does not take inherited properties for fields', () => {
    expect(matches({ constructor: { name: [{ exists: true }] } }, {})).toBe(false);
    expect(matches(JSON.parse('{"__proto__":{"a":["x"]}}'), {})).toBe(false);
    expect(matches(JSON.parse('{"__proto__":{"a":["x"]}}'), JSON.parse('{"__proto__":{"a":"x"}}'))).toBe(
      true,
    );
  });

  it.each([[null], [[]], ['x'], [3], [undefined]])('an event that is no object: %j', (event) => {
    expect(matches({ a: [{ exists: false }] }, event)).toBe(false);
  });
});

describe('hostile events', () => {
  it('stays quick on long lists, also where absence is asked for', () => {
    const event = { d: Array.from({ length: 100_000 }, (_, index) => ({ a: index, e: [{ f: index }] })) };
    expect(matches({ d: { a: [-1], b: [{ exists: false }] } }, event)).toBe(false);
    expect(matches({ d: { b: [{ exists: false }], e: { f: [-1], g: [{ exists: false }] } } }, event)).toBe(
      false,
    );
  });

  it('survives deep nesting', () => {
    const deep = JSON.parse(`${'['.repeat(5_000)}"x"${']'.repeat(5_000)}`);
    expect(matches({ a: ['x'] }, { a: deep })).toBe(true);
  });

  it('stays quick on long texts with many stars', () => {
    expect(matches({ a: [{ wildcard: `${'*a'.repeat(500)}b` }] }, { a: 'a'.repeat(1_000_000) })).toBe(false);
  });
});

describe('laws', () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));

  it('a value matches its own literal, and anything-but its literal never does', () => {
    fc.assert(
      fc.property(leaf, (value) => {
        expect(matches({ a: [value] }, { a: value })).toBe(true);
        if (typeof value === 'string' || typeof value === 'number')
          expect(matches({ a: [{ 'anything-but': [value] }] }, { a: value })).toBe(false);
      }),
    );
  });

  it('exists true and exists false exclude each other', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const event = { a: value };
        expect(matches({ a: [{ exists: true }] }, event)).toBe(!matches({ a: [{ exists: false }] }, event));
      }),
    );
  });

  it('prefix, suffix and wildcard agree with the text they were cut from', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (head, tail) => {
        const event = { a: head + tail };
        const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('*', '\\*');
        expect(matches({ a: [{ prefix: head }] }, event)).toBe(true);
        expect(matches({ a: [{ suffix: tail }] }, event)).toBe(true);
        expect(matches({ a: [{ wildcard: `${escaped(head)}*${escaped(tail)}` }] }, event)).toBe(true);
      }),
    );
  });

  it('never throws, whatever pattern and event', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (pattern, event) => {
        const parsed = parsePattern(pattern);
        if (parsed.ok) expect(typeof matchesPattern(parsed.pattern, event)).toBe('boolean');
        else expect(parsed.reason).not.toBe('');
      }),
    );
  });
});
