// `npm run patterns`: judges every regular expression of the sources, and keeps the list of those that take linear time.
// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { faultOf, written } from './patterns/judge.ts';
import { patternsIn } from './patterns/literals.ts';

const list = 'test/linear/checked.json';
const known = new Set(
  process.argv.includes('--all') ? [] : (JSON.parse(readFileSync(list, 'utf8')) as readonly string[]),
);
const linear = new Set<string>();
for (const file of globSync('{shared,cli,functions}/**/*.ts').toSorted()) {
  for (const literal of patternsIn(readFileSync(file, 'utf8')).literals) {
    const pattern = written(literal);
    if (linear.has(pattern)) continue;
    const fault = known.has(pattern) ? null : faultOf(literal);
    if (fault === null) linear.add(pattern);
    else console.log(`${file}:${literal.line}: ${pattern}: ${fault}`);
  }
}
writeFileSync(list, `${JSON.stringify([...linear].toSorted(), null, 2)}\n`);
console.log(`${linear.size} take linear time`);
