// IAM wildcards: actions, ARN segments, policy variables, and hostile patterns.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actionMatches,
  arnMatches,
  resourceMatches,
  valueMatches,
  wildcardMatches,
} from '../../../shared/iam/policy/match.ts';
import { calmMsSince, processorMs } from '../../support/processor-time.ts';
import { variable } from '../arbitraries.ts';

/** The definition itself, by trying every split: slow and plainly right. */
function enumerated(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const rest = pattern.slice(1);
  if (pattern[0] === '*')
    return Array.from({ length: text.length + 1 }, (_, n) => n).some((n) => enumerated(rest, text.slice(n)));
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && enumerated(rest, text.slice(1));
}

const letters = (alphabet: string, maxLength: number) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength }).map((chars) => chars.join(''));

describe('wildcards', () => {
  it('agree with the definition over all texts of a small alphabet', () => {
    fc.assert(
      fc.property(letters('ab*?', 7), letters('ab', 7), (pattern, text) => {
        const expected = enumerated(pattern, text);
        expect(wildcardMatches(pattern, text)).toBe(expected);
        expect(valueMatches(pattern, text, null, true)).toBe(expected ? 'holds' : 'fails');
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['*', 's3:GetObject', true],
    ['s3:get*', 'S3:GetObject', true],
    ['S3:*Object', 's3:PutObject', true],
    ['s3:?etObject', 's3:GetObject', true],
    ['s3:Get', 's3:GetObject', false],
    ['s3:*', 's3express:CreateSession', false],
    ['', 's3:GetObject', false],
  ])('action %s against %s: %s', (pattern, action, expected) => {
    expect(actionMatches(pattern, action)).toBe(expected);
  });

  it('cost no more than pattern times text', () => {
    const text = 'a'.repeat(2_000);
    const started = processorMs();
    expect(wildcardMatches(`${'*a'.repeat(500)}b`, text)).toBe(false);
    expect(resourceMatches(`arn:aws:s3:::${'*a'.repeat(500)}b`, `arn:aws:s3:::${text}`, null)).toBe('fails');
    expect(valueMatches('${'.repeat(100_000), text, () => 'x', true)).toBe('fails');
    expect(calmMsSince(started)).toBeLessThan(5_000);
  });
});

describe('where both sides are long', () => {
  const half = 50_000;
  it.each([
    ['a pattern of stars', '*a'.repeat(half), 'a'.repeat(2 * half), 'unknown'],
    ['a pattern longer than any text it fits', `${'*a'.repeat(half)}b`, 'a'.repeat(1000), 'fails'],
    ['stars alone', '*'.repeat(half), 'a'.repeat(half), 'holds'],
    ['stars and colons', '*:'.repeat(500), 'a:'.repeat(500), 'holds'],
  ])('%s ends within its steps', (_, pattern, text, expected) => {
    const started = processorMs();
    expect(valueMatches(pattern, text, null, true)).toBe(expected);
    expect(calmMsSince(started)).toBeLessThan(2000);
  });

  it('puts in no more of a variable than the text has room for', () => {
    const started = processorMs();
    const pattern = variable('aws:username').repeat(20_000);
    expect(valueMatches(pattern, 'k'.repeat(40_000), () => 'k'.repeat(40_000), true)).toBe('fails');
    expect(calmMsSince(started)).toBeLessThan(2000);
  });
});

describe('resources', () => {
  const role = 'arn:aws:iam::111122223333:role/team/x';
  it.each([
    ['*', role, 'holds'],
    ['**', role, 'holds'],
    ['*', '*', 'holds'],
    [role, '*', 'fails'],
    ['arn:aws:iam::*:role/*', role, 'holds'],
    ['arn:aws:iam::*', role, 'holds'],
    ['arn:*:iam::*:role/*/x', role, 'holds'],
    ['arn:aws:iam::1111*3333:role/team/x', role, 'holds'],
    ['arn:aws:iam::11112222333?:role/team/?', role, 'holds'],
    ['arn:aws:iam::111122223333:Role/*', role, 'fails'],
    // A star within a part stays there; one that ends the part may run on.
    ['arn:aws:dynamodb:*:table/t', 'arn:aws:dynamodb:eu-west-1:111122223333:table/t', 'holds'],
    ['arn:aws:dynamodb:eu*1:table/t', 'arn:aws:dynamodb:eu-west-1:111111111111:table/t', 'fails'],
    ['arn:aws:s?3:::a', 'arn:aws:s:3:::a', 'fails'],
    ['arn:aws:s3:::bucket/*.txt', 'arn:aws:s3:::bucket/a:b.txt', 'holds'],
  ])('%s against %s: %s', (pattern, resource, expected) => {
    expect(resourceMatches(pattern, resource, null)).toBe(expected);
  });

  it('put in policy variables as text, not as patterns', () => {
    const named = (name: string | null | undefined) => () => name;
    const home = `arn:aws:s3:::b/${variable('aws:username')}/*`;
    expect(resourceMatches(home, 'arn:aws:s3:::b/kim/x', named('kim'))).toBe('holds');
    expect(resourceMatches(home, 'arn:aws:s3:::b/kim/x', named('*'))).toBe('fails');
    expect(resourceMatches(home, 'arn:aws:s3:::b/kim/x', named(null))).toBe('fails');
    expect(resourceMatches(home, 'arn:aws:s3:::b/kim/x', named(undefined))).toBe('unknown');
    // In 2008 documents it is ordinary text.
    expect(resourceMatches(home, `arn:aws:s3:::b/${variable('aws:username')}/x`, null)).toBe('holds');
    expect(
      resourceMatches(`arn:aws:s3:::b/${variable("aws:username, 'all'")}`, 'arn:aws:s3:::b/all', named(null)),
    ).toBe('holds');
    expect(
      resourceMatches(`arn:aws:s3:::b/${variable('aws:username, all')}`, 'arn:aws:s3:::b/all', named(null)),
    ).toBe('fails');
    expect(
      resourceMatches(
        `arn:aws:s3:::b/${variable("aws:username, 'all'")}`,
        'arn:aws:s3:::b/kim',
        named('kim'),
      ),
    ).toBe('holds');
    expect(
      resourceMatches(`arn:aws:iam::${variable('aws:PrincipalAccount')}:role/*`, role, named('111122223333')),
    ).toBe('holds');
  });

  it('read the escapes for star, question mark and dollar as those characters', () => {
    const none = () => null;
    expect(valueMatches(`a${variable('*')}b${variable('?')}${variable('$')}`, 'a*b?$', none, true)).toBe(
      'holds',
    );
    expect(valueMatches(`a${variable('*')}b`, 'axxb', none, true)).toBe('fails');
    expect(valueMatches('open ${never closed', 'open ${never closed', none, true)).toBe('holds');
  });
});

describe('ARN conditions', () => {
  it.each([
    ['arn:aws:sns:*:111122223333:*', 'arn:aws:sns:eu-west-1:111122223333:topic', 'holds'],
    ['arn:aws:sns:*:topic', 'arn:aws:sns:eu-west-1:111122223333:topic', 'fails'],
    ['arn:aws:sns:*', 'arn:aws:sns:eu-west-1:111122223333:topic', 'holds'],
    ['arn:aws:ecs:*:*:task/*', 'arn:aws:ecs:eu-west-1:111122223333:task/a:b', 'holds'],
  ])('%s against %s: %s', (pattern, arn, expected) => {
    expect(arnMatches(pattern, arn, null)).toBe(expected);
  });
});
