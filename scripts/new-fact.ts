// `npm run new:fact -- name`: makes the file of a new fact, with its question, answer and look to fill in.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderNewFact } from './generate/new-fact-file.ts';

const root = resolve(import.meta.dirname, '..');
const name = process.argv[2] ?? '';
const file = `shared/gather/facts/${name}.ts`;

function problem(): string | null {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name))
    return 'the name must be in lower case with dashes, such as route-table';
  return existsSync(`${root}/${file}`) ? `${file} exists` : null;
}

const wrong = problem();
if (wrong === null) {
  writeFileSync(`${root}/${file}`, renderNewFact(name));
  console.log(
    `${file}: write the question, the answer and the look, then run \`npm run generate\` and \`npm test\``,
  );
} else {
  console.error(`npm run new:fact -- name: ${wrong}`);
  process.exitCode = 2;
}
