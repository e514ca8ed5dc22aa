// More of a made account: services, clusters of both kinds, instances, users and the registry, each as lists show it and as its calls told of it.
import { type AwsApi, failure } from '../../shared/gather/api.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { fakeApi } from '../gather/fake-api.ts';
import { account, apiOf, called, cluster, emptyAccount, region } from './world.ts';

const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;

export interface MoreMade {
  readonly services: readonly {
    readonly name: string;
    readonly container: JsonObject;
    readonly publicly: boolean;
  }[];
  /** Of the cluster `shop`. */
  readonly insights: 'enabled' | 'disabled';
  readonly exec: 'DEFAULT' | 'NONE' | 'OVERRIDE';
  readonly eks: readonly {
    readonly name: string;
    readonly publicly: boolean;
    readonly cidrs: readonly string[];
    readonly logs: readonly string[];
  }[];
  readonly hosts: readonly {
    readonly name: string;
    readonly tokens: 'optional' | 'required';
    readonly hops: number;
    readonly key: boolean;
  }[];
  readonly users: readonly { readonly name: string; readonly action: string }[];
  readonly registry: 'open' | 'closed' | null;
}

const serviceArn = (name: string) => arn('ecs', `service/shop/${name}`);
const definitionArn = (name: string) => arn('ecs', `task-definition/${name}:1`);
const userArn = (name: string) => `arn:aws:iam::${account}:user/${name}`;

const serviceOf = ({ name, publicly }: MoreMade['services'][number]): JsonObject => ({
  ...{ serviceArn: serviceArn(name), serviceName: name, clusterArn: cluster, status: 'ACTIVE' },
  ...{
    taskDefinition: definitionArn(name),
    launchType: 'FARGATE',
    desiredCount: 1,
    enableExecuteCommand: false,
  },
  networkConfiguration: {
    awsvpcConfiguration: {
      ...{ subnets: ['subnet-1'], securityGroups: ['sg-1'] },
      assignPublicIp: publicly ? 'ENABLED' : 'DISABLED',
    },
  },
  deployments: [],
});

const definitionOf = ({ name, container }: MoreMade['services'][number]): JsonObject => ({
  ...{ taskDefinitionArn: definitionArn(name), family: name, revision: 1, networkMode: 'awsvpc' },
  containerDefinitions: [{ name: 'app', ...container }],
});

const clusterOf = ({ insights, exec }: MoreMade): JsonObject => ({
  ...{ clusterArn: cluster, clusterName: 'shop', status: 'ACTIVE' },
  settings: [{ name: 'containerInsights', value: insights }],
  configuration: { executeCommandConfiguration: { logging: exec } },
  tags: [],
});

const eksOf = ({ name, publicly, cidrs, logs }: MoreMade['eks'][number]): JsonObject => ({
  ...{ name, arn: arn('eks', `cluster/${name}`), version: '1.33', status: 'ACTIVE', tags: {} },
  resourcesVpcConfig: {
    ...{ endpointPublicAccess: publicly, endpointPrivateAccess: true, publicAccessCidrs: [...cidrs] },
    ...{ subnetIds: ['subnet-1'], securityGroupIds: [] },
  },
  logging: { clusterLogging: [{ types: [...logs], enabled: true }] },
  encryptionConfig: [{ resources: ['secrets'], provider: { keyArn: arn('kms', 'key/1') } }],
  accessConfig: { authenticationMode: 'API' },
});

const instanceOf = ({ name, tokens, hops, key }: MoreMade['hosts'][number]): JsonObject => ({
  ...{ InstanceId: name, ImageId: 'ami-1', State: { Name: 'running', Code: 16 }, Tags: [] },
  ...(key ? { KeyName: 'admin' } : {}),
  MetadataOptions: {
    HttpTokens: tokens,
    HttpEndpoint: 'enabled',
    HttpPutResponseHopLimit: hops,
    State: 'applied',
  },
  ...{ NetworkInterfaces: [], SecurityGroups: [], BlockDeviceMappings: [] },
});

const userPolicy = (action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });

const registryPolicy = (how: 'open' | 'closed') =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        ...{ Sid: 'a', Effect: 'Allow', Action: ['ecr:ReplicateImage'], Resource: '*' },
        Principal: how === 'open' ? '*' : { AWS: `arn:aws:iam::${account}:root` },
      },
    ],
  });

