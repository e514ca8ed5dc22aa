// Writes a folder of bundled files: only what differs, so that whoever runs the former ones meanwhile is not disturbed.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BundleFile } from './esbuild.ts';

/** `folder` holds these files afterwards, and no others. */
export function writeFolder(folder: string, files: readonly BundleFile[]): void {
  for (const { path, contents } of files) write(join(folder, path), contents);
  const kept = new Set(files.map(({ path }) => join(path)));
  const found = globSync('**/*', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name } of found) {
    const path = join(parentPath, name);
    if (!kept.has(path.slice(join(folder).length + 1))) rmSync(path);
  }
}

function write(path: string, contents: Uint8Array): void {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
