// Conditions limit by their values: what still admits the strongest target limits nothing, and no condition ever widens a grant.
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { escalationPaths } from '../../../shared/iam/escalation/escalation.ts';
import { readsAllOf } from '../../../shared/iam/grants/account-wide.ts';
import { administratorGrants, wideGrants } from '../../../shared/iam/grants/grants.ts';
import { runs as numberOfRuns, oneTestIn } from '../../support/extent.ts';
import { variable } from '../arbitraries.ts';

const it = oneTestIn(3, 'who may pass which role');

type Block = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Written = Readonly<Record<string, unknown>>;

const allow = (Action: unknown, Condition?: Block, Resource: unknown = '*'): Written => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...(Condition === undefined ? {} : { Condition }),
});
const deny = (Action: unknown, Condition: Block): Written => ({
  ...allow(Action, Condition),
  Effect: 'Deny',
});
const policy = (...Statement: Written[]) => ({ Version: '2012-10-17', Statement });
const ids = (...statements: Written[]) =>
  escalationPaths([{ document: policy(...statements), at: '' }], null).map(({ id }) => id);

const policyArn = (operator: string, ...values: string[]) => ({ [operator]: { 'iam:PolicyARN': values } });
const boundary = (operator: string, ...values: string[]) => ({
  [operator]: { 'iam:PermissionsBoundary': values },
});
const service = (operator: string, ...values: string[]) => ({
  [operator]: { 'iam:PassedToService': values },
});
const runs = (...values: string[]) => [
  allow('iam:PassRole', service('StringLike', ...values)),
  allow(['lambda:CreateFunction', 'lambda:InvokeFunction']),
];
const admin = 'arn:aws:iam::aws:policy/AdministratorAccess';
const limit = 'arn:aws:iam::111122223333:policy/limits/developer';

describe('a value that still admits the strongest target', () => {
  it.each<[string, Written[]]>([
    ['AdministratorAccess itself', [allow('iam:AttachRolePolicy', policyArn('ArnEquals', admin))]],
    [
      'every policy of AWS',
      [allow('iam:AttachUserPolicy', policyArn('StringLike', 'arn:aws:iam::aws:policy/*'))],
    ],
    [
      'every policy by pattern',
      [allow('iam:AttachRolePolicy', policyArn('ArnLike', 'arn:aws:iam::*:policy/*'))],
    ],
    [
      'every policy of the account',
      [allow('iam:AttachRolePolicy', policyArn('ArnLike', 'arn:aws:iam::111122223333:policy/*'))],
    ],
    ['names that end in Access', [allow('iam:AttachGroupPolicy', policyArn('StringLike', '*Access'))]],
    [
      'PowerUserAccess among harmless ones',
      [
        allow(
          'iam:AttachRolePolicy',
          policyArn(
            'StringEquals',
            'arn:aws:iam::aws:policy/ReadOnlyAccess',
            'arn:aws-cn:iam::aws:policy/PowerUserAccess',
          ),
        ),
      ],
    ],
    ['all but one', [allow('iam:AttachRolePolicy', policyArn('ArnNotEquals', admin))]],
    [
      'a list of AWS less one',
      [
        allow('iam:AttachRolePolicy', {
          ...policyArn('ArnLike', 'arn:aws:iam::aws:policy/*'),
          ...policyArn('ArnNotEquals', admin),
        }),
      ],
    ],
    [
      'a Deny of AdministratorAccess alone',
      [allow('iam:AttachRolePolicy'), deny('iam:AttachRolePolicy', policyArn('ArnEquals', admin))],
    ],
    [
      'a boundary of any name',
      [allow('iam:PutRolePolicy', boundary('StringLike', 'arn:aws:iam::*:policy/*'))],
    ],
    ['an administrator policy as boundary', [allow('iam:PutUserPolicy', boundary('StringEquals', admin))]],
    [
      'a boundary only where there is one',
      [allow('iam:PutRolePolicy', boundary('StringEqualsIfExists', limit))],
    ],
    ['some boundary', [allow('iam:PutRolePolicy', { Null: { 'iam:PermissionsBoundary': 'false' } })]],
    ['every service', runs('*.amazonaws.com')],
    ['every service, by its end', runs('*amazonaws.com')],
    ['every service beside one', runs('lambda.amazonaws.com', '*.amazonaws.co*')],
    [
      'every service but one',
      [
        allow('iam:PassRole', service('StringNotEquals', 'ec2.amazonaws.com')),
        allow(['lambda:CreateFunction', 'lambda:InvokeFunction']),
      ],
    ],
    [
      'users whose names begin with the own',
      [allow('iam:CreateLoginProfile', undefined, `arn:aws:iam::*:user/${variable('aws:username')}*`)],
    ],
    [
      'users whose names end with the own',
      [
        allow(
          'iam:CreateAccessKey',
          undefined,
          `arn:aws:iam::111122223333:user/*${variable('aws:username')}`,
        ),
      ],
    ],
    [
      'a tag that the call itself brings',
      [allow('iam:PassRole'), allow('ecs:RunTask', { StringEquals: { 'aws:RequestTag/team': 'shop' } })],
    ],
    [
      'any cluster',
      [allow('ecs:ExecuteCommand', { ArnLike: { 'ecs:cluster': 'arn:aws:ecs:*:111122223333:cluster/*' } })],
    ],
  ])('%s', (_, statements) => expect(ids(...statements)).not.toEqual([]));
});

