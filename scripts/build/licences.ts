// The licences of what a bundle holds of others: they ask to go where the code goes.
// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from './esbuild.ts';

/** Those that docs/dependencies.md allows. */
const allowed = new Set(['Apache-2.0', 'MIT', 'MIT-0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD']);

interface Package {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Its licence and notice as it publishes them. */
  readonly text: string;
}

export interface Licences {
  readonly text: string;
  /** Packages whose licence is not among those allowed. */
  readonly problems: readonly Problem[];
}

/** Of the packages that these files of a bundle, relative to `root`, come from. */
export function licencesOf(paths: readonly string[], root: string): Licences {
  const folders = new Set(paths.flatMap((path) => packageFolderOf(path) ?? []));
  const packages = [...folders].sort().map((folder) => read(folder, root));
  const problems = packages
    .filter(({ licence }) => !isAllowed(licence))
    .map(({ name, licence }) => ({ place: name, message: `may not be bundled: its licence is ${licence}` }));
  return { text: render(packages), problems };
}

/** SPDX expressions of several licences that all hold; a choice (OR) is nobody’s yet. */
function isAllowed(licence: string): boolean {
  const parts = licence.replace(/^\((.*)\)$/, '$1').split(' AND ');
  return parts.every((part) => allowed.has(part));
}

/** `node_modules/a/node_modules/@b/c/dist/index.js` is of `node_modules/a/node_modules/@b/c`. */
function packageFolderOf(path: string): string | null {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? null;
}

function read(folder: string, root: string): Package {
  const manifest: { name: string; version: string; license?: string } = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  );
  const files = globSync('{LICENSE,LICENCE,NOTICE,license,licence}*', { cwd: join(root, folder) }).sort();
  const texts = files.map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
  const { name, version, license = 'not stated' } = manifest;
  return { name, version, licence: license, text: texts.join('\n\n') || `Licence: ${license}` };
}

/** Each text once, under the names of all packages that have it. */
function render(packages: readonly Package[]): string {
  const byText = Map.groupBy(packages, ({ text }) => text);
  const sections = [...byText].map(([text, some]) => {
    const names = some.map(({ name, version, licence }) => `${name} ${version} (${licence})`);
    return `${names.join('\n')}\n\n${text}\n`;
  });
  const head = 'Seawall’s bundle holds code of these packages, under these licences.\n';
  return [head, ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}
