// The paths of a pod that was put together lead back to where its parts stand.
import { expect, it } from 'vitest';
import { relocated } from '../../../shared/intake/embedded/relocated.ts';
import type { Workload } from '../../../shared/model/workload.ts';

const origins = [
  { from: 'spec', to: 'spec.driver' },
  { from: 'spec.volumes', to: 'spec.volumes' },
];
const move = (value: object) => relocated(value as unknown as Workload, origins);

it('the longest origin decides, at a boundary of the path alone', () => {
  expect(
    move({
      image: { value: 'web:1', path: 'spec.containers[0].image' },
      volumes: [{ path: 'spec.volumes[0]' }, { path: 'spec.volumesFrom' }],
      other: { path: 'specification' },
    }),
  ).toEqual({
    image: { value: 'web:1', path: 'spec.driver.containers[0].image' },
    volumes: [{ path: 'spec.volumes[0]' }, { path: 'spec.driver.volumesFrom' }],
    other: { path: 'specification' },
  });
});

it('words of the author are no paths', () => {
  const words = { tags: { path: 'spec.a' }, annotations: { path: 'spec' }, value: 'spec.a' };
  expect(move(words)).toEqual(words);
});
