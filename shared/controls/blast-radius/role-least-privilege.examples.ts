// Roles of workloads that hold too much, and those that only look like it.
// SPDX-License-Identifier: Apache-2.0
import { type JsonObject, listOf, objectOf } from '../../model/json.ts';
import { cloudTrail, policyDocument, roleDetails, trustOf } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';
import { taskDefinition } from '../examples/workloads.ts';

const wide = policyDocument({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
const narrow = policyDocument({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::shop-assets/*',
});

const allow = (
  action: string | string[],
  resource: string | string[],
  condition?: JsonObject,
): JsonObject => ({
  ...{ Effect: 'Allow', Action: action, Resource: resource },
  ...(condition === undefined ? {} : { Condition: condition }),
});
const everything = allow('*', '*');
const taskRole = (statement: JsonObject) =>
  roleDetails(trustOf('ecs-tasks.amazonaws.com'), [policyDocument(statement)]);

const boundary = 'arn:aws:iam::111122223333:policy/boundary';
/** A task role with one statement within a boundary of one statement. */
function bounded(statement: JsonObject, limit: JsonObject): JsonObject {
  const details = taskRole(statement);
  const roles = listOf(details.RoleDetailList).map((role) => ({
    ...objectOf(role),
    PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary },
  }));
  const version = { VersionId: 'v1', IsDefaultVersion: true, Document: policyDocument(limit) };
  const policy = { PolicyName: 'boundary', Arn: boundary, PolicyVersionList: [version] };
  return { ...details, RoleDetailList: roles, Policies: [policy] };
}

const accountWide: readonly (readonly [says: string, statement: JsonObject])[] = [
  ['every secret', allow('secretsmanager:GetSecretValue', '*')],
  [
    'every secret of one Region',
    allow('secretsmanager:Get*', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:*'),
  ],
  [
    'every parameter',
    allow(['ssm:DescribeParameters', 'ssm:GetParametersByPath'], 'arn:aws:ssm:*:111122223333:parameter/*'),
  ],
  ['every object', allow('s3:GetObject*', 'arn:aws:s3:::*')],
  ['every object, by its key alone', allow('s3:GetObject', 'arn:aws:s3:::*/*')],
  ['every table', allow(['dynamodb:Query', 'dynamodb:GetItem'], '*')],
  ['every key', allow('kms:Decrypt', 'arn:aws:kms:*:111122223333:key/*')],
  [
    'every secret, from one network',
    allow('secretsmanager:GetSecretValue', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }),
  ],
  [
    'every secret, whichever version',
    allow('secretsmanager:GetSecretValue', '*', {
      StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' },
    }),
  ],
  [
    'every object of the account, under its own number',
    allow('s3:GetObject', '*', { StringEquals: { 's3:ResourceAccount': '111122223333' } }),
  ],
  [
    'every object, signed anew',
    allow('s3:GetObject', '*', { StringEquals: { 's3:signatureversion': 'AWS4-HMAC-SHA256' } }),
  ],
  [
    'every key, from its own account',
    allow('kms:Decrypt', '*', { StringEquals: { 'kms:CallerAccount': '111122223333' } }),
  ],
  [
    'every parameter, one by one',
    allow('ssm:GetParametersByPath', '*', { Bool: { 'ssm:Recursive': 'false' } }),
  ],
  [
    'every table, whole items',
    allow('dynamodb:Scan', '*', { StringEquals: { 'dynamodb:Select': 'ALL_ATTRIBUTES' } }),
  ],
  [
    'every secret but one',
    {
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      NotResource: 'arn:aws:secretsmanager:*:*:secret:root-*',
    },
  ],
];

const narrowed: readonly (readonly [says: string, statement: JsonObject])[] = [
  [
    'secrets of one path',
    allow('secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:*:111122223333:secret:shop/*'),
  ],
  ['the names of all secrets', allow(['secretsmanager:ListSecrets', 'secretsmanager:DescribeSecret'], '*')],
  [
    'secrets by their tag',
    allow('secretsmanager:GetSecretValue', '*', { StringEquals: { 'aws:ResourceTag/team': 'shop' } }),
  ],
  [
    'keys by what decrypts for it',
    allow('kms:Decrypt', '*', {
      StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' },
    }),
  ],
  ['one prefix of any bucket', allow('s3:GetObject', 'arn:aws:s3:::*/public/*')],
  ['lists of all buckets', allow(['s3:ListAllMyBuckets', 's3:ListBucket'], '*')],
  ['parameters of one path', allow('ssm:GetParameters', 'arn:aws:ssm:*:*:parameter/shop/*')],
  ['messages of any queue', allow('sqs:ReceiveMessage', '*')],
  [
    'items by their key',
    allow('dynamodb:GetItem', '*', { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': ['shop'] } }),
  ],
  [
    'one secret by its id',
    allow('secretsmanager:GetSecretValue', '*', { StringEquals: { 'secretsmanager:SecretId': 'shop' } }),
  ],
  [
    'objects by their tag',
    allow('s3:GetObject', '*', { StringEquals: { 's3:ExistingObjectTag/team': 'shop' } }),
  ],
  [
    'keys by what was encrypted',
    allow('kms:Decrypt', '*', { StringEquals: { 'kms:EncryptionContext:app': 'shop' } }),
  ],
  [
    'secrets under a condition of S3 calls',
    allow('secretsmanager:GetSecretValue', '*', { StringEquals: { 's3:authtype': 'REST-HEADER' } }),
  ],
];

export const examples = (): Examples => ({
  fails: [
    ...accountWide.map(([says, statement]) => ({
      says,
      given: taskRole(statement),
      at: 'RoleDetailList[0].RolePolicyList[0].PolicyDocument.Statement[0]',
      severity: 'medium' as const,
    })),
    {
      says: 'everything, within a boundary that is as wide',
      given: bounded(everything, everything),
      at: 'RoleDetailList[0].RolePolicyList[0].PolicyDocument.Statement[0]',
      severity: 'high',
      alsoFails: ['control-plane/no-administrator-grant', 'control-plane/no-privilege-escalation'],
    },
    {
      says: 'a task role that may do anything with every bucket',
      given: roleDetails(trustOf('ecs-tasks.amazonaws.com'), [wide]),
      at: 'RoleDetailList[0].RolePolicyList[0].PolicyDocument.Statement[0]',
    },
    {
      says: 'PassRole on every role',
      given: roleDetails(trustOf('pods.eks.amazonaws.com'), [
        policyDocument({ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }),
      ]),
      at: 'RoleDetailList[0].RolePolicyList[0].PolicyDocument.Statement[0]',
      alsoFails: ['control-plane/no-privilege-escalation'],
    },
  ],
  passes: [
    ...narrowed.map(([says, statement]) => ({ says, given: taskRole(statement) })),
    {
      says: 'everything, within a boundary that leaves two reads',
      given: bounded(everything, allow(['sqs:ReceiveMessage', 'sns:ListTopics'], '*')),
    },
    {
      says: 'every object, within a boundary that leaves one bucket',
      given: bounded(allow('s3:GetObject', '*'), allow('s3:*', 'arn:aws:s3:::shop-assets/*')),
    },
    { says: 'one action on one bucket', given: roleDetails(trustOf('ecs-tasks.amazonaws.com'), [narrow]) },
  ],
  unknown: [
    { says: 'a task definition without facts about its role', given: taskDefinition() },
    {
      says: 'a wide inline policy for a role of which nothing else is known',
      given: cloudTrail('iam', 'PutRolePolicy', {
        requestParameters: {
          roleName: 'shop-web-task',
          policyName: 'all-buckets',
          policyDocument: JSON.stringify(wide),
        },
      }),
    },
  ],
  notApplicable: [{ says: 'a role of Lambda', given: roleDetails(trustOf('lambda.amazonaws.com'), [wide]) }],
});
