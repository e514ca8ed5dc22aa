// Figures of the code: names that are given twice, effects that are named by participles, and files that are too long.
// SPDX-License-Identifier: Apache-2.0

export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** Irregular ones that end in no `ed`; `read`, `put` and `let` are verbs as well. */
const irregular =
  'built|chosen|done|drawn|found|given|gone|held|kept|known|left|lost|made|proven|seen|sent|shown|taken|told|untold|woken|written';
const participle = new RegExp(`^(?:[a-z]+ed|${irregular})(?=[A-Z]|$)`);
/** Verbs that end as participles do. */
const verbs = /^(?:feed|need|proceed|seed|speed)/;

/** Exported types that more than one file declares, each with its files. */
export function typesTwice(sources: readonly SourceText[]): readonly string[] {
  const found = Map.groupBy(
    declared(sources, /^export (?:interface|type|class) (\w+)/gm),
    ({ name }) => name,
  );
  return [...found]
    .filter(([, all]) => all.length > 1)
    .map(([name, all]) => `${name}: ${all.map(({ path }) => path).join(', ')}`);
}

export function asyncFunctions(sources: readonly SourceText[]): readonly { name: string; path: string }[] {
  return declared(sources, /\basync function\*? (\w+)/g);
}

/** Asynchronous functions that are named by what they leave rather than by what they do. */
export function participles(sources: readonly SourceText[]): readonly string[] {
  return asyncFunctions(sources)
    .filter(({ name }) => participle.test(name) && !verbs.test(name))
    .map(({ name, path }) => `${path}: ${name}`);
}

export function figuresOf(sources: readonly SourceText[]): Readonly<Record<string, number | string>> {
  const long = sources.filter(({ text }) => text.split('\n').length - 1 > 250);
  const shared = sources.filter(({ path }) => path.startsWith('shared/'));
  return {
    'files of shared, cli and functions': sources.length,
    'files over 250 lines': long.length,
    'exported type names of shared declared twice': typesTwice(shared).length,
    'asynchronous functions': asyncFunctions(sources).length,
    'of them named by a participle': participles(sources).length,
  };
}

function declared(sources: readonly SourceText[], pattern: RegExp) {
  return sources
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap(({ path, text }) => [...text.matchAll(pattern)].map(([, name = '']) => ({ name, path })));
}
