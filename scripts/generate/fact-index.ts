// Writes shared/gather/facts/index.ts: every fact by name, so that a new one is in it without being listed by hand.
// SPDX-License-Identifier: Apache-2.0
import type { FactName } from '../../shared/model/facts.ts';
import { type Definition, definitionsIn, importsOf, refuseSameExport, textAt } from './definitions.ts';
import { type Exported, hasKeys, loadExports, refuseTwice } from './exports.ts';
import type { Output } from './output.ts';
import { keyOf } from './spelling.ts';

const folder = 'shared/gather/facts/';

type FactExport = Exported<{ readonly fact: FactName }>;

/** shared/gather/facts/index.ts. */
export function factIndex(root: string): Output {
  const found = refuseSameExport(definitionsIn(root, `${folder}*.ts`, 'defineFact'));
  return { path: `${folder}index.ts`, text: renderFactIndex(found) };
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

export function renderFactIndex(definitions: readonly Definition[]): string {
  const facts = definitions.map((one) => ({ fact: factOf(one), exportName: one.exportName }));
  return `// Every fact, by name. Written by \`npm run generate\` from the files beside it; not by hand.
// SPDX-License-Identifier: Apache-2.0
import type { FactName } from '../../model/facts.ts';
import type { DefinedFact } from '../define-fact.ts';
${importsOf(folder, definitions)}

/** What is declared and not defined, or defined and not declared, does not compile. */
export const definedFacts: { readonly [F in FactName]: DefinedFact<F> } = {
${facts
  .toSorted((a, b) => (a.fact < b.fact ? -1 : 1))
  .map(({ fact, exportName }) => `  ${keyOf(fact)}: ${exportName},`)
  .join('\n')}
};
`;
}

function factOf(definition: Definition): string {
  const fact = textAt('fact', definition);
  if (fact === null) throw new Error(`${definition.path}: write \`fact: 'name'\` in defineFact, as a text`);
  return fact;
}
