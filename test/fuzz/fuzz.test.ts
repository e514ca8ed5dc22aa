// A slice of the mutants: the same every time. `npm run fuzz -- --count 1000000` judges more of them.
import { expect, it } from 'vitest';
import { oneIn } from '../support/extent.ts';
import { judgeMutant, mutantOf } from './mutants.ts';
import { allSeeds } from './seeds.ts';

const numbers = oneIn(
  50,
  Array.from({ length: 20_000 }, (_, number) => number),
  'mutants of events and documents',
);

it(`${numbers.length} mutants of events and documents break nothing, and none of them passes for what it hides`, async () => {
  const seeds = await allSeeds();
  const faults: string[] = [];
  for (const number of numbers) {
    const { fault } = await judgeMutant(number, seeds);
    if (fault !== null) faults.push(fault);
  }
  expect(faults).toEqual([]);
}, 600_000);

it('a mutant is the same by the same number', async () => {
  const [one, other] = [await allSeeds(), await allSeeds()];
  for (let number = 0; number < 500; number++)
    expect(mutantOf(number, one).written).toEqual(mutantOf(number, other).written);
});
