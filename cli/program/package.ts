// Where this package lies: the folder above with its package.json, from the sources as from the bundle in dist/.
// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);

/** True in the repository, where TypeScript runs as it is; false in the bundle. */
export const fromSources = here.endsWith('.ts');

export const packageFolder = above(dirname(here));

function above(folder: string): string {
  const next = dirname(folder);
  return existsSync(join(folder, 'package.json')) || next === folder ? folder : above(next);
}
