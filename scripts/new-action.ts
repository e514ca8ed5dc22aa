// `npm run new:action -- name`: makes the file of a new action, with its plan to fill in.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderNewAction } from './generate/new-action-file.ts';

const root = resolve(import.meta.dirname, '..');
const name = process.argv[2] ?? '';
const file = `shared/respond/actions/${name}.ts`;

function problem(): string | null {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(name))
    return 'the name must be in lower case with dashes, such as restrict-endpoint';
  const taken = [file, `shared/respond/actions/${name}`].find((path) => existsSync(`${root}/${path}`));
  return taken === undefined ? null : `${taken} exists`;
}

const wrong = problem();
if (wrong === null) {
  writeFileSync(`${root}/${file}`, renderNewAction(name));
  console.log(`${file}: write the plan, then run \`npm run generate\` and \`npm test\``);
} else {
  console.error(`npm run new:action -- name: ${wrong}`);
  process.exitCode = 2;
}
