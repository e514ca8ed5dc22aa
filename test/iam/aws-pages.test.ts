// Decisions that pages of AWS's documentation settle, the awkward ones first: each row names its page.
import { describe, expect, it } from 'vitest';
import {
  type AccessRequest,
  type ApplicablePolicies,
  decide,
  type IamDecision,
} from '../../shared/iam/decision/evaluate.ts';
import type { PolicyDocument } from '../../shared/iam/policy/document.ts';
import { parsePolicy } from '../../shared/iam/policy/parse.ts';
import { variable } from './arbitraries.ts';

const account = '111122223333';
const user = `arn:aws:iam::${account}:user/team/kim`;
const role = `arn:aws:iam::${account}:role/team/app`;
const session = `arn:aws:sts::${account}:assumed-role/app/s1`;
const root = `arn:aws:iam::${account}:root`;
const object = 'arn:aws:s3:::shop/kim/a.txt';

function documentOf(statements: readonly object[], version: string | null = '2012-10-17'): PolicyDocument {
  const parsed = parsePolicy({ ...(version === null ? {} : { Version: version }), Statement: statements });
  if (!parsed.ok) throw new Error(`${parsed.path}: ${parsed.reason}`);
  return parsed.policy;
}

/** Statements with what matters to none of the rows filled in. */
const given = (effect: 'Allow' | 'Deny') => (more: object) =>
  documentOf([{ Effect: effect, ...action(more), ...target(more), ...more }]);
const action = (more: object) => ('Action' in more || 'NotAction' in more ? {} : { Action: '*' });
const target = (more: object) => ('Resource' in more || 'NotResource' in more ? {} : { Resource: '*' });
const allow = given('Allow');
const deny = given('Deny');
const everything = allow({});

interface Row {
  readonly page: string;
  readonly says: string;
  readonly expected: IamDecision['decision'];
  readonly request?: Partial<AccessRequest>;
  readonly policies: Partial<ApplicablePolicies>;
}

function decisionOf({ request = {}, policies }: Row): IamDecision['decision'] {
  const asked = {
    action: 's3:GetObject',
    resource: object,
    principal: user,
    contextComplete: true,
    ...request,
  };
  return decide(asked, { identity: [], ...policies }).decision;
}

/** Rows about one Allow of an identity policy: does it apply? */
function applying(
  page: string,
  rows: readonly (readonly [
    says: string,
    applies: boolean,
    statement: object,
    request?: Partial<AccessRequest>,
  ])[],
): Row[] {
  return rows.map(([says, applies, statement, request = {}]) => ({
    page,
    says,
    expected: applies ? 'allowed' : 'implicit-deny',
    request,
    policies: { identity: [allow(statement)] },
  }));
}

/** Rows about one condition and the values that the request has. */
function under(
  page: string,
  rows: readonly (readonly [
    says: string,
    holds: boolean,
    condition: object,
    context?: AccessRequest['context'],
  ])[],
): Row[] {
  return applying(
    page,
    rows.map(([says, holds, Condition, context = {}]) => [says, holds, { Condition }, { context }] as const),
  );
}

