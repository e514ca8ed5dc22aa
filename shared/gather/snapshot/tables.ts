// What the look-up knows of each operation: where its items are, what names them, and which list tells that one is absent.
// SPDX-License-Identifier: Apache-2.0
import { dig, type Json, type JsonObject, stringOf } from '../../model/json.ts';
import { objectsOf } from '../api.ts';

/** One item of a batch answer: what names it, and the answer as if it alone had been asked for. */
export interface SnapshotItem {
  readonly names: readonly string[];
  /** Cluster of an ECS item; null: not said. */
  readonly cluster: string | null;
  readonly output: JsonObject;
}

/** An operation that describes many at once, by a list of ids, or all where the list is left out. */
export interface Batch {
  readonly ids: string;
  /** Inputs that must agree besides the ids, unless the id is an ARN. */
  readonly scope?: 'cluster' | 'repositoryName';
  readonly items: (output: JsonObject) => readonly SnapshotItem[];
  /** True where the operation without ids gives everything there is. */
  readonly all: boolean;
}

const items =
  (list: string, ...names: readonly string[]) =>
  (output: JsonObject): readonly SnapshotItem[] =>
    objectsOf(output[list]).map((item) => ({
      names: names.map((name) => stringOf(item[name])).filter((name) => name !== null),
      cluster: stringOf(item.clusterArn),
      output: { [list]: [item] },
    }));

const instances = (output: JsonObject): readonly SnapshotItem[] =>
  objectsOf(output.Reservations).flatMap((reservation) =>
    objectsOf(reservation.Instances).map((instance) => ({
      names: [stringOf(instance.InstanceId) ?? ''],
      cluster: null,
      output: { Reservations: [{ ...reservation, Instances: [instance] }] },
    })),
  );

const images = (output: JsonObject): readonly SnapshotItem[] =>
  objectsOf(output.images).map((image) => ({
    names: [dig(image, 'imageId', 'imageDigest'), dig(image, 'imageId', 'imageTag')].filter(
      (name) => typeof name === 'string',
    ),
    cluster: null,
    output: { images: [image] },
  }));

export const batches: ReadonlyMap<string, Batch> = new Map<string, Batch>([
  [
    'ecs.describeservices',
    { ids: 'services', scope: 'cluster', items: items('services', 'serviceArn', 'serviceName'), all: false },
  ],
  [
    'ecs.describeservicerevisions',
    {
      ids: 'serviceRevisionArns',
      items: items('serviceRevisions', 'serviceRevisionArn'),
      all: false,
    },
  ],
  [
    'ecs.describeservicedeployments',
    {
      ids: 'serviceDeploymentArns',
      items: items('serviceDeployments', 'serviceDeploymentArn'),
      all: false,
    },
  ],
  ['ecs.describetasks', { ids: 'tasks', scope: 'cluster', items: items('tasks', 'taskArn'), all: false }],
  [
    'ecs.describeclusters',
    { ids: 'clusters', items: items('clusters', 'clusterArn', 'clusterName'), all: false },
  ],
  [
    'ecr.describerepositories',
    { ids: 'repositoryNames', items: items('repositories', 'repositoryName'), all: true },
  ],
  ['ecr.batchgetimage', { ids: 'imageIds', scope: 'repositoryName', items: images, all: false }],
  ['ec2.describeinstances', { ids: 'InstanceIds', items: instances, all: true }],
  ['ec2.describesubnets', { ids: 'SubnetIds', items: items('Subnets', 'SubnetId'), all: true }],
  [
    'ec2.describenetworkinterfaces',
    {
      ids: 'NetworkInterfaceIds',
      items: items('NetworkInterfaces', 'NetworkInterfaceId'),
      all: true,
    },
  ],
  [
    'elasticloadbalancingv2.describetargetgroups',
    { ids: 'TargetGroupArns', items: items('TargetGroups', 'TargetGroupArn'), all: true },
  ],
  [
    'elasticloadbalancingv2.describeloadbalancers',
    { ids: 'LoadBalancerArns', items: items('LoadBalancers', 'LoadBalancerArn'), all: true },
  ],
  ['ec2.describeimages', { ids: 'ImageIds', items: items('Images', 'ImageId'), all: false }],
  ['ec2.describesecuritygroups', { ids: 'GroupIds', items: items('SecurityGroups', 'GroupId'), all: true }],
]);

