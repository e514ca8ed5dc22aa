// A slice of the mutants: the same every time. `npm run fuzz -- --count 1000000` judges more of them.
import { expect, it } from 'vitest';
import { judgeMutant, mutantOf } from './mutants.ts';
import { allSeeds } from './seeds.ts';

const count = 20_000;

it(`${count} mutants of events and documents break nothing, and none of them passes for what it hides`, async () => {
  const seeds = await allSeeds();
  const faults: string[] = [];
  for (let number = 0; number < count; number++) {
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
