// A pure function is asked once for each object, and once for each place of it.
import { expect, it } from 'vitest';
import { remembered, rememberedAt } from '../../shared/model/remembered.ts';

it('asks once for one object, and again for another that looks the same', () => {
  const asked: object[] = [];
  const size = remembered((of: { readonly list: readonly number[] }) => {
    asked.push(of);
    return of.list.length;
  });
  const one = { list: [1, 2] };
  expect([size(one), size(one), size({ list: [1, 2] })]).toEqual([2, 2, 2]);
  expect(asked).toHaveLength(2);
});

it('asks once for each place that one object stands at', () => {
  const asked: string[] = [];
  const told = rememberedAt((_: object, at: string) => {
    asked.push(at);
    return `${at}!`;
  });
  const one = {};
  expect([told(one, 'a'), told(one, 'b'), told(one, 'a'), told({}, 'a')]).toEqual(['a!', 'b!', 'a!', 'a!']);
  expect(asked).toEqual(['a', 'b', 'a']);
});
