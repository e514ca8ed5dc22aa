// No policy has larger images looked into than a registry takes.
import { expect, it } from 'vitest';
import { controls } from '../../shared/controls/index.ts';
import { largestLayer } from '../../shared/model/contents.ts';
import { loadPolicy } from '../../shared/policy/load.ts';

const asking = [
  'input-validation/no-plaintext-secrets',
  'input-validation/non-root-user',
  'immutability/no-toolchain-in-image',
];

it.each(asking)('%s takes no more megabytes than a layer may have', (id) => {
  const load = (megabytes: number) =>
    loadPolicy(`controls: { ${id}: { parameters: { megabytes: ${megabytes} } } }`, {
      ...{ file: 'seawall.yml', controls, now: '2026-11-17T12:00:00Z' },
    });
  expect(load(largestLayer).ok).toBe(true);
  const refused = load(largestLayer + 1);
  expect(refused.ok ? [] : refused.problems.map(({ message }) => message).join()).toContain('megabytes');
});
