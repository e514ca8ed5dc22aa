// Finds what the files of a registry define by reading them as text: an index must be written before anything loads it, for the
// old one may name a file that is gone.
// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

export interface Definition {
  /** Below the root. */
  readonly path: string;
  /** Of the file, without its ending. */
  readonly name: string;
  readonly exportName: string;
  /** From the definition to the next one, or to the end of the file. */
  readonly text: string;
}

/** `define`: the function that makes them, such as `defineFact`. By path; files that define nothing are left out. */
export function definitionsIn(root: string, pattern: string, define: string): readonly Definition[] {
  const start = new RegExp(`^(?=export const \\w+ = ${define}\\()`, 'm');
  return globSync(pattern, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.endsWith('/index.ts'))
    .toSorted()
    .flatMap((path) => {
      const texts = readFileSync(`${root}/${path}`, 'utf8').split(start);
      return texts.flatMap((text) => {
        const [, exportName] = /^export const (\w+) = define/.exec(text) ?? [];
        return exportName === undefined ? [] : [{ path, name: basename(path, '.ts'), exportName, text }];
      });
    });
}

/** What a definition says at a key, where it is a text: `fact: 'host'`. */
export function textAt(key: string, { text }: Definition): string | null {
  return new RegExp(`[\\s{]${key}: '([^']+)'`).exec(text)?.[1] ?? null;
}

/** Throws, naming the files, where two export the same name: the index could not import both. */
export function refuseSameExport(definitions: readonly Definition[]): readonly Definition[] {
  for (const [exportName, [one, other]] of Map.groupBy(definitions, ({ exportName }) => exportName))
    if (one !== undefined && other !== undefined)
      throw new Error(`${other.path}: ${one.path} exports '${exportName}' too: give one another name`);
  return definitions;
}

/** As Biome sorts imports: `host` before `host-agent`. */
export function importsOf(folder: string, definitions: readonly Definition[]): string {
  const sorted = [...Map.groupBy(definitions, ({ path }) => path)].toSorted(([a], [b]) =>
    a.slice(0, -3) < b.slice(0, -3) ? -1 : 1,
  );
  return sorted
    .map(([path, some]) => {
      const names = some.map(({ exportName }) => exportName).toSorted();
      return `import { ${names.join(', ')} } from './${path.slice(folder.length)}';`;
    })
    .join('\n');
}
