// Which conditions no request can meet together: only those where that is certain.
import { describe, expect, it } from 'vitest';
import { escalationPaths } from '../../../shared/iam/escalation/escalation.ts';
import { administratorGrants } from '../../../shared/iam/grants/grants.ts';
import { contradict } from '../../../shared/iam/policy/contradiction.ts';
import type { Condition } from '../../../shared/iam/policy/document.ts';
import { openedTo } from '../../../shared/iam/trust/resource-policy.ts';
import { variable } from '../arbitraries.ts';

type Block = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

const own = '111122223333';
const other = '444455556666';
const account = 'aws:PrincipalAccount';

function conditionsOf(block: Block): Condition[] {
  return Object.entries(block).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      ...{ operator, key, path: '' },
      values: typeof values === 'string' ? [values] : values,
    })),
  );
}

const never: readonly (readonly [string, Block])[] = [
  ['two accounts', { StringEquals: { [account]: own }, StringLike: { [account]: other } }],
  ['two spellings of a key', { StringEquals: { [account]: own, 'AWS:principalaccount': other } }],
  ['two sources', { StringEquals: { 'aws:SourceAccount': own, 'aws:sourceaccount': [other] } }],
  [
    'a value that a pattern leaves out',
    { StringEquals: { 'aws:username': 'kim' }, StringLike: { 'aws:UserName': 'a*' } },
  ],
  [
    'a value that is excluded',
    { StringEquals: { [account]: own }, StringNotEquals: { [account]: [own, other] } },
  ],
  ['one excluded by a pattern', { StringEquals: { [account]: own }, StringNotLike: { [account]: '1111*' } }],
  ['a key that must be absent', { StringEquals: { [account]: own }, Null: { [account]: 'true' } }],
  [
    'an ARN of another account',
    { StringEquals: { [account]: own }, ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${other}:role/*` } },
  ],
];

const perhaps: readonly (readonly [string, Block])[] = [
  ['one condition', { StringEquals: { [account]: own } }],
  ['one common value', { StringEquals: { [account]: [own, other] }, StringLike: { [account]: own } }],
  [
    'two patterns',
    { StringLike: { 'aws:username': 'a*' }, StringEqualsIgnoreCase: { 'aws:username': '*b' } },
  ],
  [
    'a key that may be absent',
    { StringEquals: { [account]: own }, StringEqualsIfExists: { [account]: other } },
  ],
  ['all of a set', { StringEquals: { [account]: own }, 'ForAllValues:StringEquals': { [account]: other } }],
  ['a variable', { StringEquals: { 'aws:username': 'kim' }, StringLike: { 'aws:username': variable('x') } }],
  ['a key with several values', { StringEquals: { 'aws:TagKeys': 'a' }, StringLike: { 'aws:TagKeys': 'b' } }],
  ['a key of a service', { StringEquals: { 'ec2:Vpc': 'a' }, StringLike: { 'ec2:Vpc': 'b' } }],
  ['another exclusion', { StringEquals: { [account]: [own, other] }, StringNotEquals: { [account]: own } }],
  ['case alone', { StringEquals: { 'aws:username': 'Kim' }, StringLike: { 'aws:username': 'kim' } }],
  ['an operator that nobody knows', { StringEquals: { [account]: own }, StringIs: { [account]: other } }],
  [
    'a bucket’s ARN, which has no account',
    { StringEquals: { 'aws:SourceAccount': own }, ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::shop' } },
  ],
  ['no values', { StringEquals: { [account]: own }, StringLike: { [account]: [] } }],
];

describe('conditions that no request meets together', () => {
  it.each(never)('%s', (_, block) => expect(contradict(conditionsOf(block))).toBe(true));
  it.each(perhaps)('%s: some request may', (_, block) => expect(contradict(conditionsOf(block))).toBe(false));

  it('is bounded: what is longer than people write is left as it is', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => `${index}`);
    const block = {
      StringEquals: { [account]: many },
      StringLike: { [account]: many.map((one) => `x${one}`) },
    };
    expect(contradict(conditionsOf(block))).toBe(false);
  });
});

describe('an Allow under them grants nothing', () => {
  const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
  const Condition = { StringEquals: { [account]: own }, StringLike: { [account]: other } };
  const open = { Effect: 'Allow', Principal: '*', Action: '*' };

  it('to its holder', () => {
    const all = { Effect: 'Allow', Action: '*', Resource: '*' };
    expect(administratorGrants(policy(all), '')).toHaveLength(1);
    expect(administratorGrants(policy({ ...all, Condition }), '')).toEqual([]);
    const attach = { ...all, Action: 'iam:AttachRolePolicy' };
    const paths = (one: object) => escalationPaths([{ document: policy(one), at: '' }], null);
    expect(paths(attach)).not.toEqual([]);
    expect(paths({ ...attach, Condition })).toEqual([]);
  });

  const openings = (...statements: object[]) => {
    const answer = openedTo(policy(...statements), '', ['ecr:BatchGetImage']);
    return answer.ok ? answer.opened.length : -1;
  };

  it('to everybody', () => {
    expect(openings(open)).toBe(1);
    expect(openings({ ...open, Condition })).toBe(0);
  });

  it.each([
    ['an account', { AWS: other }],
    ['its root', { AWS: `arn:aws:iam::${other}:root` }],
    ['a role', { AWS: `arn:aws:iam::${other}:role/build` }],
  ])('to %s that is of another account than the one demanded', (_, Principal) => {
    const allow = { ...open, Principal };
    expect(openings(allow)).toBe(1);
    expect(openings({ ...allow, Condition: { StringEquals: { [account]: own } } })).toBe(0);
    expect(openings({ ...allow, Condition: { StringEquals: { [account]: [own, other] } } })).toBe(1);
    expect(openings({ ...allow, Condition: { StringEqualsIfExists: { [account]: own } } })).toBe(1);
    const denied = { ...open, Effect: 'Deny', Condition: { StringNotEquals: { [account]: own } } };
    expect(openings(allow, denied)).toBe(0);
  });

  it('to a service, whose requests are told by other keys, it may', () => {
    const allow = { ...open, Principal: { Service: 'ecs.amazonaws.com' } };
    expect(openings({ ...allow, Condition: { StringEquals: { [account]: own } } })).toBe(1);
  });
});
