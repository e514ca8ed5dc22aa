// Rules of EventBridge take what the readers of events say.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { threatsOf, toolsOf } from '../../scripts/generate/rule-template.ts';
import { all, allBut, only } from '../../shared/intake/events/cloudtrail/define-calls.ts';
import { matchesPattern, parsePattern } from '../support/eventbridge-pattern/pattern.ts';

/** What the lines take, as a rule with them would. */
function takes(lines: readonly string[], key: '$or' | null, event: object): boolean {
  const indent = key === null ? '' : `${key}:\n`;
  const parsed = parsePattern(parse(`${indent}${lines.join('\n')}\n`));
  if (!parsed.ok) throw new Error(parsed.reason);
  return matchesPattern(parsed.pattern, event);
}

describe('the rule for tools', () => {
  const lines = toolsOf([
    { service: 'a', watched: only('Do', 'Be'), delivered: 'watched' },
    { service: 'b', watched: allBut('Poll: often'), delivered: 'watched' },
    { service: 'c', watched: allBut('Poll'), delivered: 'all' },
    { service: 'd', watched: all, delivered: 'watched' },
    { service: 'e', watched: all, delivered: ['Put', { prefix: 'Delete' }] },
    { service: 'f', watched: all },
  ]);

  it.each([
    ['a', 'Do', true],
    ['a', 'Other', false],
    ['b', 'Poll: often', false],
    ['b', 'Put', true],
    ['c', 'Poll', true],
    ['d', 'Any', true],
    ['e', 'Put', true],
    ['e', 'DeleteAll', true],
    ['e', 'PutAll', false],
    ['f', 'Any', false],
  ])('of %s takes %s: %s', (service, eventName, expected) => {
    expect(takes(lines, '$or', { source: `aws.${service}`, detail: { eventName } })).toBe(expected);
  });

  it('has one alternative for services of which the same is delivered', () => {
    expect(lines.filter((line) => line.includes('source'))).toContain('          - source: [aws.c, aws.d]');
  });
});

describe('the rule for threats', () => {
  const one = { source: 'aws.one', reads: { 'One: Finding': never }, areThreats: true };
  const two = { source: 'aws.two', reads: { 'Two Finding': never, 'Two Alert': never }, areThreats: true };
  const other = { source: 'aws.other', reads: { Other: never }, areThreats: false };
  const event = (source: string, type: string) => ({ source, 'detail-type': type });

  it.each([
    [[one, other]],
    [[one, two, other]],
  ])('takes theirs, whether one tells of them or several', (all) => {
    const lines = threatsOf(all);
    expect(takes(lines, null, event('aws.one', 'One: Finding'))).toBe(true);
    expect(takes(lines, null, event('aws.two', 'Two Alert'))).toBe(all.includes(two));
    expect(takes(lines, null, event('aws.one', 'Two Alert'))).toBe(false);
    expect(takes(lines, null, event('aws.other', 'Other'))).toBe(false);
  });
});

function never(): never {
  throw new Error('nothing is read here');
}
