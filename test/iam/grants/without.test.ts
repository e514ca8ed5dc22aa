// What can be said of a principal of which no policy is known.
import { expect, it } from 'vitest';
import { withoutPolicies } from '../../../shared/iam/grants/without.ts';
import type { Principal } from '../../../shared/model/principal.ts';

const principal = (complete: boolean, groups: readonly string[]) =>
  ({ complete, groups }) as unknown as Principal;

it.each([
  [true, [], 'pass'],
  [true, ['ops'], 'pass'],
  [false, [], 'not-applicable'],
  [false, ['ops'], 'unknown'],
])('known whole: %s, groups %j: %s', (complete, groups, outcome) => {
  expect(withoutPolicies(principal(complete, groups))).toMatchObject({ outcome });
});

it('names the group', () => {
  expect(JSON.stringify(withoutPolicies(principal(false, ['ops', 'dev'])))).toContain(
    'what the group ops may is not known',
  );
});
