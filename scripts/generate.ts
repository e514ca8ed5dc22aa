// `npm run generate`: writes the control index, the control pages and the policy schema. `--check` only compares.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Output } from './generate/outputs.ts';
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

// Controls are judged for their pages: the facts that they ask for must be in the index before it is loaded. So must the forms that help names.
const stale =
  (bringUpToDate(await registryIndexes(root)) && check) ||
  bringUpToDate(await (await import('./generate/outputs.ts')).outputs(root));
if (check && stale) {
  console.error('generated files are stale: run `npm run generate` and commit what it writes');
  process.exitCode = 1;
}
