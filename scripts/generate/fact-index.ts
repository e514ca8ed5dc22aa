// Writes shared/gather/facts/index.ts: every fact by name, so that adding one touches no other file by hand.
// SPDX-License-Identifier: Apache-2.0
import { globSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { FactName } from '../../shared/model/facts.ts';
import type { Output } from './outputs.ts';
import { keyOf } from './spelling.ts';

const folder = 'shared/gather/facts/';

export interface FactExport {
  /** `shared/gather/facts/<file>.ts`. */
  readonly path: string;
  readonly exportName: string;
  readonly fact: FactName;
}

/** shared/gather/facts/index.ts. */
export async function factIndex(root: string): Promise<Output> {
  return { path: `${folder}index.ts`, text: renderFactIndex(await factExports(root)) };
}

/** Everything under `root` that defineFact made, by name. Throws, naming the files, where two define one fact. */
export async function factExports(root: string): Promise<readonly FactExport[]> {
  const paths = globSync(`${folder}*.ts`, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path !== `${folder}index.ts`);
  const found = (await Promise.all(paths.map((path) => load(root, path)))).flat();
  for (const [fact, [one, other]] of Map.groupBy(found, ({ fact }) => fact))
    if (one !== undefined && other !== undefined)
      throw new Error(`${other.path}: the fact '${fact}' is defined in ${one.path}`);
  return found.toSorted((a, b) => (a.fact < b.fact ? -1 : 1));
}

async function load(root: string, path: string): Promise<readonly FactExport[]> {
  const loaded: Record<string, unknown> = await import(pathToFileURL(`${root}/${path}`).href);
  return Object.entries(loaded).flatMap(([exportName, value]) =>
    isDefined(value) ? [{ path, exportName, fact: value.fact }] : [],
  );
}

function isDefined(value: unknown): value is { readonly fact: FactName } {
  return typeof value === 'object' && value !== null && 'fact' in value && 'isImmutable' in value;
}

export function renderFactIndex(facts: readonly FactExport[]): string {
  const files = Map.groupBy(facts, ({ path }) => path);
  // As Biome sorts imports: `host` before `host-agent`.
  const sorted = [...files].toSorted(([a], [b]) => (a.slice(0, -3) < b.slice(0, -3) ? -1 : 1));
  const imports = sorted.map(([path, exported]) => {
    const names = exported.map(({ exportName }) => exportName).toSorted();
    return `import { ${names.join(', ')} } from './${path.slice(folder.length)}';`;
  });
  return `// Every fact, by name. Written by \`npm run generate\` from the files beside it; not by hand.
// SPDX-License-Identifier: Apache-2.0
import type { FactName } from '../../model/facts.ts';
import type { DefinedFact } from '../define-fact.ts';
${imports.join('\n')}

/** What is declared and not defined, or defined and not declared, does not compile. */
export const definedFacts: { readonly [F in FactName]: DefinedFact<F> } = {
${facts.map(({ fact, exportName }) => `  ${keyOf(fact)}: ${exportName},`).join('\n')}
};
`;
}