describe('a value that leaves no strong target', () => {
  it.each<[string, Written[]]>([
    [
      'one harmless policy',
      [allow('iam:AttachRolePolicy', policyArn('ArnEquals', 'arn:aws:iam::aws:policy/ReadOnlyAccess'))],
    ],
    [
      'the policies of a path',
      [allow('iam:AttachRolePolicy', policyArn('ArnLike', 'arn:aws:iam::111122223333:policy/app/*'))],
    ],
    [
      'names that begin alike',
      [allow('iam:AttachUserPolicy', policyArn('StringLike', 'arn:aws:iam::aws:policy/AmazonS3*'))],
    ],
    [
      'a star that StringEquals takes as it is',
      [allow('iam:AttachRolePolicy', policyArn('StringEquals', 'arn:aws:iam::aws:policy/*'))],
    ],
    [
      'a Deny of every other policy',
      [
        allow('iam:AttachRolePolicy'),
        deny('iam:*', policyArn('ArnNotLike', 'arn:aws:iam::111122223333:policy/app/*')),
      ],
    ],
    ['one boundary', [allow('iam:PutRolePolicy', boundary('StringEquals', limit))]],
    [
      'a Deny without the boundary',
      [
        allow(['iam:PutRolePolicy', 'iam:AttachRolePolicy']),
        deny('iam:*', boundary('StringNotEquals', limit)),
      ],
    ],
    ['a boundary on a call that carries none', [allow('iam:CreateAccessKey', boundary('StringLike', '*'))]],
    ['one service', runs('lambda.amazonaws.com')],
    ['services that begin alike', runs('ecs*.amazonaws.com')],
    [
      'one service, where the request tells it',
      [
        allow('iam:PassRole', service('StringEqualsIfExists', 'ecs-tasks.amazonaws.com')),
        allow('ecs:RunTask'),
      ],
    ],
    [
      'the resources of one service',
      [
        allow('iam:PassRole', { ArnLike: { 'iam:AssociatedResourceARN': 'arn:aws:ecs:*:*:*' } }),
        allow('ecs:*', undefined, 'arn:aws:ecs:eu-west-1:111122223333:service/shop/*'),
      ],
    ],
    [
      'the own user in any path',
      [allow('iam:CreateAccessKey', undefined, `arn:aws:iam::*:user/*/${variable('aws:username')}`)],
    ],
    ['tagged users', [allow('iam:CreateAccessKey', { StringEquals: { 'aws:ResourceTag/team': 'shop' } })]],
    [
      'a tag on a call that brings none',
      [allow('iam:CreateAccessKey', { StringEquals: { 'aws:RequestTag/team': 'shop' } })],
    ],
    [
      'one cluster',
      [
        allow('ecs:ExecuteCommand', {
          ArnEquals: { 'ecs:cluster': 'arn:aws:ecs:eu-west-1:111122223333:cluster/dev' },
        }),
      ],
    ],
  ])('%s', (_, statements) => expect(ids(...statements)).toEqual([]));
});

const actions = [
  ...['*', 'iam:*', 'iam:PassRole', 'iam:AttachRolePolicy', 'iam:PutRolePolicy', 'iam:PutUserPolicy'],
  ...['ecs:RunTask', 'lambda:*', 'iam:CreateAccessKey', 's3:*', 'sts:AssumeRole'],
  ...['s3:GetObject', 'secretsmanager:GetSecretValue'],
];
const keys = [
  ...['iam:PolicyARN', 'iam:PermissionsBoundary', 'iam:PassedToService', 'aws:ResourceTag/team'],
  ...['aws:RequestTag/team', 'aws:SourceIp', 'ecs:cluster', 'aws:MultiFactorAuthPresent'],
  ...['s3:authtype', 'secretsmanager:VersionStage'],
];
const operators = [
  ...['StringEquals', 'StringLike', 'ArnLike', 'StringNotEquals', 'StringLikeIfExists', 'Null', 'Bool'],
  ...['ForAllValues:StringLike', 'ArnNotLike', 'DateLessThan'],
];
/** Each admits all that the one before it admits, under an operator that knows patterns. */
const widening = [
  [
    limit,
    'arn:aws:iam::111122223333:policy/limits/*',
    'arn:aws:iam::111122223333:policy/*',
    'arn:aws:iam::*:policy/*',
    '*',
  ],
  [admin, 'arn:aws:iam::aws:policy/*', 'arn:aws:iam::*:policy/*', '*'],
  ['ecs.amazonaws.com', 'ecs*.amazonaws.com', '*.amazonaws.com', '*'],
  ['shop', 's*', '*'],
];

const condition = fc
  .tuple(fc.constantFrom(...operators), fc.constantFrom(...keys), fc.constantFrom(...widening.flat(), 'true'))
  .map(([operator, key, value]): Block => ({ [operator]: { [key]: value } }));
