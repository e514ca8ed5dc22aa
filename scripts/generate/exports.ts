// Loads what the files of a folder define for a registry, to refuse what does not keep the form.
// SPDX-License-Identifier: Apache-2.0
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Exported<T> {
  /** Below the root. */
  readonly path: string;
  readonly exportName: string;
  readonly value: T;
}

export interface Registry<T> {
  /** Below the root, with a slash at its end; its index.ts lists what the others define. */
  readonly folder: string;
  readonly isDefined: (value: unknown) => value is T;
}

/** Everything that the files of the registry under `root` define, by path. */
export async function loadExports<T>(root: string, registry: Registry<T>): Promise<readonly Exported<T>[]> {
  return (await byFile(root, registry)).flatMap(({ defined }) => defined);
}

/** The same where each file defines one thing and bears its name. Throws, naming the file, where one does not. */
export async function loadNamedExports<T>(
  root: string,
  registry: Registry<T>,
  nameOf: (one: Exported<T>) => string,
): Promise<readonly Exported<T>[]> {
  return (await byFile(root, registry)).map(({ path, defined }) => {
    const [one, another] = defined;
    if (one === undefined || another !== undefined)
      throw new Error(`${path}: exactly one definition must be exported`);
    const name = basename(path, '.ts');
    if (nameOf(one) !== name) throw new Error(`${path}: it must be '${name}', it is '${nameOf(one)}'`);
    return one;
  });
}

function byFile<T>(root: string, { folder, isDefined }: Registry<T>) {
  const paths = globSync(`${folder}*.ts`, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path !== `${folder}index.ts`)
    .toSorted();
  return Promise.all(
    paths.map(async (path) => {
      const loaded: Record<string, unknown> = await import(pathToFileURL(`${root}/${path}`).href);
      const defined = Object.entries(loaded).flatMap(([exportName, value]) =>
        isDefined(value) ? [{ path, exportName, value }] : [],
      );
      return { path, defined };
    }),
  );
}

/** Throws, naming the files, where two define the same. */
export function refuseTwice<T>(
  exported: readonly Exported<T>[],
  what: string,
  keysOf: (value: T) => readonly string[],
): void {
  const found = exported.flatMap(({ path, value }) => keysOf(value).map((key) => ({ path, key })));
  for (const [key, [one, other]] of Map.groupBy(found, ({ key }) => key))
    if (one !== undefined && other !== undefined)
      throw new Error(`${other.path}: the ${what} '${key}' is defined in ${one.path}`);
}

/** Whether a value is an object with these keys: how what a `define…` made is told from what else a file exports. */
export function hasKeys(value: unknown, ...keys: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && keys.every((key) => key in value);
}
