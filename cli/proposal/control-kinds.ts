// What a new control of one's own begins with, for each kind of subject: a rule that is useful as it stands, a document that breaks it and one that keeps it.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../shared/model/json.ts';
import type { SubjectKind } from '../../shared/model/subject.ts';

export interface ControlStart {
  readonly holds: string;
  readonly message: string;
  readonly fix: string;
  readonly fails: JsonObject;
  readonly passes: JsonObject;
}

const account = '111122223333';
const region = 'eu-central-1';
const digest = `sha256:${'1'.repeat(64)}`;

const task = (tags: JsonObject[]): JsonObject => ({
  family: 'web',
  containerDefinitions: [{ name: 'web', image: 'web:1.4.2' }],
  tags,
});

const pushed = (repository: string): JsonObject => ({
  ...{ version: '0', id: 'e1', 'detail-type': 'ECR Image Action', source: 'aws.ecr', account, region },
  ...{ time: '2026-11-17T09:00:00Z', resources: [] },
  detail: {
    ...{ result: 'SUCCESS', 'action-type': 'PUSH', 'repository-name': repository },
    ...{ 'image-digest': digest, 'image-tag': '1.4.2' },
  },
});

const repository = (name: string): JsonObject => ({
  repositoryName: name,
  repositoryArn: `arn:aws:ecr:${region}:${account}:repository/${name}`,
  imageTagMutability: 'IMMUTABLE',
});

const host = (tokens: string): JsonObject => ({
  InstanceId: 'i-0123456789abcdef0',
  ImageId: 'ami-0123456789abcdef0',
  MetadataOptions: { HttpTokens: tokens, HttpEndpoint: 'enabled' },
});

const cluster = (name: string): JsonObject => ({
  clusterName: name,
  clusterArn: `arn:aws:ecs:${region}:${account}:cluster/${name}`,
  status: 'ACTIVE',
});

const role = (path: string): JsonObject => ({
  RoleName: 'web',
  Path: path,
  Arn: `arn:aws:iam::${account}:role${path}web`,
  AssumeRolePolicyDocument: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  },
});

const group = (name: string): JsonObject => ({
  GroupId: 'sg-0123456789abcdef0',
  GroupName: name,
  IpPermissions: [],
});

const called = (operation: string): JsonObject => ({
  ...{ eventVersion: '1.11', eventID: 'e1', eventTime: '2026-11-17T09:00:00Z', eventType: 'AwsApiCall' },
  ...{
    eventSource: 'ecs.amazonaws.com',
    eventName: operation,
    awsRegion: region,
    recipientAccountId: account,
  },
  userIdentity: {
    ...{ type: 'IAMUser', userName: 'kim', arn: `arn:aws:iam::${account}:user/kim`, accountId: account },
  },
  requestParameters: { cluster: 'shop' },
});

/** Names begin with `acme-` in those that ask for a name. */
const named = (kind: string) => ({
  message: `the ${kind} is not named after its owner`,
  fix: `Name the ${kind} acme-….`,
});

export const controlStarts: Readonly<Record<SubjectKind, ControlStart>> = {
  workload: {
    holds: 'has(workload.tags.cost_centre)',
    message: 'the workload carries no tag cost_centre',
    fix: 'Tag the task definition or label the pod with cost_centre.',
    fails: task([]),
    passes: task([{ key: 'cost_centre', value: '4711' }]),
  },
  image: {
    holds: 'image.repository.startsWith("acme-")',
    ...named('image'),
    fails: pushed('web'),
    passes: pushed('acme-web'),
  },
  repository: {
    holds: 'repository.name.startsWith("acme-")',
    ...named('repository'),
    fails: repository('web'),
    passes: repository('acme-web'),
  },
  host: {
    holds: 'host.httpTokens == "required"',
    message: 'the metadata service answers without a session token',
    fix: 'Require IMDSv2.',
    fails: host('optional'),
    passes: host('required'),
  },
  cluster: {
    holds: 'cluster.name.startsWith("acme-")',
    ...named('cluster'),
    fails: cluster('web'),
    passes: cluster('acme-web'),
  },
  principal: {
    holds: 'principal.path == "/acme/"',
    message: 'the principal is outside the path /acme/',
    fix: 'Create it under the path /acme/.',
    fails: role('/'),
    passes: role('/acme/'),
  },
  network: {
    holds: 'network.name.startsWith("acme-")',
    ...named('security group'),
    fails: group('web'),
    passes: group('acme-web'),
  },
  call: {
    holds: 'call.operation != "StopTask"',
    message: 'somebody stopped a task by hand',
    fix: 'Deploy the service instead of stopping its tasks.',
    fails: called('StopTask'),
    passes: called('RunTask'),
  },
};
