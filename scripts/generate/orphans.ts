// Generated pages of what is there no more.
// SPDX-License-Identifier: Apache-2.0
import { globSync } from 'node:fs';
import type { Output } from './output.ts';

/** Below the root. In these folders everything is generated, by one file for each control. */
export function orphans(root: string, outputs: readonly Output[]): readonly string[] {
  const written = new Set(outputs.map(({ path }) => path));
  return globSync('docs/controls/*/*.md', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !written.has(path))
    .toSorted();
}
