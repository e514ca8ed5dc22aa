// Ways to more permissions: what completes one, what only looks like it, and that the data is sound.
import { describe, expect, it } from 'vitest';
import { escalationPaths } from '../../../shared/iam/escalation/escalation.ts';
import { escalationPathsKnown } from '../../../shared/iam/escalation/paths.ts';
import { variable } from '../arbitraries.ts';

const role = 'arn:aws:iam::111122223333:role/app';
const user = 'arn:aws:iam::111122223333:user/kim';
const allow = (Action: unknown, more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const held = (statements: readonly object[], at = 'policy') => ({
  document: { Version: '2012-10-17', Statement: statements },
  at,
});
const ids = (statements: readonly object[], holder: string | null = null) =>
  escalationPaths([held(statements)], holder).map(({ id }) => id);

describe('escalationPaths', () => {
  it.each(
    escalationPathsKnown.map((path) => [path.id, path] as const),
  )('finds %s by itself, and nothing with one action less', (_, path) => {
    expect(ids([allow(path.actions)])).toContain(path.id);
    for (const missing of path.actions) {
      expect(ids([allow(path.actions.filter((action) => action !== missing))])).not.toContain(path.id);
    }
    expect(ids([allow(path.actions), { ...allow(path.actions.slice(-1)), Effect: 'Deny' }])).not.toContain(
      path.id,
    );
  });

  it('has one id for each path', () => {
    expect(new Set(escalationPathsKnown.map(({ id }) => id)).size).toBe(escalationPathsKnown.length);
  });

  it('takes all policies together and tells the statements', () => {
    const found = escalationPaths(
      [
        held([allow('s3:*'), allow('iam:PassRole')], 'a'),
        held([allow('ecs:Run*', { Resource: 'arn:aws:ecs:*:*:task-definition/*' })], 'b'),
      ],
      null,
    );
    expect(found).toEqual([
      {
        id: 'passrole+runtask',
        kind: 'runs',
        statements: ['a.Statement[1]', 'b.Statement[0]'],
        actions: ['iam:PassRole', 'ecs:RunTask'],
        message:
          'with iam:PassRole and ecs:RunTask it runs a task (the call may override its task role) with any role there is',
        change: 'give iam:PassRole only the ARNs of the roles meant, with iam:PassedToService',
      },
    ]);
  });

  it.each<[string, object[], string | null]>([
    [
      'one role to pass',
      [allow('iam:PassRole', { Resource: role }), allow('ecs:*', { Resource: 'arn:aws:ecs:*:*:cluster/x' })],
      role,
    ],
    [
      'a service demanded',
      [
        allow('iam:PassRole', {
          Condition: { StringLikeIfExists: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
        }),
        allow('ecs:RunTask'),
      ],
      role,
    ],
    [
      'policies limited',
      [
        allow('iam:AttachRolePolicy', {
          Condition: { ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/ReadOnlyAccess' } },
        }),
      ],
      role,
    ],
    [
      'keys of one’s own',
      [allow('iam:CreateAccessKey', { Resource: `arn:aws:iam::*:user/${variable('aws:username')}` })],
      user,
    ],
    [
      'another role by name',
      [allow('iam:PutRolePolicy', { Resource: 'arn:aws:iam::111122223333:role/other' })],
      role,
    ],
    ['a role’s calls for a user', [allow('iam:PutRolePolicy', { Resource: role })], user],
    ['NotResource', [{ Effect: 'Allow', Action: 'iam:PutRolePolicy', NotResource: '*' }], role],
    [
      'one function',
      [allow('lambda:UpdateFunctionCode', { Resource: 'arn:aws:lambda:*:*:function:x' })],
      role,
    ],
    ['reading', [allow(['iam:Get*', 'iam:List*', 'ecs:Describe*'])], role],
    ['a broken document', [{ Effect: 'allow' }], role],
  ])('not %s', (_, statements, holder) => {
    expect(ids(statements, holder)).toEqual([]);
  });

  it.each<[string, object, string | null, string]>([
    ['its own role', allow('iam:PutRolePolicy', { Resource: role }), role, 'putrolepolicy'],
    ['its own user', allow('iam:Put*', { Resource: user }), user, 'putuserpolicy'],
    [
      'its own user by variable',
      allow('iam:AttachUserPolicy', { Resource: `arn:aws:iam::*:user/${variable('aws:username')}` }),
      null,
      'attachuserpolicy',
    ],
    [
      'its own account by variable',
      allow('iam:PutRolePolicy', { Resource: `arn:aws:iam::${variable('aws:PrincipalAccount')}:role/app` }),
      role,
      'putrolepolicy',
    ],
  ])('reaches %s', (_, statement, holder, id) => {
    expect(ids([statement], holder)).toContain(id);
  });

  const any = (Action: string, ...Resource: string[]) => allow(Action, { Resource });

  it.each<[string, object[], string]>([
    [
      'any function',
      [any('lambda:UpdateFunctionCode', 'arn:aws:lambda:*:*:function:*')],
      'updatefunctioncode',
    ],
    [
      'any function of a Region and account',
      [any('lambda:UpdateFunctionCode', 'arn:aws:lambda:eu-central-1:111122223333:function:*')],
      'updatefunctioncode',
    ],
    ['any task', [any('ecs:ExecuteCommand', 'arn:aws:ecs:*:*:task/*')], 'executecommand'],
    ['any task by Session Manager', [any('ssm:StartSession', 'arn:aws:ecs:*:*:task/*')], 'startsession'],
    ['any instance', [any('ssm:StartSession', 'arn:aws:ec2:*:*:instance/*')], 'startsession'],
    [
      'any instance by a shell document',
      [any('ssm:SendCommand', 'arn:aws:ec2:*:*:instance/*', 'arn:aws:ssm:*:*:document/AWS-RunShellScript')],
      'sendcommand',
    ],
    [
      'any cluster',
      [any('eks:CreateAccessEntry', 'arn:aws:eks:*:*:cluster/*'), any('eks:AssociateAccessPolicy', '*')],
      'createaccessentry+associateaccesspolicy',
    ],
    ['any stack', [any('cloudformation:UpdateStack', 'arn:aws:cloudformation:*:*:stack/*')], 'updatestack'],
    ['any provider', [any('iam:UpdateSAMLProvider', 'arn:aws:iam::*:saml-provider/*')], 'updatesamlprovider'],
    ['any root user', [any('sts:AssumeRoot', 'arn:aws:iam::*:root')], 'assumeroot'],
  ])('reaches %s', (_, statements, id) => {
    expect(ids(statements)).toContain(id);
  });

  it.each<[string, object[]]>([
    ['functions of one name', [any('lambda:UpdateFunctionCode', 'arn:aws:lambda:*:*:function:shop-*')]],
    ['tasks of one cluster', [any('ecs:ExecuteCommand', 'arn:aws:ecs:*:*:task/shop/*')]],
    [
      'a command document that does one thing',
      [any('ssm:SendCommand', 'arn:aws:ec2:*:*:instance/*', 'arn:aws:ssm:*:*:document/AWS-UpdateSSMAgent')],
    ],
    [
      'entries of one cluster',
      [any('eks:*', 'arn:aws:eks:*:*:cluster/shop', 'arn:aws:eks:*:*:access-entry/shop/*')],
    ],
  ])('does not count %s', (_, statements) => {
    expect(ids(statements)).toEqual([]);
  });
});

describe('what one has', () => {
  const policy = 'arn:aws:iam::111122223333:policy/team';
  const found = (resource: string, arn: string) =>
    escalationPaths([{ ...held([allow('iam:CreatePolicyVersion', { Resource: resource })]), arn }], null).map(
      ({ id }) => id,
    );

  it('is rewritten where the grant names a policy one has', () => {
    expect(found('arn:aws:iam::*:policy/te*', policy)).toEqual(['createpolicyversion']);
  });

  it.each([
    ['another policy', 'arn:aws:iam::*:policy/other', policy],
    [
      'a policy of AWS, which nobody can rewrite',
      'arn:aws:iam::aws:policy/*',
      'arn:aws:iam::aws:policy/ReadOnlyAccess',
    ],
  ])('is not %s', (_, resource, arn) => {
    expect(found(resource, arn)).toEqual([]);
  });
});

describe('conditions on time', () => {
  const under = (operator: string, key: string, value: string) =>
    ids([allow('iam:CreatePolicyVersion', { Condition: { [operator]: { [key]: value } } })], null);

  it('grant nothing where that time is over', () => {
    expect(under('DateLessThan', 'aws:TokenIssueTime', '2020-01-01T00:00:01Z')).toEqual([]);
    expect(under('DateLessThanEquals', 'aws:CurrentTime', '2025-12-31')).toEqual([]);
  });

  it.each([
    ['DateGreaterThan', 'aws:TokenIssueTime', '2020-01-01T00:00:01Z'],
    ['DateLessThan', 'aws:CurrentTime', '2099-01-01T00:00:00Z'],
    ['DateLessThanIfExists', 'aws:TokenIssueTime', '2020-01-01T00:00:01Z'],
    ['DateLessThan', 'aws:CurrentTime', 'soon'],
  ])('grant it under %s %s %s', (operator, key, value) => {
    expect(under(operator, key, value)).toEqual(['createpolicyversion']);
  });
});
