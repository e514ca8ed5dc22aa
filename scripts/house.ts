// `npm run house -- [folder]`: figures of the house, of this checkout or of another beside it, to compare before and after.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { byHand } from './generate/by-hand.ts';
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
for (const line of await newcomers()) console.log(line);
for (const problem of problems) console.error(problem);

/** What of each kind is written by hand besides its own file, at most, and the test that `npm run new:<kind>` makes. */
async function newcomers(): Promise<readonly string[]> {
  const file = `${root}/scripts/generate/by-hand.ts`;
  if (!existsSync(file)) return [];
  const found: { readonly byHand: typeof byHand } = await import(file);
  return Object.entries(found.byHand).map(([kind, parts]) => {
    const places = parts.map(({ where }) => where);
    return `places besides its own file where a new ${kind} may need a line: ${places.length}${places.length === 0 ? '' : ` (${places.join('; ')})`}`;
  });
}
