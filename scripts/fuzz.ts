// `npm run fuzz [-- --count 1000000] [--from 0]`: judges that many mutants, by number, and tells what is wrong with any.
// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from 'node:util';
import { judgeMutant } from '../test/fuzz/mutants.ts';
import { allSeeds } from '../test/fuzz/seeds.ts';
import { processorMs } from '../test/support/processor-time.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '20000' }, from: { type: 'string', default: '0' } },
});
const from = Number(values.from);
const count = Number(values.count);
const seeds = await allSeeds();
let faults = 0;
let slowest = 0;
for (let number = from; number < from + count; number++) {
  const { fault, milliseconds } = await judgeMutant(number, seeds);
  slowest = Math.max(slowest, milliseconds);
  if (fault !== null) {
    faults++;
    console.log(fault);
  }
  if ((number + 1 - from) % 10_000 === 0)
    console.error(`${number + 1 - from} of ${count}, ${faults} faults, slowest ${Math.round(slowest)} ms`);
}
const seconds = Math.round(processorMs() / 1000);
console.log(
  `${count} mutants from ${from} of ${seeds.length} documents: ${faults} faults, the slowest took ${Math.round(slowest)} ms, all ${seconds} s of processor time`,
);
process.exitCode = faults === 0 ? 0 : 1;