/** What the account of `world.ts` answers, where these do not. */
export function moreApi(made: MoreMade): AwsApi {
  const bySpelling = (list: unknown, name: string) =>
    (list as unknown[]).some((one) => one === name || String(one).endsWith(`/${name}`));
  const all = made.hosts.map((host) => ({ OwnerId: account, Instances: [instanceOf(host)] }));
  const more = fakeApi({
    'ecs.DescribeClusters': { clusters: [clusterOf(made)], failures: [] },
    'ecs.ListServices': { serviceArns: made.services.map(({ name }) => serviceArn(name)) },
    'ecs.DescribeServices': ({ services }) => ({
      services: made.services.filter(({ name }) => bySpelling(services, name)).map(serviceOf),
      failures: [],
    }),
    'ecs.DescribeTaskDefinition': ({ taskDefinition }) => {
      const found = made.services.find(({ name }) => definitionArn(name) === taskDefinition);
      return found === undefined ? 'not-found' : { taskDefinition: definitionOf(found), tags: [] };
    },
    'eks.ListClusters': { clusters: made.eks.map(({ name }) => name) },
    'eks.DescribeCluster': ({ name }) => {
      const found = made.eks.find((one) => one.name === name);
      return found === undefined ? 'not-found' : { cluster: eksOf(found) };
    },
    'eks.ListAccessEntries': { accessEntries: [] },
    'ec2.DescribeInstances': ({ InstanceIds }) => ({
      Reservations: all.filter(({ Instances: [one] }) =>
        InstanceIds === undefined ? true : bySpelling(InstanceIds, String(one?.InstanceId)),
      ),
    }),
    'ec2.DescribeVolumes': { Volumes: [] },
    'ecr.GetRegistryPolicy':
      made.registry === null
        ? 'not-found'
        : { registryId: account, policyText: registryPolicy(made.registry) },
    'iam.GetAccountAuthorizationDetails': {
      ...{ RoleDetailList: [], GroupDetailList: [], Policies: [], IsTruncated: false },
      UserDetailList: made.users.map(({ name, action }) => ({
        ...{ UserName: name, UserId: 'AIDAEXAMPLE', Path: '/', Arn: userArn(name), GroupList: [] },
        ...{ CreateDate: '2026-11-01T00:00:00Z', AttachedManagedPolicies: [], Tags: [] },
        UserPolicyList: [{ PolicyName: 'own', PolicyDocument: encodeURIComponent(userPolicy(action)) }],
      })),
    },
    'iam.GetUser': ({ UserName }) => {
      const found = made.users.find(({ name }) => name === UserName);
      return found === undefined
        ? 'not-found'
        : { User: { UserName: found.name, UserId: 'AIDAEXAMPLE', Path: '/', Arn: userArn(found.name) } };
    },
    'iam.ListUserPolicies': { PolicyNames: ['own'], IsTruncated: false },
    'iam.ListAttachedUserPolicies': { AttachedPolicies: [], IsTruncated: false },
    'iam.ListGroupsForUser': { Groups: [], IsTruncated: false },
    'iam.GetUserPolicy': ({ UserName }) => {
      const found = made.users.find(({ name }) => name === UserName);
      return found === undefined
        ? 'not-found'
        : { PolicyDocument: encodeURIComponent(userPolicy(found.action)) };
    },
  });
  const rest = apiOf(emptyAccount);
  return {
    async call(request) {
      const answer = await more.call(request);
      return !answer.ok && answer.code === 'not-recorded' ? rest.call(request) : answer;
    },
  };
}

/** As `refused` of everything: an event alone. */
export const nothingAnswers: AwsApi = { call: async () => failure('not-recorded', 'nothing was recorded') };

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Names of fields as CloudTrail writes those of EC2. */
function small(value: unknown): unknown {
  if (Array.isArray(value)) return { items: value.map(small) };
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [lower(key), small(child)]));
}

/** The calls by which each thing came to be. */
export function callsOf(made: MoreMade): readonly JsonObject[] {
  return [
    called(
      'ecs',
      'UpdateClusterSettings',
      { cluster: 'shop', settings: clusterOf(made).settings ?? [] },
      {
        cluster: clusterOf(made),
      },
    ),
    ...made.services.map((service) =>
      called(
        'ecs',
        'CreateService',
        { cluster: 'shop', serviceName: service.name, taskDefinition: `${service.name}:1` },
        { service: serviceOf(service) },
      ),
    ),
    ...made.eks.map((one) => called('eks', 'CreateCluster', { ...eksOf(one) }, { cluster: eksOf(one) })),
    ...made.hosts.map((host) =>
      called(
        'ec2',
        'RunInstances',
        { instancesSet: { items: [] } },
        {
          instancesSet: { items: [{ ...(small(instanceOf(host)) as JsonObject) }] },
        },
      ),
    ),
    ...made.users.map(({ name, action }) =>
      called('iam', 'PutUserPolicy', {
        userName: name,
        policyName: 'own',
        policyDocument: userPolicy(action),
      }),
    ),
    ...(made.registry === null
      ? []
      : [called('ecr', 'PutRegistryPolicy', { policyText: registryPolicy(made.registry) })]),
  ];
}
