// `npm run new:control -- family/name`: makes the file of a new control, with its examples to fill in.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { families } from '../shared/model/control.ts';
import { renderNewControl } from './generate/new-control-file.ts';

const root = resolve(import.meta.dirname, '..');
const id = process.argv[2] ?? '';
const [family, name] = id.split('/');
const file = `shared/controls/${id}.ts`;

function problem(): string | null {
  if (!families.some((known) => known === family)) return `the family must be one of ${families.join(', ')}`;
  if (!/^[a-z][a-z0-9-]+$/.test(name ?? ''))
    return 'the name must be in lower case with dashes, such as no-privileged';
  return existsSync(`${root}/${file}`) ? `${file} exists` : null;
}

const wrong = problem();
if (wrong === null) {
  writeFileSync(`${root}/${file}`, renderNewControl(id));
  console.log(
    `${file}: write the judgement and its examples, then run \`npm run generate\` and \`npm test\``,
  );
} else {
  console.error(`npm run new:control -- family/name: ${wrong}`);
  process.exitCode = 2;
}