/** An operation of EC2 that takes filters: what each filter compares in an item of the list. */
export interface Filtered {
  readonly list: string;
  readonly values: Readonly<Record<string, (item: JsonObject) => readonly string[]>>;
}

const own = (key: string) => (item: JsonObject) => textsIn([item], key);
const inList = (list: string, key: string) => (item: JsonObject) => textsIn(item[list], key);

function textsIn(list: Json | undefined, key: string): readonly string[] {
  return objectsOf(list).flatMap((item) => {
    const value = item[key];
    return typeof value === 'boolean' || typeof value === 'string' ? [String(value)] : [];
  });
}

// EC2 API reference, DescribeRouteTables and DescribeNetworkInterfaces, "Filter.N".
export const filtered: ReadonlyMap<string, Filtered> = new Map<string, Filtered>([
  [
    'ec2.describeroutetables',
    {
      list: 'RouteTables',
      values: {
        'vpc-id': own('VpcId'),
        'association.subnet-id': inList('Associations', 'SubnetId'),
        'association.main': inList('Associations', 'Main'),
      },
    },
  ],
  [
    'ec2.describenetworkinterfaces',
    { list: 'NetworkInterfaces', values: { 'group-id': inList('Groups', 'GroupId') } },
  ],
  [
    'ec2.describevolumes',
    { list: 'Volumes', values: { 'attachment.instance-id': inList('Attachments', 'InstanceId') } },
  ],
]);

/** Where the answer of a single-item operation repeats what was asked: input key, then path in the output. */
export const echoes: ReadonlyMap<string, readonly (readonly [string, ...string[]])[]> = new Map([
  ['ecs.describetaskdefinition', [['taskDefinition', 'taskDefinition', 'taskDefinitionArn']]],
  ['eks.describecluster', [['name', 'cluster', 'name']]],
  [
    'eks.describeaddon',
    [
      ['clusterName', 'addon', 'clusterName'],
      ['addonName', 'addon', 'addonName'],
    ],
  ],
  ['ecr.getrepositorypolicy', [['repositoryName', 'repositoryName']]],
  ['iam.getrole', [['RoleName', 'Role', 'RoleName']]],
  ['iam.getuser', [['UserName', 'User', 'UserName']]],
  ['iam.getgroup', [['GroupName', 'Group', 'GroupName']]],
  ['iam.getpolicy', [['PolicyArn', 'Policy', 'Arn']]],
  [
    'iam.getrolepolicy',
    [
      ['RoleName', 'RoleName'],
      ['PolicyName', 'PolicyName'],
    ],
  ],
  [
    'iam.getuserpolicy',
    [
      ['UserName', 'UserName'],
      ['PolicyName', 'PolicyName'],
    ],
  ],
  [
    'iam.getgrouppolicy',
    [
      ['GroupName', 'GroupName'],
      ['PolicyName', 'PolicyName'],
    ],
  ],
]);

/** The list that, recorded to its end, tells that a thing is not there. */
export interface Listing {
  readonly operation: string;
  readonly list: string;
  /** Key of the name in each item; null: the items are the names. */
  readonly name: string | null;
  /** Input key that names the thing: its one value, or the ids of a batch. */
  readonly asked: string;
}

export const listings: ReadonlyMap<string, Listing> = new Map<string, Listing>([
  [
    'ecs.describeservices',
    { operation: 'ecs.listservices', list: 'serviceArns', name: null, asked: 'services' },
  ],
  [
    'ecs.describeclusters',
    { operation: 'ecs.listclusters', list: 'clusterArns', name: null, asked: 'clusters' },
  ],
  ['eks.describecluster', { operation: 'eks.listclusters', list: 'clusters', name: null, asked: 'name' }],
  ['iam.getrole', { operation: 'iam.listroles', list: 'Roles', name: 'RoleName', asked: 'RoleName' }],
  ['iam.getuser', { operation: 'iam.listusers', list: 'Users', name: 'UserName', asked: 'UserName' }],
  ['iam.getgroup', { operation: 'iam.listgroups', list: 'Groups', name: 'GroupName', asked: 'GroupName' }],
]);
