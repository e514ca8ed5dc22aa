// docs/events.md says of each sample what the story and the rules say, and leaves no reader of events out.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { waysIn } from '../../scripts/generate/events/ways.ts';
import { callsWithoutRule } from '../../scripts/generate/events/witnesses.ts';
import { definedCalls } from '../../shared/intake/events/cloudtrail/services/index.ts';
import { definedEvents } from '../../shared/intake/events/native/index.ts';
import { functionsFor, logPayload, rules, samples } from '../serverless/deployment.ts';

const ways = waysIn('.');
const page = readFileSync('docs/events.md', 'utf8');

describe('the ways of events', () => {
  it.each(samples)('lead $name where the rules send it', (sample) => {
    const taken = ways.filter((way) => way.takesEvent(sample.document));
    expect([...new Set(taken.flatMap(({ functions }) => functions))]).toEqual(functionsFor(sample.document));
    // Each is one row at most, so that nobody counts it twice.
    const isSent = logPayload(sample) === null && functionsFor(sample.document).length > 0;
    expect(taken).toHaveLength(isSent ? 1 : 0);
  });

  it('come from every rule that has a pattern, and each reaches one function', () => {
    const named = rules.filter(({ properties }) => properties.EventPattern !== undefined);
    expect(new Set(ways.map(({ rule }) => rule)).size).toBe(named.length);
    for (const { rule, functions } of ways) expect([rule, functions.length]).toEqual([rule, 1]);
    expect(ways.flatMap(({ functions }) => functions)).not.toContain('nobody');
  });

  it('have a row for every service and kind that is read', () => {
    const rows = definedCalls.map(({ service }) => `| \`aws.${service}\` |`);
    const types = definedEvents.flatMap(({ reads }) => Object.keys(reads));
    expect(
      [...rows, ...types].filter((part) => !page.includes(part)),
      'no rule delivers these: add them to the pattern of a rule in deploy/resources/rules.yml, then run `npm run generate`',
    ).toEqual([]);
  });

  it('name the calls that no rule takes', () => {
    expect(callsWithoutRule(() => false).length).toBeGreaterThan(40);
    expect(callsWithoutRule(() => true)).toEqual([]);
  });
});

describe('the page', () => {
  it.each([
    ['08-administrator-attached', '`aws.iam`', 'control-plane/no-administrator-grant'],
    ['12-root-signed-in', '`aws.signin`', 'control-plane/no-root-activity'],
    ['14-rule-disabled', '`aws.events`', 'control-plane/pipeline-integrity'],
    ['20-bad-task-running', 'ECS Task State Change', 'namespace-isolation/no-privileged'],
    ['26-miner-found', 'GuardDuty Finding', 'resource-usage/'],
    ['29-pod-created', '**pod-launched**', 'namespace-isolation/no-privileged'],
  ])('names for %s the control that it fails', (_, kind, control) => {
    const lines = page
      .split('\n')
      .filter((line) => line.includes(kind) && line.includes(`controls/${control}`));
    expect(lines).not.toEqual([]);
  });
});
