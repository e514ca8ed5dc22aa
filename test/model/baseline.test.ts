// Compliant states merge as a join, so that looks may come late, twice and in any order.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Baseline, mergeBaselines } from '../../shared/model/baseline.ts';

const key = { identity: 'x', account: null, region: null, part: 'trust' } as const;
const baseline: fc.Arbitrary<Baseline> = fc.record({
  key: fc.constant(key),
  asOf: fc.constantFrom('2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z'),
  eventId: fc.constantFrom('a', 'b'),
  state: fc.record({ trust: fc.integer({ min: 0, max: 2 }) }),
});

it('merging is commutative, associative and idempotent, and keeps the newest', () => {
  fc.assert(
    fc.property(baseline, baseline, baseline, (a, b, c) => {
      expect(mergeBaselines(a, b)).toEqual(mergeBaselines(b, a));
      expect(mergeBaselines(a, mergeBaselines(b, c))).toEqual(mergeBaselines(mergeBaselines(a, b), c));
      expect(mergeBaselines(a, a)).toEqual(a);
      expect([a.asOf, b.asOf].sort().at(-1)).toBe(mergeBaselines(a, b).asOf);
    }),
  );
});
