// The stable hash: SHA-256 as Node computes it, over JSON whose key order does not matter.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256, stableHash } from '../../shared/model/hash.ts';

describe('sha256', () => {
  it('agrees with node:crypto for every length around a block', () => {
    for (let length = 0; length < 200; length++) {
      const bytes = new Uint8Array(length).fill(length);
      expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });
});

describe('stableHash', () => {
  it('is 32 hexadecimal digits', () => {
    expect(stableHash({ a: 1 })).toMatch(/^[0-9a-f]{32}$/);
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        expect(stableHash(reversed)).toBe(stableHash(object));
      }),
    );
  });

  it('tells different values apart', () => {
    const values = [
      null,
      'null',
      [],
      {},
      [[]],
      [null],
      { a: undefined, b: 1 },
      { b: 2 },
      '{}',
      0,
      ['a,b'],
      ['a', 'b'],
    ];
    expect(new Set(values.map(stableHash)).size).toBe(values.length);
  });
});

describe('canonicalJson', () => {
  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('bears any depth', () => {
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(canonicalJson(deep)).toHaveLength(200_000);
  });

  it('keeps prototype keys as data', () => {
    expect(canonicalJson(JSON.parse('{"__proto__":{"x":1},"a":2}'))).toBe('{"__proto__":{"x":1},"a":2}');
  });
});
