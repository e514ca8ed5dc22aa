// A pure function is asked once for each object, and once for each place of it.
import { expect, it } from 'vitest';
import {
  keptBy,
  remembered,
  rememberedAt,
  rememberedNo,
  rememberedOfText,
} from '../../shared/model/remembered.ts';

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

it('asks once for a short text, again once it holds too many, and always for a long one', () => {
  const asked: string[] = [];
  const told = rememberedOfText((text) => {
    asked.push(text.slice(0, 1));
    return text === 'null' ? null : text.length;
  });
  const long = 'x'.repeat(300);
  expect([told('a'), told('a'), told('null'), told('null'), told(long), told(long)]).toEqual([
    1,
    1,
    null,
    null,
    300,
    300,
  ]);
  expect(asked).toEqual(['a', 'n', 'x', 'x']);
  for (let index = 0; index < 5000; index++) told(`${index}`);
  asked.length = 0;
  told('a');
  expect(asked).toEqual(['a']);
});

it('asks something else of a long text', () => {
  const holds = rememberedNo(
    () => true,
    (text) => text.includes('!'),
  );
  expect([holds('a'), holds('x'.repeat(300)), holds('!'.repeat(300))]).toEqual([true, false, true]);
});

it('remembers only of what it says no to', () => {
  const asked: string[] = [];
  const holds = rememberedNo((text) => {
    asked.push(text);
    return text.includes('!');
  });
  expect([holds('a'), holds('a'), holds('b!'), holds('b!')]).toEqual([false, false, true, true]);
  expect(asked).toEqual(['a', 'b!', 'b!']);
});

it('makes once what it keeps, forgets all when there is too much, and keeps nothing of a long key', () => {
  const made: string[] = [];
  const keep = keptBy<number>(2, 3);
  const of = (key: string) => keep(key, () => made.push(key));
  expect([of('a'), of('a'), of('b'), of('c'), of('a'), of('long'), of('long')]).toEqual([
    1, 1, 2, 3, 4, 5, 6,
  ]);
  expect(made).toEqual(['a', 'b', 'c', 'a', 'long', 'long']);
});
