// `npm run generate`: writes the indexes, pages and schema that are derived from the sources, and deletes pages of what is gone.
// `--check` only compares.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { orphans } from './generate/orphans.ts';
import type { Output } from './generate/output.ts';
import { registryIndexes } from './generate/registry-indexes.ts';

const root = resolve(import.meta.dirname, '..');
const check = process.argv.includes('--check');

function isStale({ path, text }: Output): boolean {
  const file = `${root}/${path}`;
  return !existsSync(file) || readFileSync(file, 'utf8') !== text;
}

/** Gives whether anything was stale. */
function bringUpToDate(all: readonly Output[]): boolean {
  const stale = all.filter(isStale);
  for (const output of stale) {
    console.error(`${check ? 'stale' : 'wrote'} ${output.path}`);
    if (check) continue;
    mkdirSync(dirname(`${root}/${output.path}`), { recursive: true });
    writeFileSync(`${root}/${output.path}`, output.text);
  }
  return stale.length > 0;
}

/** Gives whether there were any. */
function deleteOrphans(all: readonly Output[]): boolean {
  const found = orphans(root, all);
  for (const path of found) {
    console.error(`${check ? 'stale' : 'deleted'} ${path}`);
    if (!check) rmSync(`${root}/${path}`);
  }
  return found.length > 0;
}

/** Gives whether anything was stale. */
async function everything(): Promise<boolean> {
  // An index that names a file that is gone cannot be loaded, and all else loads the indexes.
  if (bringUpToDate(registryIndexes(root)) && check) return true;
  const { outputs, templates } = await import('./generate/outputs.ts');
  // Pages tell what templates say.
  const stale = bringUpToDate(await templates(root));
  const all = await outputs(root);
  return [stale, bringUpToDate(all), deleteOrphans(all)].includes(true);
}

if ((await everything()) && check) {
  console.error('generated files are stale: run `npm run generate` and commit what it writes');
  process.exitCode = 1;
}
