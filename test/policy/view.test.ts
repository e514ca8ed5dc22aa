// What the record is told of a policy: its quiet time, and every waiver whatever its end.
import { expect, it } from 'vitest';
import { loadPolicy } from '../../shared/policy/load.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { options } from './fixtures.ts';

const control = 'namespace-isolation/no-privileged';
const text = `version: 1
incidents: { quiet: 2h }
waivers:
  - { control: ${control}, subject: 'shop*', until: 2026-12-01, reason: migration, owner: kim }
`;

it('gives the quiet time, and the waiver of a subject by id or identity', () => {
  const loaded = loadPolicy(text, options);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { quiet, waiver } = viewOf(loaded.policy);
  expect(quiet).toBe(2 * 60 * 60 * 1000);
  expect(waiver({ control, identity: 'x', subjectId: 'shop:3' })).toMatchObject({ until: '2026-12-01' });
  expect(waiver({ control, identity: 'shop', subjectId: 'x' })).toMatchObject({ until: '2026-12-01' });
  expect(waiver({ control, identity: 'pay', subjectId: 'pay:3' })).toBeNull();
  expect(
    waiver({ control: 'immutability/no-interactive-access', identity: 'shop', subjectId: 'x' }),
  ).toBeNull();
});