const rows: readonly Row[] = [
  ...applying('reference_policies_elements_action', [
    ['service prefix and action ignore case', true, { Action: 'S3:getobject' }],
    ['a star anywhere', true, { Action: 's3:*Obj*' }],
    ['a question mark is one character', false, { Action: 's3:GetObject?' }],
    ['NotAction allows all but what it lists', false, { NotAction: 's3:Get*' }],
    ['… whatever its case', false, { NotAction: ['S3:GETOBJECT'] }],
    ['NotAction reaches other services', true, { NotAction: 'iam:*' }],
  ]),
  ...applying('reference_policies_elements_resource', [
    ['ARNs are compared with their case', false, { Resource: 'arn:aws:s3:::Shop/*' }],
    ['a star runs over slashes', true, { Resource: 'arn:aws:s3:::shop/*.txt' }],
    ['a bucket is not its objects', false, { Resource: 'arn:aws:s3:::shop' }],
    [
      'a star does not leave its part of the ARN',
      false,
      { Resource: 'arn:aws:s*3:::shop/*' },
      { resource: 'arn:aws:s:3:::shop/a' },
    ],
    [
      'NotResource leaves out what it lists',
      false,
      { NotResource: ['arn:aws:s3:::shop', 'arn:aws:s3:::shop/*'] },
    ],
    ['NotResource reaches all else', true, { NotResource: 'arn:aws:s3:::shop' }],
    [
      'a call without a resource wants a star',
      false,
      { Resource: 'arn:aws:s3:::shop' },
      { action: 's3:ListAllMyBuckets', resource: '*' },
    ],
    [
      'a role’s path is part of its ARN',
      false,
      { Action: 'iam:PassRole', Resource: `arn:aws:iam::${account}:role/app` },
      { action: 'iam:PassRole', resource: role },
    ],
  ]),
  ...applying('reference_policies_variables', [
    ['the user’s own name', true, { Resource: `arn:aws:s3:::shop/${variable('aws:username')}/*` }],
    ['key names ignore case', true, { Resource: `arn:aws:s3:::shop/${variable('aws:UserName')}/*` }],
    [
      'a role has no user name',
      false,
      { Resource: `arn:aws:s3:::shop/${variable('aws:username')}*` },
      { principal: role, resource: 'arn:aws:s3:::shop/' },
    ],
    [
      'a default stands in for a missing key',
      true,
      { Resource: `arn:aws:s3:::shop/${variable("aws:PrincipalTag/team, 'kim'")}/*` },
    ],
    [
      '… and gives way to a value',
      false,
      { Resource: `arn:aws:s3:::shop/${variable("aws:PrincipalTag/team, 'kim'")}/*` },
      { context: { 'aws:PrincipalTag/team': 'ops' } },
    ],
    [
      'an escaped star is a star',
      true,
      { Resource: `arn:aws:s3:::shop/${variable('*')}` },
      { resource: 'arn:aws:s3:::shop/*' },
    ],
    ['an escaped star is no wildcard', false, { Resource: `arn:aws:s3:::shop/${variable('*')}` }],
    ['an escaped question mark is one', false, { Resource: `arn:aws:s3:::shop/kim/a${variable('?')}txt` }],
    [
      'an escaped dollar is one',
      true,
      { Resource: `arn:aws:s3:::shop/${variable('$')}1` },
      { resource: 'arn:aws:s3:::shop/$1' },
    ],
    [
      'a variable without a value matches nothing',
      false,
      { Resource: `arn:aws:s3:::shop/kim/${variable('aws:SourceIdentity')}*` },
    ],
    [
      'a key of several values is no variable',
      false,
      { Resource: `arn:aws:s3:::shop/${variable('aws:TagKeys')}/*` },
      { context: { 'aws:TagKeys': ['kim', 'x'] } },
    ],
    [
      'variables in condition values',
      true,
      { Condition: { StringEquals: { 'aws:ResourceTag/owner': variable('aws:username') } } },
      { context: { 'aws:ResourceTag/owner': 'kim' } },
    ],
    [
      'a variable without a value equals nothing',
      false,
      { Condition: { StringEquals: { 'aws:ResourceTag/owner': variable('aws:PrincipalTag/team') } } },
      { context: { 'aws:ResourceTag/owner': 'ops' } },
    ],
    [
      '… which a negated operator wants',
      true,
      { Condition: { StringNotEquals: { 'aws:ResourceTag/owner': variable('aws:PrincipalTag/team') } } },
      { context: { 'aws:ResourceTag/owner': 'ops' } },
    ],
    [
      'variables in StringLike',
      true,
      { Condition: { StringLike: { 's3:prefix': `${variable('aws:username')}/*` } } },
      { context: { 's3:prefix': 'kim/x' } },
    ],
  ]),
  {
    page: 'reference_policies_elements_version',
    says: 'in version 2008-10-17 a variable is plain text',
    expected: 'implicit-deny',
    policies: {
      identity: [
        documentOf(
          [{ Effect: 'Allow', Action: '*', Resource: `arn:aws:s3:::shop/${variable('aws:username')}/*` }],
          '2008-10-17',
        ),
      ],
    },
  },
  {
    page: 'reference_policies_elements_version',
    says: 'no version is 2008-10-17',
    expected: 'implicit-deny',
    policies: {
      identity: [
        documentOf(
          [{ Effect: 'Allow', Action: '*', Resource: `arn:aws:s3:::shop/${variable('aws:username')}/*` }],
          null,
        ),
      ],
    },
  },
  ...under('reference_policies_elements_condition_operators', [
    ['StringEquals minds case', false, { StringEquals: { k: 'A' } }, { k: 'a' }],
    ['StringEquals knows no wildcards', false, { StringEquals: { k: 'a*' } }, { k: 'ab' }],
    [
      'StringEqualsIgnoreCase does not mind case',
      true,
      { StringEqualsIgnoreCase: { k: 'TEAM' } },
      { k: 'team' },
    ],
    ['StringLike minds case', false, { StringLike: { k: 'A*' } }, { k: 'ab' }],
    ['StringLike: a question mark is one', false, { StringLike: { k: 'a?' } }, { k: 'a' }],
    ['StringLike: a star may be nothing', true, { StringLike: { k: 'a*' } }, { k: 'a' }],
    [
      'key names ignore case',
      true,
      { StringEquals: { 'AWS:SOURCEVPCE': 'vpce-1' } },
      { 'aws:SourceVpce': 'vpce-1' },
    ],
    ['a missing key fails an equality', false, { StringEquals: { k: 'a' } }],
    ['a missing key meets a negated operator', true, { StringNotEquals: { k: 'a' } }],
    ['a missing key meets StringNotLike', true, { StringNotLike: { k: 'a*' } }],
    ['a missing key meets NotIpAddress', true, { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }],
    ['a missing key fails Bool', false, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }],
    ['BoolIfExists: a missing key passes', true, { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }],
    [
      'BoolIfExists: a key that is there counts',
      false,
      { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } },
      { 'aws:MultiFactorAuthPresent': 'false' },
    ],
    [
      'booleans are compared as text',
      true,
      { Bool: { 'aws:SecureTransport': true } },
      { 'aws:SecureTransport': 'true' },
    ],
    ['Null true: the key is not there', true, { Null: { 'aws:TokenIssueTime': 'true' } }],
    ['Null false: the key is there', false, { Null: { 'aws:TokenIssueTime': 'false' } }],
    ['Null false: a key that is there', true, { Null: { k: false } }, { k: 'a' }],
    [
      'numbers are compared as numbers',
      true,
      { NumericLessThanEquals: { 's3:max-keys': '10' } },
      { 's3:max-keys': '9' },
    ],
    ['… with decimals', true, { NumericEquals: { k: '10' } }, { k: '10.0' }],
    ['… strictly', false, { NumericLessThan: { k: '10' } }, { k: '10' }],
    ['… negated', true, { NumericNotEquals: { k: '10' } }, { k: '11' }],
    [
      'dates in ISO form',
      true,
      { DateLessThan: { 'aws:CurrentTime': '2026-12-01T00:00:00Z' } },
      { 'aws:CurrentTime': '2026-11-30T23:59:59Z' },
    ],
    [
      'dates as epoch seconds',
      true,
      { DateGreaterThan: { 'aws:EpochTime': '1700000000' } },
      { 'aws:EpochTime': '1700000001' },
    ],
    ['dates of both forms', true, { DateEquals: { k: '2020-01-01T00:00:00Z' } }, { k: '1577836800' }],
    [
      'a date alone is midnight UTC',
      false,
      { DateGreaterThan: { k: '2020-01-02' } },
      { k: '2020-01-01T23:59:59Z' },
    ],
    [
      'an address without a mask is one address',
      false,
      { IpAddress: { 'aws:SourceIp': '203.0.113.5' } },
      { 'aws:SourceIp': '203.0.113.6' },
    ],
    [
      'an address range',
      true,
      { IpAddress: { 'aws:SourceIp': '203.0.113.0/25' } },
      { 'aws:SourceIp': '203.0.113.127' },
    ],
    [
      '… and what lies behind it',
      false,
      { IpAddress: { 'aws:SourceIp': '203.0.113.0/25' } },
      { 'aws:SourceIp': '203.0.113.128' },
    ],
    [
      'IPv6 in any spelling',
      true,
      { IpAddress: { 'aws:SourceIp': '2001:DB8:1234:5678::/64' } },
      { 'aws:SourceIp': '2001:db8:1234:5678:0:0:0:9' },
    ],
    ['families do not mix', false, { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, { 'aws:SourceIp': '::1' }],
    [
      'ARNs part by part',
      false,
      { ArnLike: { 'aws:SourceArn': 'arn:aws:s3*:::shop' } },
      { 'aws:SourceArn': 'arn:aws:s3:eu:1:shop' },
    ],
    [
      'ArnEquals takes wildcards too',
      true,
      { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } },
      { 'aws:SourceArn': 'arn:aws:sns:eu-central-1:111122223333:t' },
    ],
    ['ArnNotLike', false, { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/team/*' } }],
    ['binary values by the letter', true, { BinaryEquals: { k: 'QmluYXJ5' } }, { k: 'QmluYXJ5' }],
  ]),
  ...under('reference_policies_condition-logic-multiple-context-keys-or-values', [
    ['several values are alternatives', true, { StringEquals: { k: ['a', 'b'] } }, { k: 'b' }],
    [
      'several values of a negated operator must all differ',
      false,
      { StringNotEquals: { k: ['a', 'b'] } },
      { k: 'b' },
    ],
    ['several keys must all hold', false, { StringEquals: { k: 'a', l: 'b' } }, { k: 'a', l: 'c' }],
    [
      'several operators must all hold',
      false,
      { StringEquals: { k: 'a' }, Null: { l: 'false' } },
      { k: 'a' },
    ],
  ]),
  ...under('reference_policies_condition-single-vs-multi-valued-context-keys', [
    [
      'ForAllValues: each value must fit',
      false,
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
      { 'aws:TagKeys': ['a', 'c'] },
    ],
    ['ForAllValues: no key passes', true, { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } }],
    [
      'ForAllValues: an empty key passes',
      true,
      { 'ForAllValues:StringLike': { 'aws:TagKeys': ['a*'] } },
      { 'aws:TagKeys': [] },
    ],
    [
      'ForAnyValue: one value is enough',
      true,
      { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } },
      { 'aws:TagKeys': ['c', 'a'] },
    ],
    ['ForAnyValue: no key fails', false, { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } }],
    [
      'ForAnyValue: no key fails, negated or not',
      false,
      { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['a'] } },
    ],
    [
      'ForAnyValue, negated: one other value is enough',
      true,
      { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['a'] } },
      { 'aws:TagKeys': ['a', 'b'] },
    ],
    [
      'ForAllValues, negated: none may be listed',
      false,
      { 'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['a'] } },
      { 'aws:TagKeys': ['a', 'b'] },
    ],
    [
      'ForAllValues with Null asks for the key as well',
      false,
      { 'ForAllValues:StringEquals': { k: ['a'] }, Null: { k: 'false' } },
    ],
    ['ForAnyValue … IfExists: no key passes', true, { 'ForAnyValue:StringEqualsIfExists': { k: ['a'] } }],
  ]),
  ...policyTypes(),
  ...resourcePolicies(),
];

function policyTypes(): Row[] {
  const row = (
    page: string,
    says: string,
    expected: IamDecision['decision'],
    policies: Row['policies'],
    request = {},
  ): Row => ({ page, says, expected, policies, request });
  const logic = 'reference_policies_evaluation-logic_policy-eval-denyallow';
  const all = { identity: [everything] };
  return [
    row(logic, 'nothing allows', 'implicit-deny', {}),
    row(logic, 'a deny in a group’s policy beats an allow in the user’s', 'denied', {
      identity: [everything, deny({ Action: 's3:*' })],
    }),
    row(logic, 'a deny of another resource does not', 'allowed', {
      identity: [everything, deny({ Resource: 'arn:aws:s3:::other/*' })],
    }),
    row('access_policies_boundaries', 'a boundary grants nothing', 'implicit-deny', { boundary: everything }),
    row('access_policies_boundaries', 'both must allow', 'allowed', {
      ...all,
      boundary: allow({ Action: 's3:*' }),
    }),
    row('access_policies_boundaries', 'a deny in the boundary', 'denied', { ...all, boundary: deny({}) }),
    row(
      'access_policies#policies_session',
      'session policies grant nothing',
      'implicit-deny',
      { session: [everything] },
      { principal: session },
    ),
    row(
      'access_policies#policies_session',
      'one of several session policies is enough',
      'allowed',
      { ...all, session: [allow({ Action: 'ecs:*' }), allow({ Action: 's3:*' })] },
      { principal: session },
    ),
    row(
      'access_policies#policies_session',
      'boundary and session limit both',
      'implicit-deny',
      { ...all, session: [everything], boundary: allow({ Action: 'ecs:*' }) },
      { principal: session },
    ),
    row('organizations: orgs_manage_policies_scps', 'an SCP grants nothing', 'implicit-deny', {
      scps: [[everything]],
    }),
    row('organizations: orgs_manage_policies_scps', 'an allow is wanted on every level', 'implicit-deny', {
      ...all,
      scps: [[everything], [], [everything]],
    }),
    row('organizations: orgs_manage_policies_scps', 'a deny on any level', 'denied', {
      ...all,
      scps: [[everything, deny({ NotAction: 'iam:*' })], [everything]],
    }),
    row(
      'organizations: orgs_manage_policies_scps',
      'SCPs bind the root user',
      'denied',
      { scps: [[everything, deny({})]] },
      { principal: root },
    ),
    row(
      'organizations: orgs_manage_policies_scps',
      'SCPs do not bind service-linked roles',
      'allowed',
      { ...all, scps: [[deny({})]] },
      { principal: `arn:aws:iam::${account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS` },
    ),
    row(
      'organizations: orgs_manage_policies_rcps',
      'an RCP denies strangers',
      'denied',
      {
        ...all,
        rcps: [
          [
            allow({ Principal: '*' }),
            deny({ Principal: '*', Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a' } } }),
          ],
        ],
      },
      { context: { 'aws:PrincipalOrgID': 'o-b' } },
    ),
    row(logic, 'the root user needs no policy', 'allowed', {}, { principal: root }),
    row(
      'id_credentials_sts-comparison',
      'the root user assumes no role',
      'implicit-deny',
      { resource: allow({ Principal: { AWS: root } }) },
      { principal: root, action: 'sts:AssumeRole', resource: role },
    ),
    row(
      'STS: API_GetCallerIdentity',
      'needs no permission, and no deny stops it',
      'allowed',
      { identity: [deny({})] },
      { action: 'sts:GetCallerIdentity', resource: '*' },
    ),
  ];
}

function resourcePolicies(): Row[] {
  const row = (
    page: string,
    says: string,
    expected: IamDecision['decision'],
    resource: object | null | undefined,
    more: Partial<ApplicablePolicies> = {},
    request: Partial<AccessRequest> = {},
  ): Row => ({
    ...{ page, says, expected, request },
    policies: { ...more, ...(resource === undefined ? {} : { resource: resource as PolicyDocument | null }) },
  });
  const opens = (AWS: unknown, more = {}) => allow({ Principal: { AWS }, ...more });
  const principals = 'reference_policies_elements_principal';
  const logic = 'reference_policies_evaluation-logic_policy-eval-denyallow';
  const spares = (AWS: unknown) => deny({ NotPrincipal: { AWS } });
  const mine = { identity: [everything] };
  const notPrincipal = 'reference_policies_elements_notprincipal';
  const assume = { action: 'sts:AssumeRole', resource: `arn:aws:iam::${account}:role/admin` };
  const decrypt = { action: 'kms:Decrypt', resource: `arn:aws:kms:eu-central-1:${account}:key/1` };
  return [
    row(principals, 'the account leaves it to identity policies', 'implicit-deny', opens(root)),
    row(principals, '… which then are enough', 'allowed', opens(account), mine),
    row(
      principals,
      'a role’s ARN stands for its sessions',
      'allowed',
      opens(role),
      {},
      { principal: session },
    ),
    row(
      principals,
      'a session’s ARN stands for that session',
      'implicit-deny',
      opens(`arn:aws:sts::${account}:assumed-role/app/other`),
      {},
      { principal: session },
    ),
    row(principals, 'a star names everybody', 'allowed', allow({ Principal: '*' })),
    row(principals, 'a star as AWS principal too', 'allowed', opens('*')),
    row(
      principals,
      'a service',
      'allowed',
      allow({ Principal: { Service: ['sns.amazonaws.com', 's3.amazonaws.com'] } }),
      {},
      { principal: 's3.amazonaws.com' },
    ),
    row(
      principals,
      'another service',
      'implicit-deny',
      allow({ Principal: { Service: 'sns.amazonaws.com' } }),
      {},
      { principal: 's3.amazonaws.com' },
    ),
    row(
      principals,
      'no part of a name is a wildcard',
      'implicit-deny',
      opens(`arn:aws:iam::${account}:user/team/k?m`),
    ),
    row(
      logic,
      'an implicit deny of the boundary limits what a role is given',
      'implicit-deny',
      opens(role),
      { boundary: allow({ Action: 'ecs:*' }) },
      { principal: session },
    ),
    row(logic, '… not what a user is given', 'allowed', opens(user), {
      boundary: allow({ Action: 'ecs:*' }),
    }),
    row(
      logic,
      '… nor what a session is given',
      'allowed',
      opens(session),
      { session: [allow({ Action: 'ecs:*' })] },
      { principal: session },
    ),
    row(
      logic,
      '… nor what everybody of a certain ARN is given',
      'allowed',
      allow({ Principal: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': role } } }),
      { boundary: allow({ Action: 'ecs:*' }) },
      { principal: session, context: { 'aws:PrincipalArn': role } },
    ),
    row(notPrincipal, 'a user beside his account is spared', 'allowed', spares([user, root]), mine),
    row(
      notPrincipal,
      'another user of that account is not',
      'denied',
      spares([`arn:aws:iam::${account}:user/lee`, root]),
      mine,
    ),
    row(notPrincipal, 'a user without his account: perhaps', 'conditional', spares(user), mine),
    row(
      notPrincipal,
      'a session wants session, role and account',
      'allowed',
      spares([session, role, account]),
      mine,
      { principal: session },
    ),
    row(notPrincipal, '… the role alone: perhaps', 'conditional', spares([role, account]), mine, {
      principal: session,
    }),
    row(notPrincipal, 'nobody with a boundary is spared', 'denied', spares([user, root]), {
      ...mine,
      boundary: everything,
    }),
    row(notPrincipal, 'another account is not spared', 'denied', spares('444455556666'), mine),
    row(
      'reference_policies_evaluation-logic-cross-account',
      'both must allow',
      'allowed',
      opens(account),
      mine,
      { resourceAccount: '444455556666' },
    ),
    row(
      'reference_policies_evaluation-logic-cross-account',
      'the resource’s alone is not enough',
      'implicit-deny',
      opens(user),
      {},
      { resourceAccount: '444455556666' },
    ),
    row(
      'reference_policies_evaluation-logic-cross-account',
      'the identity’s alone is not enough',
      'implicit-deny',
      null,
      mine,
      { resourceAccount: '444455556666' },
    ),
    row(
      'reference_policies_evaluation-logic-cross-account',
      'nor can anybody tell without it',
      'conditional',
      undefined,
      mine,
      { resourceAccount: '444455556666' },
    ),
    row(
      'STS: API_AssumeRole',
      'assuming wants the trust policy',
      'implicit-deny',
      allow({ Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
      mine,
      assume,
    ),
    row('STS: API_AssumeRole', '… which is not known', 'conditional', undefined, mine, assume),
    row(
      'STS: API_AssumeRole',
      'a trust that names the user is enough in one account',
      'allowed',
      opens(user, { Action: 'sts:AssumeRole' }),
      {},
      assume,
    ),
    row(
      'kms: key-policies',
      'a key’s policy must let identity policies decide',
      'implicit-deny',
      opens(`arn:aws:iam::${account}:user/lee`),
      mine,
      decrypt,
    ),
    row(
      'kms: key-policies',
      '… and the root user too',
      'implicit-deny',
      opens(`arn:aws:iam::${account}:user/lee`),
      {},
      { ...decrypt, principal: root },
    ),
    row('kms: key-policies', 'naming the account does', 'allowed', opens(root), mine, decrypt),
    row('kms: key-policies', 'without any key there is none', 'allowed', undefined, mine, {
      action: 'kms:CreateKey',
      resource: '*',
    }),
  ];
}

describe('decisions that AWS documents', () => {
  it('are many', () => {
    expect(rows.length).toBeGreaterThan(120);
  });

  it.each(rows.map((row) => [row.page, row.says, row] as const))('%s: %s', (_, __, row) => {
    expect(decisionOf(row)).toBe(row.expected);
  });

  it.each<[string, AccessRequest['principal'], Partial<ApplicablePolicies>, readonly string[]]>([
    [
      'a variable',
      role,
      { identity: [allow({ Resource: `arn:aws:s3:::shop/${variable('aws:PrincipalTag/team')}/*` })] },
      ['aws:PrincipalTag/team'],
    ],
    ['who asks', undefined, { resource: allow({ Principal: { AWS: user } }) }, ['aws:PrincipalArn']],
    [
      'a condition key',
      user,
      { identity: [allow({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })] },
      ['aws:MultiFactorAuthPresent'],
    ],
    [
      'the role of a session with its path',
      session,
      { identity: [allow({ Condition: { ArnEquals: { 'aws:PrincipalArn': role } } })] },
      ['aws:PrincipalArn'],
    ],
  ])('says that it depends on %s', (_, principal, policies, conditions) => {
    const request = {
      action: 's3:GetObject',
      resource: object,
      ...(principal === undefined ? {} : { principal }),
    };
    expect(decide(request, { identity: [], ...policies })).toMatchObject({
      decision: 'conditional',
      conditions,
    });
  });
});
