// A policy with more statements than any of AWS holds: what is read of it is judged, the rest is not known.
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../shared/findings/memory.ts';
import { recorderOf } from '../../../shared/findings/recorder.ts';
import { excerptOf } from '../../../shared/iam/policy/excerpt.ts';
import type { Json, JsonObject } from '../../../shared/model/json.ts';
import { handle } from '../../../shared/pipeline.ts';
import { judgingWith, now, observationsOf } from '../../support/judging.ts';
import { calmMsSince, processorMs } from '../../support/processor-time.ts';

const allow = { Effect: 'Allow', Action: 'iam:*', Resource: '*' };
const harmless = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/x' };
const deny = { Effect: 'Deny', Action: '*', Resource: '*' };
const policyOf = (...Statement: readonly Json[]): JsonObject => ({ Version: '2012-10-17', Statement });
const times = (count: number, statement: JsonObject) => Array.from({ length: count }, () => statement);

async function stateOf(document: JsonObject, control = 'control-plane/no-privilege-escalation') {
  const store = recorderOf(memoryStore(), { quiet: 0, waiver: () => null }, () => now);
  const states: string[] = [];
  for (const observation of observationsOf(document)) {
    const { verdicts } = await handle(observation, judgingWith(), store, async () => {});
    states.push(...verdicts.filter((verdict) => verdict.control === control).map(({ outcome }) => outcome));
  }
  return states;
}

describe('a policy of many statements', () => {
  it.each([
    500, 5_000, 50_000,
  ])('fails with %i statements that each grant everything of IAM', async (count) => {
    const started = processorMs();
    expect(await stateOf(policyOf(...times(count, allow)))).toEqual(['fail']);
    expect(calmMsSince(started)).toBeLessThan(10_000);
  });

  const cases: Readonly<Record<string, readonly [readonly Json[], string]>> = {
    'an allowance behind the part that is read': [[...times(5_000, harmless), allow], 'unknown'],
    'nothing but harmless ones': [times(5_000, harmless), 'unknown'],
    'a denial at the end': [[...times(5_000, allow), deny], 'unknown'],
    'something unreadable at the end, which may deny': [[...times(5_000, allow), 'x'], 'unknown'],
    'more denials than are read': [[...times(5_000, allow), ...times(5_000, deny)], 'unknown'],
    'a denial of something else': [[...times(5_000, allow), { ...deny, Action: 's3:*' }], 'fail'],
  };
  it.each(Object.keys(cases))('with %s ends as it must', async (name) => {
    const [statements = [], state] = cases[name] ?? [];
    expect(await stateOf(policyOf(...statements))).toEqual([state]);
  });
});

describe('the part that is read', () => {
  it('keeps the places of its statements, and everything behind that may deny', () => {
    const excerpt = excerptOf(policyOf(...times(3_000, harmless), deny, 7));
    expect(excerpt?.Statement).toEqual([...times(1_000, harmless), deny, 7]);
  });

  it.each([
    ['a policy that is read whole', policyOf(...times(2_000, allow))],
    ['no list of statements', { Version: '2012-10-17', Statement: allow }],
    ['no policy', 'nothing'],
  ])('is none of %s', (_, document) => {
    expect(excerptOf(document)).toBeNull();
  });

  it('is one of a policy in a text too', () => {
    expect(excerptOf(JSON.stringify(policyOf(...times(3_000, allow))))?.Statement).toHaveLength(1_000);
  });
});
