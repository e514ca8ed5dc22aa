// What mutants are made of: every event of the demo and every example of every control, each with its policy and its facts.
import { globSync, readFileSync } from 'node:fs';
import { examplesOf } from '../../cli/examples/examples.ts';
import { factsOf, policyOf } from '../../cli/examples/judge-example.ts';
import type { Example } from '../../shared/controls/examples/example.ts';
import { controls } from '../../shared/controls/index.ts';
import { catalogueOf } from '../../shared/evaluate/catalogue.ts';
import { factsFromFiles } from '../../shared/gather/files.ts';
import type { Facts } from '../../shared/model/facts.ts';
import type { Json } from '../../shared/model/json.ts';
import type { Judging } from '../../shared/pipeline.ts';

export interface Seed {
  readonly name: string;
  readonly given: Json;
  readonly judging: Judging;
}

const catalogue = catalogueOf(controls);

export async function allSeeds(): Promise<readonly Seed[]> {
  const seeds: Seed[] = [];
  const facts = factsFromFiles([{ file: 'facts.json', json: parsed('events/facts.json') }]).facts;
  for (const file of globSync('events/*.json').toSorted())
    if (!file.endsWith('facts.json')) seeds.push(seedOf(file, { given: parsed(file) }, facts));
  for (const { id } of controls) {
    const { fails, passes } = await examplesOf(id);
    for (const [index, example] of [...fails, ...passes].entries())
      seeds.push(seedOf(`${id}[${index}]`, example, factsOf(example)));
  }
  return seeds;
}

function seedOf(
  name: string,
  { given, policy }: Pick<Example, 'policy'> & { given: Json },
  facts: Facts,
): Seed {
  const text = policy === undefined ? '' : JSON.stringify(policy);
  return { name, given, judging: { catalogue, policy: policyOf(text, controls), facts, clock: 'facts' } };
}

function parsed(file: string): Json {
  return JSON.parse(readFileSync(file, 'utf8'));
}
