// EC2 documents: instances and security groups as DescribeInstances and DescribeSecurityGroups show them.
// SPDX-License-Identifier: Apache-2.0
import { type At, at } from '../../model/at.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Network, NetworkRule } from '../../model/network.ts';
import { type Host, isKubernetesNode } from '../../model/platform.ts';
import {
  type Cursor,
  cursor,
  down,
  isAbsent,
  items,
  plain,
  settledNumber,
  settledString,
  settledText,
} from '../workload/cursor.ts';
import { tagList } from '../workload/tags.ts';
import type { Where } from '../workload/where.ts';
import { isHostRole } from './host-signs.ts';

/** An instance, or the properties of one in a template; `path`: its place in the answer around it. */
export function hostOf(instance: JsonObject, where: Where, path = ''): Host {
  const from = cursor(instance, path);
  const id = where.id ?? plain(down(from, 'InstanceId')) ?? where.unnamed ?? 'instance';
  const tags = isAbsent(down(from, 'Tags')) ? null : tagList(down(from, 'Tags'));
  const zone = plain(down(from, 'Placement', 'AvailabilityZone'));
  const profile = down(from, 'IamInstanceProfile');
  return {
    kind: 'host',
    platform: 'ec2',
    id,
    name: where.name ?? tags?.Name ?? id,
    identity: where.identity ?? id,
    account: where.account,
    region: where.region ?? zone?.replace(/[a-z]$/, '') ?? null,
    cluster: where.cluster,
    namespace: null,
    tags,
    instanceId: plain(down(from, 'InstanceId')) ?? id,
    containerHost: isContainerHost(tags) || isHostRole(textOf(profile.value)) ? true : null,
    httpTokens: settledString(down(from, 'MetadataOptions', 'HttpTokens')),
    httpEndpoint: settledString(down(from, 'MetadataOptions', 'HttpEndpoint')),
    hopLimit: settledNumber(down(from, 'MetadataOptions', 'HttpPutResponseHopLimit')),
    imageId: settledString(down(from, 'ImageId')),
    keyName: settledString(down(from, 'KeyName')),
    publicAddress: settledString(down(from, 'PublicIpAddress')),
    // A template's instance names its profile, a described one shows it as an object.
    instanceProfile: settledString(typeof profile.value === 'string' ? profile : down(profile, 'Arn')),
    agentConnected: at(null, ''),
    agentVersion: at(null, ''),
    threats: [],
  };
}

function textOf(profile: unknown): string {
  return typeof profile === 'string' ? profile : (plain(down(cursor(profile), 'Arn')) ?? '');
}

/** Capacity providers tag theirs (ECS Developer Guide, "Amazon ECS capacity providers for EC2 workloads"). Without a tag nobody can tell. */
function isContainerHost(tags: Host['tags']): boolean {
  return isKubernetesNode({ tags }) || Object.hasOwn(tags ?? {}, 'AmazonECSManaged');
}

export function securityGroupOf(group: JsonObject, where: Where): Network {
  const from = cursor(group);
  const groupId = plain(down(from, 'GroupId'));
  const tags = isAbsent(down(from, 'Tags')) ? null : tagList(down(from, 'Tags'));
  const id =
    where.id ?? plain(down(from, 'SecurityGroupArn')) ?? groupId ?? where.unnamed ?? 'security group';
  return {
    ...networkBase(id, where.name ?? plain(down(from, 'GroupName')) ?? id, where),
    account: plain(down(from, 'OwnerId')) ?? where.account,
    tags,
    // EKS gives its nodes the security group of their cluster, and tags it so (EKS User Guide, "View Amazon EKS security group requirements").
    usedByContainers: Object.hasOwn(tags ?? {}, 'aws:eks:cluster-name') ? true : null,
    ingress: rulesOf(down(from, 'IpPermissions')),
    egress: rulesOf(down(from, 'IpPermissionsEgress')),
  };
}

export function networkBase(
  id: string,
  name: string,
  where: Pick<Where, 'identity' | 'account' | 'region' | 'cluster'>,
): Omit<Network, 'ingress' | 'egress'> {
  return {
    kind: 'network',
    platform: 'ec2',
    id,
    name,
    identity: where.identity ?? id,
    account: where.account,
    region: where.region,
    cluster: where.cluster,
    namespace: null,
    tags: null,
    resource: 'security-group',
    isolates: null,
    partial: false,
    usedByContainers: null,
  };
}

const sources = [
  ['IpRanges', 'CidrIp'],
  ['Ipv6Ranges', 'CidrIpv6'],
  ['UserIdGroupPairs', 'GroupId'],
  ['PrefixListIds', 'PrefixListId'],
] as const;

/** One rule for each source of a permission. A prefix list stands as a group: its addresses are elsewhere. */
function rulesOf(permissions: Cursor): At<readonly NetworkRule[]> {
  const rules = items(permissions).flatMap((permission) =>
    sources.flatMap(([list, key]) =>
      items(down(permission, list)).map((item) =>
        ruleOf(permission, down(item, key), key.startsWith('Cidr')),
      ),
    ),
  );
  return at(rules, permissions.path);
}

/** `source` is the place of an address range or of a group. */
export function ruleOf(permission: Cursor, source: Cursor, isRange: boolean): NetworkRule {
  const name = plain(source);
  return {
    path: source.path,
    protocol: settledText(down(permission, 'IpProtocol'), '-1').value,
    fromPort: portOf(down(permission, 'FromPort')),
    toPort: portOf(down(permission, 'ToPort')),
    cidr: isRange ? name : null,
    group: isRange ? null : name,
  };
}

/** -1 stands for "all" (EC2 API reference, IpPermission). */
function portOf(from: Cursor): number | null {
  const port = settledNumber(from).value;
  return port === -1 ? null : port;
}
