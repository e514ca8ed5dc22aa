// `npm run generate`: writes the control index, the control pages and the policy schema. `--check` only compares.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Output, outputs } from './generate/outputs.ts';

const root = resolve(import.meta.dirname, '..');
const check = process.argv.includes('--check');

function isStale({ path, text }: Output): boolean {
  const file = `${root}/${path}`;
  return !existsSync(file) || readFileSync(file, 'utf8') !== text;
}

const stale = (await outputs(root)).filter(isStale);
for (const output of stale) {
  console.error(`${check ? 'stale' : 'wrote'} ${output.path}`);
  if (check) continue;
  mkdirSync(dirname(`${root}/${output.path}`), { recursive: true });
  writeFileSync(`${root}/${output.path}`, output.text);
}
if (check && stale.length > 0) {
  console.error('generated files are stale: run `npm run generate` and commit what it writes');
  process.exitCode = 1;
}
