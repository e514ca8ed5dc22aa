// The fact `security-group`: the ingress rules now in force.
import { at, join } from '../../model/at.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { type JsonObject, numberOf, stringOf } from '../../model/json.ts';
import type { IngressRule, Network } from '../../model/platform.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { giveUp, type Place, reading } from '../reading.ts';
import { tagsOf } from '../tags.ts';

/** DescribeSecurityGroups of one group. */
export function readSecurityGroup(
  ask: FactRequestOf<'security-group'>,
  api: AwsApi,
): Promise<FactAnswer<'security-group'>> {
  return reading(api, ask, async (reader) => {
    const output = await reader.get('ec2', 'DescribeSecurityGroups', { GroupIds: [ask.groupId] });
    const group = objectsOf(output.SecurityGroups).find((item) => item.GroupId === ask.groupId);
    if (group === undefined) giveUp('not-found', `ec2.DescribeSecurityGroups: ${ask.groupId} not found`);
    return networkOf(group, ask.groupId, ask);
  });
}

function networkOf(group: JsonObject, groupId: string, place: Place): Network {
  const id = stringOf(group.SecurityGroupArn) ?? groupId;
  return {
    kind: 'network',
    platform: 'ec2',
    id,
    name: stringOf(group.GroupName) ?? groupId,
    identity: id,
    account: stringOf(group.OwnerId) ?? place.account,
    region: place.region,
    cluster: null,
    namespace: null,
    tags: tagsOf(group.Tags),
    resource: 'security-group',
    ingress: at(
      objectsOf(group.IpPermissions).flatMap((permission, index) =>
        rulesOf(permission, join('IpPermissions', index)),
      ),
      'IpPermissions',
    ),
    partial: false,
    usedByContainers: null,
  };
}

type Source = Pick<IngressRule, 'cidr' | 'group'>;

/** One rule for each source of a permission. A prefix list stands as a group: its addresses are elsewhere. */
function rulesOf(permission: JsonObject, path: string): readonly IngressRule[] {
  const protocol = stringOf(permission.IpProtocol) ?? '-1';
  const ports = { fromPort: portOf(permission.FromPort), toPort: portOf(permission.ToPort) };
  const rules = (list: string, source: (item: JsonObject) => Source): readonly IngressRule[] =>
    objectsOf(permission[list]).map((item, index) => ({
      path: join(path, list, index),
      protocol,
      ...ports,
      ...source(item),
    }));
  return [
    ...rules('IpRanges', (item) => ({ cidr: stringOf(item.CidrIp), group: null })),
    ...rules('Ipv6Ranges', (item) => ({ cidr: stringOf(item.CidrIpv6), group: null })),
    ...rules('UserIdGroupPairs', (item) => ({ cidr: null, group: stringOf(item.GroupId) })),
    ...rules('PrefixListIds', (item) => ({ cidr: null, group: stringOf(item.PrefixListId) })),
  ];
}

/** -1 stands for "all" (EC2 API reference, IpPermission). */
function portOf(value: unknown): number | null {
  const port = numberOf(value);
  return port === -1 ? null : port;
}
