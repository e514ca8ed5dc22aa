// Every control's examples hold, and a valid workload breaks no control.
import { describe, expect, it } from 'vitest';
import { examplesOf } from '../../../cli/examples/examples.ts';
import { judgeExample } from '../../../cli/examples/judge-example.ts';
import type { Examples } from '../../../shared/controls/examples/example.ts';
import { runExamples } from '../../../shared/controls/examples/run.ts';
import {
  deployment,
  ec2TaskDefinition,
  pod,
  taskDefinition,
} from '../../../shared/controls/examples/workloads.ts';
import { controls } from '../../../shared/controls/index.ts';

describe.each(controls.map(({ id }) => id))('%s', (id) => {
  it('has its examples, two that fail at least', async () => {
    const examples = await examplesOf(id);
    expect(examples.fails.length).toBeGreaterThanOrEqual(2);
    expect(examples.passes.length + (examples.notApplicable?.length ?? 0)).toBeGreaterThanOrEqual(1);
    expect(examples.fails.every(({ at }) => at !== undefined)).toBe(true);
  });

  it('judges them as they say', async () => {
    const results = await runExamples(id, await examplesOf(id), judgeExample);
    expect(results.filter(({ problems }) => problems.length > 0)).toEqual([]);
  });
});

describe('controls that need facts', () => {
  it.each(
    controls.filter((control) => control.facts !== undefined).map(({ id }) => id),
  )('%s shows what it says without them', async (id) => {
    const { unknown = [], notApplicable = [] } = await examplesOf(id);
    expect(unknown.length + notApplicable.length).toBeGreaterThan(0);
  });
});

const valid = {
  'a Fargate definition': taskDefinition(),
  'an EC2 definition': ec2TaskDefinition(),
  'a pod': pod(),
  'a deployment': deployment(),
};

describe.each(['baseline', 'restricted'])('a valid workload under %s', (profile) => {
  it.each(Object.entries(valid))('%s breaks no control', async (_, given) => {
    const verdicts = await judgeExample({ says: 'valid', given, policy: { version: 1, profile } });
    expect(
      verdicts
        .filter(({ outcome }) => outcome === 'fail')
        .map(({ control, evidence }) => [control, evidence]),
    ).toEqual([]);
    expect(verdicts.some(({ outcome }) => outcome === 'pass')).toBe(true);
  });
});

describe('the runner', () => {
  const id = 'namespace-isolation/no-privileged';
  const run = (examples: Examples) => runExamples(id, examples, judgeExample);
  const bad = ec2TaskDefinition({ container: { privileged: true } });

  it('tells a wrong outcome', async () => {
    const [result] = await run({ fails: [{ says: 'wrong', given: taskDefinition() }], passes: [] });
    expect(result?.problems).toEqual(['expected fail, but got pass ()']);
  });

  it('tells a wrong path and a wrong severity', async () => {
    const [result] = await run({
      fails: [{ says: 'wrong', given: bad, at: 'privileged', severity: 'low' }],
      passes: [],
    });
    expect(result?.problems).toEqual([
      'the evidence must name privileged, it names containerDefinitions[0].privileged',
      'expected severity low, got critical',
    ]);
  });

  it('tells that another control breaks too, unless it is named', async () => {
    const given = ec2TaskDefinition({ container: { privileged: true, user: 'root' } });
    const [result] = await run({ fails: [{ says: 'two', given }], passes: [] });
    expect(result?.problems).toEqual([
      'breaks input-validation/non-root-user too: container web runs as root',
    ]);
    const [named] = await run({
      fails: [{ says: 'two', given, alsoFails: ['input-validation/non-root-user'] }],
      passes: [],
    });
    expect(named?.problems).toEqual([]);
  });
});
