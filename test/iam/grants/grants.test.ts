// What makes an administrator, what is too wide for a workload, and what is neither.
import { describe, expect, it } from 'vitest';
import {
  administratorGrants,
  knownAdministratorPolicy,
  wideGrants,
} from '../../../shared/iam/grants/grants.ts';
import { calmMsSince, processorMs } from '../../support/processor-time.ts';
import { variable } from '../arbitraries.ts';

type Element = string | readonly string[];
interface Written {
  Effect?: string;
  Sid?: string;
  Action?: Element;
  NotAction?: Element;
  Resource?: Element;
  NotResource?: Element;
  Condition?: Record<string, Record<string, Element | boolean>>;
}
const policy = (...statements: Written[]) => ({
  Version: '2012-10-17',
  Statement: statements.map((one) => ({ Effect: 'Allow', ...one })),
});
const all = { Action: '*', Resource: '*' };
const deny = (rest: Written): Written => ({ Effect: 'Deny', ...rest });
const under = (operator: string, key: string, value: string): Written => ({
  Condition: { [operator]: { [key]: value } },
});
const letters = [...'abcdefghijklmnopqrstuvwxyz'];

describe('administratorGrants', () => {
  it.each<[string, Written[]]>([
    ['*:*', [all]],
    ['lists and spellings', [{ Action: ['*:*'], Resource: ['arn:aws:s3:::x', '**'] }]],
    ['?*', [{ Action: '?*', Resource: 'arn:*' }]],
    ['an ARN of wildcards in another partition', [{ Action: '*', Resource: 'arn:aws-cn:*:*:*:*' }]],
    ['the own account spelled out', [{ Action: 'iam:*', Resource: 'arn:aws:iam::111122223333:*' }]],
    ['iam:* in capitals', [{ Action: 'IAM:*', Resource: '*' }]],
    [
      'IAM writes one by one',
      [
        {
          Action: [
            'iam:Create*',
            'iam:Put*',
            'iam:Attach*',
            'iam:Update*',
            'iam:Add*',
            'iam:Set*',
            'iam:PassRole',
          ],
          Resource: '*',
        },
      ],
    ],
    ['PowerUserAccess', [{ NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }]],
    ['NotAction of one action', [{ NotAction: 'aws-portal:*', Resource: '*' }]],
    ['NotResource', [{ Action: '*', NotResource: 'arn:aws:s3:::secret/*' }]],
    ['MFA demanded', [{ ...all, ...under('Bool', 'aws:MultiFactorAuthPresent', 'true') }]],
    ['an address demanded', [{ ...all, ...under('IpAddress', 'aws:SourceIp', '203.0.113.0/24') }]],
    ['a tag on the caller demanded', [{ ...all, ...under('StringEquals', 'aws:PrincipalTag/team', 'ops') }]],
    [
      'a tag that may be absent',
      [{ ...all, ...under('StringEqualsIfExists', 'aws:ResourceTag/team', 'ops') }],
    ],
    [
      'a tag that must not be there',
      [{ ...all, ...under('StringNotEquals', 'aws:ResourceTag/team', 'ops') }],
    ],
    ['a tag of any value', [{ ...all, ...under('StringLike', 'aws:ResourceTag/team', '*') }]],
    ['an operator nobody knows', [{ ...all, ...under('StringFits', 'aws:ResourceTag/team', 'ops') }]],
    ['a Deny of a part', [all, deny({ Action: 'iam:*', Resource: '*' })]],
    ['a Deny of one resource', [all, deny({ Action: '*', Resource: 'arn:aws:s3:::secret/*' })]],
    [
      'a Deny without MFA',
      [all, deny({ ...all, ...under('BoolIfExists', 'aws:MultiFactorAuthPresent', 'false') })],
    ],
    ['a Deny of what services call', [all, deny({ ...all, ...under('Bool', 'aws:ViaAWSService', 'true') })]],
    [
      'a Deny until a day that is over',
      [all, deny({ ...all, ...under('DateLessThan', 'aws:CurrentTime', '2025-01-01T00:00:00Z') })],
    ],
    [
      'a Deny of another principal',
      [all, deny({ ...all, ...under('ArnLike', 'aws:PrincipalArn', '*:role/dev-*') })],
    ],
    ['a Deny without a tag', [all, deny({ ...all, ...under('Null', 'aws:PrincipalTag/team', 'false') })]],
    ['a Deny of plain HTTP', [all, deny({ ...all, ...under('Bool', 'aws:SecureTransport', 'false') })]],
  ])('%s', (_, statements) => {
    const [grant, ...more] = administratorGrants(policy(...statements), 'policyDocument');
    expect(more).toEqual([]);
    expect(grant?.path).toBe('policyDocument.Statement[0]');
    expect(wideGrants(policy(...statements), '')).toHaveLength(1);
  });

  it.each<[string, Written[]]>([
    ['one service', [{ Action: 's3:*', Resource: '*' }]],
    ['reading everything', [{ Action: ['*:Get*', '*:List*', '*:Describe*'], Resource: '*' }]],
    ['everything on one bucket', [{ Action: '*', Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'] }]],
    ['roles only', [{ Action: 'iam:*', Resource: 'arn:aws:iam::*:role/app-*' }]],
    [
      'one user',
      [{ Action: 'iam:*', Resource: `arn:aws:iam::111122223333:user/${variable('aws:username')}` }],
    ],
    ['tagged resources', [{ ...all, ...under('StringEquals', 'aws:ResourceTag/team', 'ops') }]],
    [
      'a boundary demanded',
      [
        {
          Action: 'iam:*',
          Resource: '*',
          ...under('StringEquals', 'iam:PermissionsBoundary', 'arn:aws:iam::111122223333:policy/b'),
        },
      ],
    ],
    ['a Deny of all', [all, deny(all)]],
    ['a Deny of all but one service', [all, deny({ NotAction: 's3:*', Resource: '*' })]],
    ['a Deny of all but one bucket', [all, deny({ Action: '*', NotResource: 'arn:aws:s3:::b/*' })]],
    ['a Deny alone', [deny(all)]],
    ['a Deny of all direct calls', [all, deny({ ...all, ...under('Bool', 'aws:ViaAWSService', 'false') })]],
    [
      'a Deny since a day that is over',
      [all, deny({ ...all, ...under('DateGreaterThan', 'aws:CurrentTime', '2025-01-01T00:00:00Z') })],
    ],
    ['a Deny of every principal', [all, deny({ ...all, ...under('ArnLike', 'aws:PrincipalArn', '*') })]],
    ['a Deny of whoever has a name', [all, deny({ ...all, ...under('Null', 'aws:userid', 'false') })]],
    ['a Deny in every Region', [all, deny({ ...all, ...under('StringLike', 'aws:RequestedRegion', '*') })]],
    ['no Resource at all', [{ Action: '*' }]],
    ['most services taken back', [all, deny({ NotAction: ['s3:*', 'ec2:*', 'logs:*'], Resource: '*' })]],
  ])('not %s', (_, statements) => {
    expect(administratorGrants(policy(...statements), '')).toEqual([]);
  });

  it('finds an administrator that is one only in sum', () => {
    const parts = [
      ...letters.filter((letter) => letter !== 'i'),
      ...[...'acpsu'].map((letter) => `iam:${letter}`),
    ].map((start) => `${start}*`);
    const split = policy(...parts.map((Action) => ({ Action, Resource: '*' })));
    const [grant, ...more] = administratorGrants(split, '');
    expect(more).toEqual([]);
    expect(grant?.message).toMatch(/together with Statement\[\d+\].* every action on every resource/);
    expect(
      administratorGrants(policy({ Action: letters.map((letter) => `${letter}*`), Resource: '*' }), '')[0]
        ?.found,
    ).toEqual({
      Action: ['a*', 'b*', 'c*', 'd*', 'e*', 'and 21 more'],
      Resource: '*',
    });
  });

  it('tells the statement, its sid and the condition', () => {
    const document = policy(
      { Action: 's3:Get*', Resource: '*' },
      { ...all, Sid: 'Admin', ...under('Bool', 'aws:SecureTransport', 'true') },
    );
    expect(administratorGrants(JSON.stringify(document), 'requestParameters.policyDocument')).toEqual([
      {
        path: 'requestParameters.policyDocument.Statement[1]',
        sid: 'Admin',
        found: { Action: '*', Resource: '*' },
        message:
          'the statement grants every action on every resource (under a condition on aws:SecureTransport)',
      },
    ]);
  });

  it('answers soon, however large the document', () => {
    const many = (length: number, one: Written): Written[] => Array.from({ length }, () => one);
    const started = processorMs();
    wideGrants(
      policy(
        ...many(1_500, { Action: 's3:*', Resource: '*' }),
        ...many(1_500, deny({ Action: 'ec2:*', Resource: '*' })),
      ),
      '',
    );
    wideGrants(policy({ Action: '*', Resource: `arn:aws:s3:::${'*a'.repeat(100_000)}` }), '');
    wideGrants(policy({ Action: '*a'.repeat(100_000), Resource: '*' }), '');
    wideGrants(policy({ Action: Array.from({ length: 20_000 }, (_, n) => `s${n}:*`), Resource: '*' }), '');
    expect(calmMsSince(started)).toBeLessThan(10_000);
  });

  it('grants nothing where the document is no policy', () => {
    for (const input of [null, 'x', {}, { Statement: [{ effect: 'Allow' }] }]) {
      expect(administratorGrants(input, '')).toEqual([]);
      expect(wideGrants(input, '')).toEqual([]);
    }
  });
});

describe('wideGrants', () => {
  it.each<[string, Written[], string]>([
    ['a service as a whole', [{ Action: ['s3:*', 'logs:Put*'], Resource: '*' }], 's3'],
    ['a service on all its ARNs', [{ Action: 'sqs:*', Resource: 'arn:aws:sqs:*:*:*' }], 'sqs'],
    ['buckets have neither region nor account', [{ Action: 'S3:**', Resource: 'arn:aws:s3:::*' }], 's3'],
    [
      'a long NotAction',
      [{ NotAction: letters.flatMap((a) => (a === 'x' ? [] : [`${a}*`])), Resource: '*' }],
      'services it does not name',
    ],
    ['PassRole on any role', [{ Action: 'iam:PassRole', Resource: '*' }], 'iam:PassRole'],
    [
      'PassRole on all roles of the account',
      [{ Action: 'iam:PassRole', Resource: 'arn:aws:iam::111122223333:role/*' }],
      'iam:PassRole',
    ],
    [
      'PassRole to any service',
      [{ Action: 'iam:Pass*', Resource: '*', ...under('StringLike', 'iam:PassedToService', '*') }],
      'iam:PassRole',
    ],
    ['AssumeRole on any role', [{ Action: 'sts:AssumeRole', Resource: '*' }], 'sts:AssumeRole'],
    [
      'AssumeRole on any role of any account',
      [{ Action: 'sts:Assume*', Resource: 'arn:aws:iam::*:role/*' }],
      'sts:AssumeRole',
    ],
    [
      'a Deny of something else',
      [{ Action: 's3:*', Resource: '*' }, deny({ Action: 's3:Delete*', Resource: '*' })],
      's3',
    ],
  ])('%s', (_, statements, said) => {
    const [grant, ...more] = wideGrants(policy(...statements), '');
    expect(more).toEqual([]);
    expect(grant?.path).toBe('Statement[0]');
    expect(grant?.message).toContain(said);
  });

  it.each<[string, Written[]]>([
    ['read-only wildcards', [{ Action: ['ec2:Describe*', 'ecs:List*'], Resource: '*' }]],
    ['one bucket', [{ Action: 's3:*', Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'] }]],
    ['one role passed', [{ Action: 'iam:PassRole', Resource: 'arn:aws:iam::*:role/task-*' }]],
    [
      'roles passed to one service',
      [
        {
          Action: 'iam:PassRole',
          Resource: '*',
          ...under('StringEquals', 'iam:PassedToService', 'ecs-tasks.amazonaws.com'),
        },
      ],
    ],
    [
      'roles passed to one service, said softly',
      [
        {
          Action: 'iam:PassRole',
          Resource: '*',
          ...under('StringLikeIfExists', 'iam:PassedToService', 'lambda.amazonaws.com'),
        },
      ],
    ],
    [
      'roles of one other account',
      [{ Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::444455556666:role/*' }],
    ],
    ['a service taken back', [{ Action: 's3:*', Resource: '*' }, deny({ Action: 's3:*', Resource: '*' })]],
    [
      'tagged resources',
      [{ Action: 'ecs:*', Resource: '*', ...under('StringEquals', 'aws:ResourceTag/app', 'x') }],
    ],
    [
      'what the execution role needs',
      [{ Action: ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'logs:PutLogEvents'], Resource: '*' }],
    ],
  ])('not %s', (_, statements) => {
    expect(wideGrants(policy(...statements), '')).toEqual([]);
  });
});

describe('knownAdministratorPolicy', () => {
  it.each([
    ['arn:aws:iam::aws:policy/AdministratorAccess', true],
    ['arn:aws-cn:iam::aws:policy/PowerUserAccess', true],
    ['arn:aws-us-gov:iam::aws:policy/IAMFullAccess', true],
    ['arn:aws:iam::aws:policy/job-function/AdministratorAccess', true],
    ['arn:aws:iam::aws:policy/AdministratorAccess-Amplify', false],
    ['arn:aws:iam::111122223333:policy/AdministratorAccess', false],
    ['arn:aws:iam::aws:policy/ReadOnlyAccess', false],
    ['AdministratorAccess', false],
  ])('%s: %s', (arn, expected) => {
    expect(knownAdministratorPolicy(arn)).toBe(expected);
  });
});
