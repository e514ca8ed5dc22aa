// Loads what the registries define, once their indexes are fresh: what does not keep the form is refused by the name of its file.
// SPDX-License-Identifier: Apache-2.0
import { actionFiles } from './action-files.ts';
import { controlFiles } from './control-files.ts';
import { callsExports, nativeExports } from './event-index.ts';
import { factExports } from './fact-index.ts';
import type { Output } from './output.ts';
import { registryIndexes } from './registry-indexes.ts';
import { reportExports } from './report-index.ts';

/** Throws, naming the file: where one breaks the rules of its registry, or defines what the index, which reads text, does not see. */
export async function checkRegistries(root: string): Promise<void> {
  const indexes = registryIndexes(root);
  const loaded = await Promise.all([
    ...[controlFiles(root), actionFiles(root), factExports(root)],
    ...[nativeExports(root), callsExports(root), reportExports(root)],
  ]);
  for (const { path, exportName } of loaded.flat()) refuseUnseen(indexes, path, exportName);
}

function refuseUnseen(indexes: readonly Output[], path: string, exportName: string): void {
  const isSeen = indexes.some(({ path: index, text }) => {
    const folder = index.slice(0, -'index.ts'.length);
    return path.startsWith(folder) && text.includes(`'./${path.slice(folder.length)}'`);
  });
  if (!isSeen)
    throw new Error(`${path}: write \`export const ${exportName} = define…({\` at the beginning of a line`);
}
