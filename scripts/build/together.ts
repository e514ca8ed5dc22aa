// Keeps together what is loaded together. esbuild puts what the same entries reach into one part, and with a score of commands that
// gives fifty parts for one command; Node takes most of a millisecond to find and link each.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Loader, Metafile, Plugin } from 'esbuild';
import { lateLibraries } from './later.ts';

type Outputs = Metafile['outputs'];

export interface Together {
  /** Files that are loaded at once, by group. */
  readonly groups: readonly (readonly string[])[];
  /** The groups that each entry reaches, by the entry's path. */
  readonly entries: ReadonlyMap<string, readonly number[]>;
}

/**
 * From a first build: what the first of `wanted` loads is one group, what the next loads beyond it another. An entry that reaches any file
 * of a group will load the group; so what the `light` one shares with the others is a group of its own.
 */
export function togetherBy({ outputs }: Metafile, wanted: readonly string[], light: string): Together {
  const taken = new Set<string>();
  const loadedBy = (entry: string) => [...filesFrom(outputOf(outputs, entry), outputs)];
  const take = (files: readonly string[]) => {
    const left = files.filter((file) => !taken.has(file));
    for (const file of left) taken.add(file);
    return left;
  };
  const ofLight = new Set(loadedBy(light));
  const groups = wanted.flatMap((entry) => {
    const files = loadedBy(entry);
    // The entry first: its imports are evaluated in the order that they are used to, which matters where some lead back to others.
    return [take(files.filter((file) => ofLight.has(file))), [entry, ...take(files)]];
  });
  const entries = Object.entries(outputs).flatMap(([path, { entryPoint }]) => {
    if (entryPoint === undefined || entryPoint.includes(':')) return [];
    const files = filesFrom(path, outputs);
    const reached = groups.flatMap((group, index) => (group.some((file) => files.has(file)) ? index : []));
    return [[entryPoint, reached] as const];
  });
  const odd = entries.find(([entry]) => !wanted.includes(entry) && taken.has(entry));
  if (odd !== undefined)
    throw new Error(
      `${odd[0]} is imported on demand in one place, and at once where all wait for it: do either`,
    );
  return { groups, entries: new Map(entries) };
}

function outputOf(outputs: Outputs, entry: string): string {
  const [path] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === entry) ?? [];
  if (path === undefined) throw new Error(`${entry} is no entry of the bundle`);
  return path;
}

/** The files that are evaluated with a part of the bundle, before anything is imported on demand. */
function filesFrom(output: string, outputs: Outputs): ReadonlySet<string> {
  const files = new Set<string>();
  const seen = new Set<string>();
  const todo = [output];
  for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
    const found = outputs[path];
    if (found === undefined || seen.has(path)) continue;
    seen.add(path);
    for (const file of filesIn(found)) files.add(file);
    todo.push(...found.imports.filter(({ kind }) => kind !== 'dynamic-import').map((one) => one.path));
  }
  return files;
}

function filesIn({ inputs }: Outputs[string]): readonly string[] {
  return Object.entries(inputs).flatMap(([file, { bytesInOutput }]) =>
    bytesInOutput > 0 && (!file.includes(':') || named.test(file)) && !isLate(file) ? file : [],
  );
}

/** A library that is evaluated when it is first used (later.ts): an import here would evaluate it at once. */
function isLate(file: string): boolean {
  return lateLibraries.some((name) => file.startsWith(`node_modules/${name}/`));
}

/** What a plugin made up goes where those that import it are, but for what has one name everywhere (later.ts). */
const named = /^(?:builtin|later):/;

const group = 'group:';
const loaders: Readonly<Record<string, Loader>> = { ts: 'ts', js: 'js' };

/** Has each entry import the whole of each group that it reaches. */
export function loadedTogether({ groups, entries }: Together, root: string): Plugin {
  return {
    name: 'loaded together',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^group:\d+$/ }, ({ path }) => ({
        path: path.slice(group.length),
        namespace: 'group',
      }));
      onLoad({ filter: /./, namespace: 'group' }, ({ path }) => ({
        contents: (groups[Number(path)] ?? []).map((file) => importOf(placeOf(file, root))).join('\n'),
        resolveDir: root,
      }));
      onLoad({ filter: /\.[jt]s$/ }, ({ path }) => {
        const reached = entries.get(relative(root, path).replaceAll('\\', '/'));
        if (reached === undefined || reached.length === 0) return null;
        // Before the first line, which is a comment: no line moves.
        const imports = reached.map((index) => importOf(`${group}${index}`)).join('');
        const loader = loaders[path.slice(-2)] ?? 'js';
        return { contents: `${imports}${readFileSync(path, 'utf8')}`, loader };
      });
    },
  };
}

function placeOf(file: string, root: string): string {
  return named.test(file) ? file.replace(named, '') : join(root, file);
}

function importOf(path: string): string {
  return `import ${JSON.stringify(path)};`;
}
