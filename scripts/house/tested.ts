// Which sources of shared/ a test holds: one that lies where they lie, one of their room that imports or names them, or their examples.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { families } from '../../shared/model/control.ts';
import { callsFolder } from '../generate/event-index.ts';

/** By test, the sources that it holds though they have none of their own. */
export type Parts = Readonly<Record<string, readonly string[]>>;

export interface TestedSources {
  /** How each source is held; null: by nothing. */
  readonly how: ReadonlyMap<string, How | null>;
  /** What is wrong with the names, one line each. */
  readonly problems: readonly string[];
}

export type How = 'own test' | 'imported' | 'examples' | 'case of a registry' | 'named';

/** Each file of these has a case by its name in the tests of its room. */
const registries = ['shared/respond/actions/', 'shared/gather/facts/', callsFolder];

export function testedSources(root: string, parts: Parts): TestedSources {
  const texts = readTexts(root, ['{shared,functions,cli,test}/**/*.ts']);
  const imports = new Map([...texts].map(([path, text]) => [path, importsOf(path, text)]));
  const named = new Set(Object.values(parts).flat());
  const how = new Map<string, How | null>();
  for (const source of texts.keys())
    if (isSource(source, texts.get(source) ?? ''))
      how.set(source, without(source, texts, imports) ?? (named.has(source) ? 'named' : null));
  return { how, problems: problemsOf(parts, { how, imports, texts }) };
}

/** Types alone leave nothing to run, and an index only lists. */
function isSource(path: string, text: string): boolean {
  const runs = /^export (?:async |const |function|class|let|\{|\*)/m.test(text);
  return path.startsWith('shared/') && basename(path) !== 'index.ts' && runs;
}

type Texts = ReadonlyMap<string, string>;
type Imports = ReadonlyMap<string, readonly string[]>;

function readTexts(root: string, patterns: readonly string[]): Texts {
  const paths = globSync(patterns, { cwd: root }).map((path) => path.replaceAll('\\', '/'));
  return new Map(paths.toSorted().map((path) => [path, readFileSync(`${root}/${path}`, 'utf8')]));
}

function importsOf(path: string, text: string): readonly string[] {
  return [...text.matchAll(/(?:from|import)\s{0,9}\(?'(\.[^']+)'/g)].map(([, to = '']) =>
    join(dirname(path), to),
  );
}

function roomOf(path: string): string {
  return path.split('/')[1]?.replace(/(?:\.test)?\.ts$/, '') ?? '';
}

/** How a source is held without being named. */
function without(source: string, texts: Texts, imports: Imports): How | null {
  const below = source.slice('shared/'.length, -'.ts'.length);
  if (texts.has(`test/${below}.test.ts`)) return 'own test';
  if (families.some((family) => below.startsWith(`controls/${family}/`))) return 'examples';
  const room = [...texts].filter(([path]) => path.startsWith('test/') && roomOf(path) === roomOf(source));
  if (room.some(([path]) => imports.get(path)?.includes(source))) return 'imported';
  const isCase = registries.some((folder) => dirname(source) === folder.slice(0, -1));
  const key = new RegExp(`['"]${basename(below)}['"]|^\\s*${basename(below)}: `, 'm');
  return isCase && room.some(([, text]) => key.test(text)) ? 'case of a registry' : null;
}

interface Found {
  readonly how: ReadonlyMap<string, How | null>;
  readonly imports: Imports;
  readonly texts: Texts;
}

function problemsOf(parts: Parts, { how, imports, texts }: Found): readonly string[] {
  return Object.entries(parts).flatMap(([test, sources]) => {
    if (!texts.has(test)) return [`${test} is not there`];
    const reached = reachedFrom(test, imports);
    return sources.flatMap((source) => {
      if (!how.has(source)) return [`${test}: ${source} is not there`];
      if (how.get(source) !== 'named')
        return [`${test}: ${source} is held without being named: ${how.get(source)}`];
      return reached.has(source) ? [] : [`${test} does not reach ${source}`];
    });
  });
}

function reachedFrom(test: string, imports: Imports): ReadonlySet<string> {
  const reached = new Set<string>([test]);
  for (const path of reached) for (const next of imports.get(path) ?? []) reached.add(next);
  return reached;
}

/** The table of names, where the tests keep it; empty in a checkout that has none. */
export async function readParts(root: string): Promise<Parts> {
  const file = `${root}/test/parts.ts`;
  if (!existsSync(file)) return {};
  const { parts }: { readonly parts: Parts } = await import(file);
  return parts;
}
