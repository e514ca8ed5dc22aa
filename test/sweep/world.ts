// A made account for sweeps: what its lists show, what its things look like, and the events that told of each.
import type { JsonObject } from '../../shared/model/json.ts';
import { fakeApi } from '../gather/fake-api.ts';

export const account = '111122223333';
export const region = 'eu-central-1';
export const home = { account, region };
export const at = '2026-11-20T10:00:00.000Z';
const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
export const cluster = arn('ecs', 'cluster/shop');

/** A task of a family of its own, as somebody registered it. */
export interface MadeTask {
  readonly name: string;
  readonly container: JsonObject;
}

export interface MadeGroup {
  readonly id: string;
  /** Null: it lets nobody in. */
  readonly open: string | null;
}

export interface MadeRole {
  readonly name: string;
  /** Of its one inline policy. */
  readonly action: string;
  readonly trusts: string;
}

export interface MadeRepository {
  readonly name: string;
  readonly mutable: boolean;
  readonly publicly: boolean;
}

export interface MadeAccount {
  readonly tasks: readonly MadeTask[];
  readonly groups: readonly MadeGroup[];
  readonly roles: readonly MadeRole[];
  readonly repositories: readonly MadeRepository[];
}

export const emptyAccount: MadeAccount = { tasks: [], groups: [], roles: [], repositories: [] };

const definitionArn = (name: string) => arn('ecs', `task-definition/${name}:1`);
export const taskOf = ({ name, container }: MadeTask): JsonObject => ({
  ...{
    taskArn: arn('ecs', `task/shop/${name}`),
    clusterArn: cluster,
    taskDefinitionArn: definitionArn(name),
  },
  ...{ group: `family:${name}`, launchType: 'FARGATE', lastStatus: 'RUNNING', desiredStatus: 'RUNNING' },
  containers: [{ name: 'app', image: container.image ?? null }],
  ...{ overrides: { containerOverrides: [] }, tags: [], startedBy: 'kim' },
});

const groupOf = ({ id, open }: MadeGroup): JsonObject => ({
  ...{
    GroupId: id,
    GroupName: id,
    Description: '',
    OwnerId: account,
    VpcId: 'vpc-1',
    IpPermissionsEgress: [],
  },
  IpPermissions:
    open === null
      ? []
      : [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: open }], Ipv6Ranges: [] }],
});

const trustOf = ({ trusts }: MadeRole) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: trusts }, Action: 'sts:AssumeRole' }],
  });
const policyOf = ({ action }: MadeRole) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
  });
const roleOf = (role: MadeRole): JsonObject => ({
  ...{
    RoleName: role.name,
    RoleId: 'AROAEXAMPLE',
    Path: '/',
    Arn: `arn:aws:iam::${account}:role/${role.name}`,
  },
  ...{ CreateDate: '2026-11-01T00:00:00Z', AssumeRolePolicyDocument: encodeURIComponent(trustOf(role)) },
});

const open = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' }],
});
const repositoryOf = ({ name, mutable }: MadeRepository): JsonObject => ({
  ...{ repositoryName: name, registryId: account, repositoryArn: arn('ecr', `repository/${name}`) },
  ...{
    imageTagMutability: mutable ? 'MUTABLE' : 'IMMUTABLE',
    encryptionConfiguration: { encryptionType: 'AES256' },
  },
  imageScanningConfiguration: { scanOnPush: true },
});

