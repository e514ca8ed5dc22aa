// A control that reads a fact unasked, or asks for one idly, does not get through its examples.
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { judgeBy } from '../../cli/examples/judge-example.ts';
import { ec2TaskDefinition } from '../../shared/controls/examples/workloads.ts';
import { type Control, defineControl, pass } from '../../shared/model/control.ts';
import type { FactRequest, FactRequestOf } from '../../shared/model/facts.ts';

const host: FactRequestOf<'host'> = { fact: 'host', account: null, region: null, instanceId: 'i-1' };

function control(
  name: string,
  asks: readonly FactRequest[],
  reads: readonly FactRequestOf<'host'>[],
): Control {
  return defineControl({
    id: `blast-radius/${name}`,
    title: name,
    severity: 'low',
    stage: 'stable',
    judges: ['workload'],
    parameters: z.object({}),
    facts: () => asks,
    references: {},
    ...{ why: '', fix: '', allows: [], response: null },
    judge: (_, { facts }) => {
      for (const request of reads) facts.get(request);
      return pass;
    },
  });
}

async function verdictsOf(...controls: Control[]) {
  const verdicts = await judgeBy(controls)({ says: 'any', given: ec2TaskDefinition() });
  return Object.fromEntries(verdicts.map((one) => [one.control, one.reason ?? one.outcome]));
}

describe('a control and its facts', () => {
  it('may read what it asks for', async () => {
    expect(await verdictsOf(control('asks', [host], [host]))).toEqual({ 'blast-radius/asks': 'pass' });
  });

  it('may not read what another asks for', async () => {
    const verdicts = await verdictsOf(control('asks', [host], [host]), control('reads', [], [host]));
    expect(verdicts['blast-radius/asks']).toBe('pass');
    expect(verdicts['blast-radius/reads']).toMatch(/failed: it reads .*"host".* and does not ask for it$/);
  });

  it('may not ask idly', async () => {
    expect(await verdictsOf(control('idle', [host], []))).toEqual({
      'blast-radius/idle': expect.stringMatching(/failed: it asks for .*"host".* and does not read it$/),
    });
  });

  it('is held to its requests of each subject', async () => {
    const other = { ...host, instanceId: 'i-2' };
    const verdicts = await verdictsOf(control('one', [host], [host]), control('two', [other], [other]));
    expect(Object.values(verdicts)).toEqual(['pass', 'pass']);
  });
});
