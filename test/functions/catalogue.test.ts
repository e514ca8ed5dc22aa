// The controls of a deployed function: built-in ones, the policy's own, and one that does not compile.
import { describe, expect, it } from 'vitest';
import { catalogueFor } from '../../functions/wiring/catalogue.ts';
import { taskDefinition } from '../../shared/controls/examples/workloads.ts';
import { controls } from '../../shared/controls/index.ts';
import { noFacts } from '../../shared/gather/facts.ts';
import { judge } from '../../shared/pipeline.ts';
import { observationsOf, policyFrom } from '../support/judging.ts';

const own = (name: string, holds: string) => ({
  ...{ id: `acme/${name}`, judges: 'workload', severity: 'low', holds, message: name },
});

describe('the catalogue of a function', () => {
  it('is the built-in one where the policy has no controls of its own', async () => {
    const policy = policyFrom();
    const catalogue = await catalogueFor(policy);
    expect(catalogue.controls).toEqual(controls);
    expect(await catalogueFor(policy)).toBe(catalogue);
  });

  it('judges by the policy’s own; one that cannot be used knows nothing, and hinders nobody', async () => {
    const policy = policyFrom({ custom: [own('good', 'false'), own('broken', 'wrkload.x')] });
    const judging = {
      catalogue: await catalogueFor(policy),
      policy,
      facts: noFacts(),
      clock: 'facts',
    } as const;
    const [observation] = observationsOf(taskDefinition());
    if (observation === undefined) throw new Error('nothing was read');
    const verdicts = await judge(observation, judging);
    expect(verdicts.length).toBeGreaterThan(10);
    expect(verdicts.filter(({ family }) => family === 'acme')).toMatchObject([
      { control: 'acme/good', outcome: 'fail' },
      { control: 'acme/broken', outcome: 'unknown', reason: expect.stringContaining('there is no wrkload') },
    ]);
  });
});
