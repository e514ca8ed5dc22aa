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

/** What it is tried with: test/gather/facts/<name>.test.ts. */
export function renderNewFactTest(name: string): string {
  return `// What the fact \`${name}\` answers, and what it says where it cannot.
import { expect, it } from 'vitest';
import { createFacts } from '../../../shared/gather/facts.ts';
import { answered, fakeApi } from '../fake-api.ts';

const ask = { fact: '${name}', account: '111122223333', region: 'eu-central-1', id: 'vpc-1' } as const;

it('is read from what the API answers', async () => {
  const facts = createFacts(fakeApi({ 'ec2.DescribeVpcs': { Vpcs: [{ VpcId: 'vpc-1' }] } }));
  expect(answered(await facts.get(ask))).toEqual({ id: 'vpc-1' });
});

it.each([
  ['not-found', { Vpcs: [] }],
  ['not-found', { Vpcs: 'text' }],
  ['denied', 'denied'],
] as const)('is %s where the API answers %j', async (code, answer) => {
  const facts = createFacts(fakeApi({ 'ec2.DescribeVpcs': answer }));
  expect(await facts.get(ask)).toMatchObject({ ok: false, code });
});
`;
}