/** Lists and reads of the account; whatever else is asked is not recorded. */
export function apiOf(made: MadeAccount) {
  const roleBy = (input: JsonObject) => made.roles.find(({ name }) => name === input.RoleName);
  const repositoryBy = (input: JsonObject) =>
    made.repositories.find(({ name }) => name === input.repositoryName);
  return fakeApi({
    'ecs.ListClusters': { clusterArns: [cluster] },
    'ecs.DescribeClusters': { clusters: [{ clusterArn: cluster, clusterName: 'shop', settings: [] }] },
    'ecs.ListServices': { serviceArns: [] },
    'ecs.ListTasks': { taskArns: made.tasks.map((task) => String(taskOf(task).taskArn)) },
    'ecs.DescribeTasks': ({ tasks }) => ({
      tasks: made.tasks.map(taskOf).filter(({ taskArn }) => (tasks as unknown[]).includes(taskArn)),
    }),
    'ecs.DescribeTaskDefinition': ({ taskDefinition }) => {
      const task = made.tasks.find(({ name }) => definitionArn(name) === taskDefinition);
      if (task === undefined) return 'not-found';
      const containerDefinitions = [{ name: 'app', ...task.container }];
      const definition = { taskDefinitionArn: definitionArn(task.name), family: task.name, revision: 1 };
      return { taskDefinition: { ...definition, containerDefinitions, networkMode: 'awsvpc' }, tags: [] };
    },
    'eks.ListClusters': { clusters: [] },
    'ecr.DescribeRepositories': ({ repositoryNames }) => {
      const names = repositoryNames as unknown[] | undefined;
      const wanted = made.repositories.filter(({ name }) => names === undefined || names.includes(name));
      return wanted.length < (names ?? []).length ? 'not-found' : { repositories: wanted.map(repositoryOf) };
    },
    'ecr.GetRepositoryPolicy': (input) =>
      repositoryBy(input)?.publicly === true ? { policyText: open } : 'not-found',
    'ecr.GetLifecyclePolicy': 'not-found',
    'ecr.GetRegistryPolicy': 'not-found',
    'ecr.DescribeRegistry': { registryId: account, replicationConfiguration: { rules: [] } },
    'ecr.GetRegistryScanningConfiguration': { scanningConfiguration: { scanType: 'BASIC', rules: [] } },
    'ecr.DescribePullThroughCacheRules': { pullThroughCacheRules: [] },
    'ec2.DescribeInstances': { Reservations: [] },
    'ec2.DescribeSecurityGroups': ({ GroupIds }) => {
      const ids = GroupIds as unknown[] | undefined;
      return { SecurityGroups: made.groups.filter(({ id }) => ids?.includes(id) ?? true).map(groupOf) };
    },
    'iam.GetAccountAuthorizationDetails': {
      ...{ UserDetailList: [], GroupDetailList: [], Policies: [], IsTruncated: false },
      RoleDetailList: made.roles.map((role) => ({
        ...roleOf(role),
        RolePolicyList: [{ PolicyName: 'own', PolicyDocument: encodeURIComponent(policyOf(role)) }],
        ...{ AttachedManagedPolicies: [], InstanceProfileList: [], Tags: [] },
      })),
    },
    'iam.GetRole': (input) => {
      const role = roleBy(input);
      return role === undefined ? 'not-found' : { Role: roleOf(role) };
    },
    'iam.ListRolePolicies': { PolicyNames: ['own'], IsTruncated: false },
    'iam.ListAttachedRolePolicies': { AttachedPolicies: [], IsTruncated: false },
    'iam.GetRolePolicy': (input) => {
      const role = roleBy(input);
      return role === undefined ? 'not-found' : { PolicyDocument: encodeURIComponent(policyOf(role)) };
    },
  });
}

const time = '2026-11-20T09:59:00Z';
const envelope = (source: string, kind: string, detail: JsonObject): JsonObject => ({
  ...{ version: '0', id: `${source}/${JSON.stringify(detail).length}`, source, 'detail-type': kind },
  ...{ account, time, region, resources: [], detail },
});
let calls = 0;
export const called = (
  service: string,
  eventName: string,
  requestParameters: JsonObject,
  responseElements: JsonObject | null = null,
) => {
  const eventID = `00000000-0000-4000-8000-${String(calls++).padStart(12, '0')}`;
  return envelope(`aws.${service}`, 'AWS API Call via CloudTrail', {
    ...{ eventVersion: '1.11', eventTime: time, eventSource: `${service}.amazonaws.com`, eventName, eventID },
    ...{ awsRegion: region, requestParameters, responseElements, readOnly: false, eventType: 'AwsApiCall' },
    ...{ managementEvent: true, recipientAccountId: account, eventCategory: 'Management' },
    userIdentity: {
      type: 'IAMUser',
      arn: `arn:aws:iam::${account}:user/kim`,
      accountId: account,
      userName: 'kim',
    },
  });
};

/** What AWS told of each thing when it was made. */
export function eventsOf(made: MadeAccount): readonly JsonObject[] {
  return [
    ...made.tasks.map((task) =>
      envelope('aws.ecs', 'ECS Task State Change', { ...taskOf(task), version: 2, updatedAt: time }),
    ),
    ...made.groups.map(({ id }) =>
      called('ec2', 'AuthorizeSecurityGroupIngress', { groupId: id, ipPermissions: {} }),
    ),
    ...made.roles.map((role) =>
      called('iam', 'PutRolePolicy', {
        roleName: role.name,
        policyName: 'own',
        policyDocument: policyOf(role),
      }),
    ),
    ...made.repositories.map(({ name, mutable }) =>
      called('ecr', 'PutImageTagMutability', {
        repositoryName: name,
        registryId: account,
        imageTagMutability: mutable ? 'MUTABLE' : 'IMMUTABLE',
      }),
    ),
  ];
}