const statement = fc
  .record({
    action: fc.subarray(actions, { minLength: 1, maxLength: 3 }),
    deny: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
    condition: fc.option(condition, { nil: undefined }),
  })
  .map(
    ({ action, deny: isDeny, condition: under }): Written => ({
      ...allow(action, under),
      Effect: isDeny ? 'Deny' : 'Allow',
    }),
  );

/** What is told of a policy, as names that can be compared. */
function told(statements: readonly Written[]): ReadonlySet<string> {
  const document = policy(...statements);
  const flags = [
    administratorGrants(document, '').length > 0 ? ['administrator'] : [],
    wideGrants(document, '').length > 0 ? ['wide'] : [],
    [...readsAllOf(document)],
  ].flat();
  return new Set([...ids(...statements), ...flags]);
}

const holds = (property: fc.IRawProperty<unknown>) => fc.assert(property, numberOfRuns(300));

describe('a condition on how one service is called', () => {
  const under = (action: string, key: string) => told([allow(action, { StringEquals: { [key]: 'x' } })]);

  it.each([
    ['*', 's3:authtype', 'administrator', false],
    ['*', 'secretsmanager:VersionStage', 'wide', false],
    ['iam:PutRolePolicy', 's3:authtype', 'putrolepolicy', false],
    ['s3:*', 's3:authtype', 'wide', true],
    ['s3:*', 's3:ExistingObjectTag/team', 'wide', false],
  ])('%s under %s is told as %s: %s', (action, key, what, expected) => {
    expect(under(action, key).has(what)).toBe(expected);
  });
});

describe('properties', () => {
  it('a condition added to an Allow tells nothing new', () => {
    holds(
      fc.property(
        fc.array(statement, { maxLength: 3 }),
        condition,
        fc.subarray(actions, { minLength: 1 }),
        (rest, added, action) => {
          const without = told([...rest, allow(action)]);
          for (const id of told([...rest, allow(action, added)])) expect(without).toContain(id);
        },
      ),
    );
  });

  it('a wider value of a positive condition takes nothing back', () => {
    const step = fc.constantFrom(
      ...widening.flatMap((chain) =>
        chain.slice(1).map((wide, index) => [chain[index] ?? '', wide] as const),
      ),
    );
    holds(
      fc.property(
        fc.array(statement, { maxLength: 3 }),
        fc.constantFrom(
          ...['StringLike', 'ArnLike', 'StringLikeIfExists', 'ForAllValues:StringLike'],
          ...['ForAnyValue:StringLike', 'ForAnyValue:ArnLikeIfExists'],
        ),
        fc.constantFrom(
          'iam:PolicyARN',
          'iam:PermissionsBoundary',
          'iam:PassedToService',
          'aws:ResourceTag/team',
          'ecs:cluster',
        ),
        step,
        fc.subarray(actions, { minLength: 1 }),
        (rest, operator, key, [narrow, wide], action) => {
          const wider = told([...rest, allow(action, { [operator]: { [key]: wide } })]);
          for (const id of told([...rest, allow(action, { [operator]: { [key]: narrow } })]))
            expect(wider).toContain(id);
        },
      ),
    );
  });

  /** What is told under a condition, and with one value more: every id of `of` is among those of `among`. */
  type Told = Record<'fewer' | 'more', ReadonlySet<string>>;
  const oneMore = (operators: readonly string[], [of, among]: readonly [keyof Told, keyof Told]) =>
    holds(
      fc.property(
        fc.array(statement, { maxLength: 2 }),
        fc.constantFrom(...operators),
        fc.constantFrom(...keys),
        fc.array(fc.constantFrom(...widening.flat()), { minLength: 1, maxLength: 2 }),
        fc.constantFrom(...widening.flat()),
        (rest, operator, key, values, added) => {
          const toldWith = (all: readonly string[]) =>
            told([...rest, allow('*', { [operator]: { [key]: all } })]);
          const both: Told = { fewer: toldWith(values), more: toldWith([...values, added]) };
          for (const id of both[of]) expect(both[among]).toContain(id);
        },
      ),
    );

  it('one value more of a positive condition takes nothing back', () => {
    oneMore(['StringEquals', 'StringLike', 'ArnLike'], ['fewer', 'more']);
  });

  it('one value more of a negated condition tells nothing new', () => {
    oneMore(
      ['StringNotEquals', 'StringNotLike', 'ArnNotLike', 'ForAnyValue:StringNotLike'],
      ['more', 'fewer'],
    );
  });

  it('a Deny taken away, or put under a condition, takes nothing back', () => {
    holds(
      fc.property(
        fc.array(statement, { maxLength: 3 }),
        condition,
        fc.subarray(actions, { minLength: 1 }),
        (rest, added, action) => {
          const denied = told([...rest, { ...allow(action), Effect: 'Deny' }]);
          const partly = told([...rest, { ...allow(action, added), Effect: 'Deny' }]);
          const free = told(rest);
          for (const id of denied) expect(partly).toContain(id);
          for (const id of partly) expect(free).toContain(id);
        },
      ),
    );
  });
});
