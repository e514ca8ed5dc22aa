// Writes shared/gather/facts/index.ts: every fact by name, so that adding one touches no other file by hand.
// SPDX-License-Identifier: Apache-2.0
import type { FactName } from '../../shared/model/facts.ts';
import { type Exported, hasKeys, importsOf, loadExports, refuseTwice } from './exports.ts';
import type { Output } from './outputs.ts';
import { keyOf } from './spelling.ts';

const folder = 'shared/gather/facts/';

type FactExport = Exported<{ readonly fact: FactName }>;

/** shared/gather/facts/index.ts. */
export async function factIndex(root: string): Promise<Output> {
  return { path: `${folder}index.ts`, text: renderFactIndex(await factExports(root)) };
}

/** Everything under `root` that defineFact made, by name. Throws, naming the files, where two define one fact. */
export async function factExports(root: string): Promise<readonly FactExport[]> {
  const found = await loadExports(root, { folder, isDefined });
  refuseTwice(found, 'fact', ({ fact }) => [fact]);
  return found.toSorted((a, b) => (a.value.fact < b.value.fact ? -1 : 1));
}

function isDefined(value: unknown): value is { readonly fact: FactName } {
  return hasKeys(value, 'fact', 'isImmutable');
}

export function renderFactIndex(facts: readonly FactExport[]): string {
  return `// Every fact, by name. Written by \`npm run generate\` from the files beside it; not by hand.
// SPDX-License-Identifier: Apache-2.0
import type { FactName } from '../../model/facts.ts';
import type { DefinedFact } from '../define-fact.ts';
${importsOf(folder, facts)}

/** What is declared and not defined, or defined and not declared, does not compile. */
export const definedFacts: { readonly [F in FactName]: DefinedFact<F> } = {
${facts.map(({ value, exportName }) => `  ${keyOf(value.fact)}: ${exportName},`).join('\n')}
};
`;
}
