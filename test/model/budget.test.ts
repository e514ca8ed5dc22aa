// What reading may cost: a budget ends where it is used up, and so does every part of it.
import { expect, it } from 'vitest';
import { budgetOf, fits } from '../../shared/model/budget.ts';

it('gives as much as it holds, and nothing after', () => {
  const budget = budgetOf({ steps: 2, characters: 10 });
  expect([budget.take(1, 4), budget.take(1, 6), budget.take(1), budget.take(0)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it('ends a part where the part is used up, and leaves the rest to the others', () => {
  const whole = budgetOf({ steps: 5, characters: 100 });
  const part = whole.part({ steps: 2, characters: 100 });
  expect([part.take(2), part.take(1)]).toEqual([true, false]);
  expect([whole.take(3), whole.take(1)]).toEqual([true, false]);
});

it('ends a part where the whole is used up', () => {
  const whole = budgetOf({ steps: 1, characters: 100 });
  expect(whole.part({ steps: 9, characters: 9 }).take(2)).toBe(false);
});

it.each([
  [{ a: [1, 2, 3] }, 4, 1, true],
  [{ a: [1, 2, 3] }, 3, 1, false],
  [{ ab: 'cd' }, 1, 4, true],
  [{ ab: 'cd' }, 1, 3, false],
])('%j within %i values and %i characters: %j', (value, values, characters, expected) => {
  const limits = { values, characters } as unknown as Parameters<typeof fits>[1];
  expect(fits(value, limits)).toBe(expected);
});
