// `npm run house -- [folder]`: figures of the house, of this checkout or of another beside it, to compare before and after.
// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { figuresOf } from './house/figures.ts';
import { readParts, testedSources } from './house/tested.ts';

const root = resolve(process.argv[2] ?? '.');
const texts = globSync('{shared,cli,functions}/**/*.ts', { cwd: root }).map((path) => ({
  path: path.replaceAll('\\', '/'),
  text: readFileSync(`${root}/${path}`, 'utf8'),
}));
const { how, problems } = testedSources(root, await readParts(root));
const held = Map.groupBy(how.values(), (by) => by ?? 'nothing');

for (const [what, figure] of Object.entries(figuresOf(texts))) console.log(`${what}: ${figure}`);
const tested = [...held].filter(([by]) => by !== 'nothing').reduce((sum, [, all]) => sum + all.length, 0);
const kinds = [...held].map(([by, all]) => `${by} ${all.length}`).toSorted();
console.log(`sources of shared/ that a test holds: ${tested} of ${how.size} (${kinds.join(', ')})`);
for (const problem of problems) console.error(problem);
