// The text of a new fact's file: the shape of question and answer, and a look through the API port that never hides a failure.
// SPDX-License-Identifier: Apache-2.0
import { camelCase, keyOf } from './spelling.ts';

/** `route-table` gives `export const routeTableFact = defineFact({…})`. */
export function renderNewFact(name: string): string {
  const camel = camelCase(name);
  const pascal = camel.charAt(0).toUpperCase() + camel.slice(1);
  return `// The fact \`${name}\`: TODO what it is, in one line.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, reading } from '../reading.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** TODO: what is asked and answered, and by which call of AWS. */
    ${keyOf(name)}: { ask: FactPlace & { id: string }; value: { readonly id: string } };
  }
}

/** TODO: the calls that it makes, with their page of AWS's documentation. */
function read${pascal}(ask: FactRequestOf<'${name}'>, api: AwsApi): Promise<FactAnswer<'${name}'>> {
  return reading(api, ask, async (reader) => {
    const { id } = ask;
    const output = await reader.get('ec2', 'DescribeVpcs', { VpcIds: [id] });
    const found = objectsOf(output.Vpcs).find((item) => item.VpcId === id);
    if (found === undefined) return giveUp('not-found', \`ec2.DescribeVpcs: \${id} not found\`);
    return { id };
  });
}

export const ${camel}Fact = defineFact({ fact: '${name}', read: (ask, { api }) => read${pascal}(ask, api) });
`;
}
