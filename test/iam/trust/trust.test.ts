// Who may assume a role, and to whom a repository is open: principals, conditions and Denies together.
import { describe, expect, it } from 'vitest';
import { openedTo } from '../../../shared/iam/trust/resource-policy.ts';
import { type Trusted, trustedPrincipals } from '../../../shared/iam/trust/trust.ts';
import { variable } from '../arbitraries.ts';

type Conditions = Record<string, Record<string, string | readonly string[]>>;
const statement = (Principal: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Principal,
  Action: 'sts:AssumeRole',
  ...more,
});
const when = (operator: string, key: string, ...values: string[]): { Condition: Conditions } => ({
  Condition: { [operator]: { [key]: values } },
});
const denyOthers = (operator: string, key: string, ...values: string[]) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 'sts:*',
  ...when(operator, key, ...values),
});

function trusted(...statements: object[]): readonly Trusted[] {
  const result = trustedPrincipals({ Version: '2012-10-17', Statement: statements }, 'trust');
  if (!result.ok) throw new Error(result.reason);
  return result.trusted;
}

describe('trustedPrincipals', () => {
  it.each<[unknown, Partial<Trusted>]>([
    ['*', { kind: 'anyone', account: null, path: 'trust.Statement[0].Principal' }],
    [{ AWS: '*' }, { kind: 'anyone', account: null, path: 'trust.Statement[0].Principal.AWS' }],
    [{ AWS: 'arn:aws:iam::*:root' }, { kind: 'anyone', account: null }],
    [{ AWS: '111122223333' }, { kind: 'account', account: '111122223333' }],
    [
      { AWS: ['arn:aws-cn:iam::111122223333:root'] },
      { kind: 'account', account: '111122223333', path: 'trust.Statement[0].Principal.AWS[0]' },
    ],
    [{ AWS: 'arn:aws:iam::111122223333:role/a/root' }, { kind: 'principal', account: '111122223333' }],
    [{ AWS: 'arn:aws:sts::111122223333:assumed-role/r/s' }, { kind: 'principal', account: '111122223333' }],
    [{ AWS: 'AROAEXAMPLEEXAMPLE123' }, { kind: 'principal', account: null }],
    [{ CanonicalUser: 'abc' }, { kind: 'principal', account: null }],
    [
      { Service: 'ecs-tasks.amazonaws.com' },
      { kind: 'service', account: null, value: 'ecs-tasks.amazonaws.com' },
    ],
    [
      { Federated: 'arn:aws:iam::111122223333:oidc-provider/x' },
      { kind: 'federated', account: '111122223333' },
    ],
  ])('reads %j', (principal, expected) => {
    expect(trusted(statement(principal))).toEqual([expect.objectContaining(expected)]);
  });

  it('looks only at Allows of the calls that assume a role', () => {
    expect(trusted(statement('*', { Action: 'sts:TagSession' }), statement('*', { Effect: 'Deny' }))).toEqual(
      [],
    );
    expect(trusted(statement('*', { Action: 'STS:assumerole*' }))[0]?.actions).toHaveLength(3);
    expect(trusted(statement('*', { Action: '*' }))).toHaveLength(1);
    expect(
      trusted({ Effect: 'Allow', Principal: '*', NotAction: 'sts:AssumeRole' })[0]?.actions,
    ).toHaveLength(2);
    expect(trusted({ Effect: 'Allow', Action: 'sts:AssumeRole' })).toEqual([]);
  });

  it('takes NotPrincipal under Allow for everybody', () => {
    expect(
      trusted({ Effect: 'Allow', NotPrincipal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' }),
    ).toMatchObject([{ kind: 'anyone', path: 'trust.Statement[0].NotPrincipal' }]);
  });

  it.each<[string, { Condition: Conditions }, boolean]>([
    ['StringEquals', when('StringEquals', 'sts:ExternalId', 'x'), true],
    ['other spelling of the key', when('StringLike', 'STS:externalid', 'x-*'), true],
    ['any value', when('StringLike', 'sts:ExternalId', '*'), false],
    ['any value beside one', when('StringLike', 'sts:ExternalId', 'x', '**'), false],
    ['no value', when('StringEquals', 'sts:ExternalId'), false],
    ['a value that may be absent', when('StringEqualsIfExists', 'sts:ExternalId', 'x'), false],
    ['all of none', when('ForAllValues:StringEquals', 'sts:ExternalId', 'x'), false],
    ['another value', when('StringNotEquals', 'sts:ExternalId', 'x'), false],
    ['presence only', when('Null', 'sts:ExternalId', 'false'), false],
  ])('external id: %s', (_, condition, externalId) => {
    expect(trusted(statement({ AWS: '111122223333' }, condition))).toMatchObject([{ externalId }]);
  });

  it('tells the organisation demanded', () => {
    const one = when('StringEquals', 'aws:PrincipalOrgID', 'o-abc', 'o-def');
    expect(trusted(statement('*', one))).toMatchObject([
      {
        kind: 'anyone',
        organisation: ['o-abc', 'o-def'],
        restricted: true,
        conditions: ['aws:PrincipalOrgID'],
      },
    ]);
    const path = when('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-abc/r-1/ou-2/*');
    expect(trusted(statement('*', path))).toMatchObject([{ organisation: ['o-abc'], restricted: true }]);
    for (const open of [
      when('StringLike', 'aws:PrincipalOrgID', 'o-*'),
      when('StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-abc'),
    ]) {
      expect(trusted(statement('*', open))).toMatchObject([{ organisation: null, restricted: false }]);
    }
  });

  it('tells everybody of certain accounts as those accounts', () => {
    const accounts = when('StringEquals', 'aws:PrincipalAccount', '111122223333', '444455556666');
    expect(trusted(statement('*', accounts))).toMatchObject([
      { kind: 'account', account: '111122223333', value: '*', restricted: true },
      { kind: 'account', account: '444455556666', value: '*', restricted: true },
    ]);
    const role = when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/ops-*');
    expect(trusted(statement({ AWS: '*' }, role))).toMatchObject([
      { kind: 'account', account: '111122223333' },
    ]);
  });

  it.each<[string, { Condition: Conditions }, boolean]>([
    ['a role name in any account', when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/admin'), false],
    ['a pattern of everybody', when('StringLike', 'aws:PrincipalArn', '*'), false],
    ['accounts by their first digits', when('StringLike', 'aws:PrincipalAccount', '11*'), false],
    ['an account beside everybody', when('StringLike', 'aws:PrincipalAccount', '111122223333', '*'), false],
    ['a tag that anybody can have', when('StringEquals', 'aws:PrincipalTag/team', 'ops'), false],
    [
      'the own account by variable',
      when('StringEquals', 'aws:PrincipalAccount', variable('aws:ResourceAccount')),
      true,
    ],
    ['sessions of one role', when('StringLike', 'aws:userid', 'AROAEXAMPLEEXAMPLE123:*'), true],
    ['sessions of any role', when('StringLike', 'aws:userid', 'AROA*'), false],
    ['one VPC endpoint', when('StringEquals', 'aws:SourceVpce', 'vpce-1'), true],
    ['any VPC', when('StringLike', 'aws:SourceVpc', 'vpc-*'), false],
    ['an ARN without its account', when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::bucket'), true],
  ])('everybody, under %s: restricted %s', (_, condition, restricted) => {
    expect(trusted(statement('*', condition))).toMatchObject([{ kind: 'anyone', restricted }]);
  });

  it('heeds the Denies of the same document', () => {
    const allow = statement({ AWS: ['111122223333', 'arn:aws:iam::444455556666:role/x'] });
    const denyAccount = { ...statement({ AWS: 'arn:aws:iam::444455556666:root' }), Effect: 'Deny' };
    expect(trusted(allow, denyAccount)).toMatchObject([{ account: '111122223333' }]);
    expect(trusted(allow, { ...statement('*'), Effect: 'Deny' })).toEqual([]);
    expect(
      trusted(allow, { Effect: 'Deny', NotPrincipal: { AWS: '111122223333' }, Action: '*' }),
    ).toMatchObject([{ account: '111122223333' }]);
    expect(
      trusted(statement('*'), { Effect: 'Deny', NotPrincipal: { AWS: '111122223333' }, Action: '*' }),
    ).toHaveLength(1);
    expect(trusted(allow, { Effect: 'Deny', Action: '*' })).toHaveLength(2);
    const withoutMfa = {
      ...statement('*', when('BoolIfExists', 'aws:MultiFactorAuthPresent', 'false')),
      Effect: 'Deny',
    };
    expect(trusted(allow, withoutMfa)).toHaveLength(2);
  });

  it('reads a Deny of all who are not X as a demand of X', () => {
    const open = statement('*');
    expect(trusted(open, denyOthers('StringNotEquals', 'aws:PrincipalOrgID', 'o-abc'))).toMatchObject([
      { organisation: ['o-abc'], restricted: true },
    ]);
    expect(
      trusted(open, denyOthers('StringNotEquals', 'aws:PrincipalAccount', '111122223333')),
    ).toMatchObject([{ kind: 'account', account: '111122223333' }]);
    expect(
      trusted(open, denyOthers('ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:*')),
    ).toMatchObject([{ account: '111122223333' }]);
    expect(trusted(open, denyOthers('StringNotEquals', 'sts:ExternalId', 'x'))).toMatchObject([
      { externalId: true },
    ]);
    const exceptServices = {
      ...denyOthers('x', 'y'),
      Condition: {
        StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-abc' },
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      },
    };
    expect(trusted(open, exceptServices)).toMatchObject([{ organisation: ['o-abc'] }]);
    for (const none of [
      denyOthers('ForAnyValue:StringNotLike', 'aws:PrincipalOrgPaths', 'o-abc/*'),
      denyOthers('StringEquals', 'aws:PrincipalOrgID', 'o-abc'),
      denyOthers('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24'),
      { ...denyOthers('StringNotEquals', 'aws:PrincipalOrgID', 'o-abc'), Action: 'sts:AssumeRoleWithSAML' },
    ]) {
      expect(trusted(open, none)).toMatchObject([{ kind: 'anyone', restricted: false }]);
    }
  });

  it('says where a document is malformed', () => {
    expect(trustedPrincipals('{"Statement":[{}]}', 'trust')).toMatchObject({
      ok: false,
      path: 'Statement[0].Action',
    });
  });
});

describe('openedTo', () => {
  const pull = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
  const policy = (Action: unknown, Principal: unknown = '*', more: object = {}) => ({
    Version: '2008-10-17',
    Statement: [{ Sid: 's', Effect: 'Allow', Principal, Action, ...more }],
  });

  it.each<[string, unknown, readonly string[]]>([
    ['one action', 'ecr:BatchGetImage', ['ecr:BatchGetImage']],
    ['wildcards', ['ecr:Get*', 'ecr:Batch*'], pull],
    ['everything', 'ecr:*', pull],
    ['something else', 'ecr:DescribeImages', []],
  ])('%s', (_, action, actions) => {
    const result = openedTo(policy(action), 'policyText', pull);
    expect(result).toMatchObject({
      ok: true,
      opened:
        actions.length === 0
          ? []
          : [{ path: 'policyText.Statement[0].Principal', sid: 's', kind: 'anyone', actions }],
    });
  });

  it('takes single actions back, and tells what narrows the rest', () => {
    const open = policy('ecr:*', { AWS: '*' }, when('StringEquals', 'aws:SourceAccount', '111122223333'));
    const document = {
      ...open,
      Statement: [...open.Statement, { Effect: 'Deny', Principal: '*', Action: 'ecr:BatchGetImage' }],
    };
    expect(openedTo(JSON.stringify(document), '', pull)).toMatchObject({
      opened: [
        {
          kind: 'account',
          account: '111122223333',
          actions: ['ecr:GetDownloadUrlForLayer'],
          conditions: ['aws:SourceAccount'],
        },
      ],
    });
    expect(openedTo('', '', pull)).toMatchObject({ ok: false });
  });
});
