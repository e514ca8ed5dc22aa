// The fact `security-group`: the rules now in force, in and out.
// SPDX-License-Identifier: Apache-2.0
import { securityGroupOf } from '../../intake/documents/ec2.ts';
import { partitionOf } from '../../model/arn.ts';
import type { At } from '../../model/at.ts';
import type { FactAnswer, FactPlace, FactRequestOf } from '../../model/facts.ts';
import { type JsonObject, stringOf } from '../../model/json.ts';
import type { Network, NetworkRule } from '../../model/network.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, type Reader, reading, whereOf } from '../reading.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** Rules of a security group now in force. */
    'security-group': { ask: FactPlace & { groupId: string }; value: Network };
  }
}

/** DescribeSecurityGroups of one group. The rules' paths name an entry of a list, `IpPermissions[0].IpRanges[0]`. */
function readSecurityGroup(
  ask: FactRequestOf<'security-group'>,
  api: AwsApi,
): Promise<FactAnswer<'security-group'>> {
  return reading(api, ask, async (reader) => {
    const [group] = await securityGroups(reader, [ask.groupId], ask);
    return group ?? giveUp('not-found', `ec2.DescribeSecurityGroups: ${ask.groupId} not found`);
  });
}

/** The groups of these ids, in their order; one that EC2 does not show ends the reading. */
export async function securityGroups(
  reader: Reader,
  ids: readonly string[],
  place: FactPlace,
): Promise<readonly Network[]> {
  if (ids.length === 0) return [];
  const output = await reader.get('ec2', 'DescribeSecurityGroups', { GroupIds: [...ids] });
  const groups = objectsOf(output.SecurityGroups);
  return ids.map((id) => {
    const group = groups.find((item) => item.GroupId === id);
    if (group === undefined) giveUp('not-found', `ec2.DescribeSecurityGroups: ${id} not found`);
    return networkOf(group, place);
  });
}

/** Where EC2 does not tell its ARN, it is known all the same: events name the group by it. */
function networkOf(group: JsonObject, place: FactPlace): Network {
  const arn = stringOf(group.SecurityGroupArn) ?? arnOf(group, place);
  const network = securityGroupOf(group, { ...whereOf(place), ...(arn === null ? {} : { id: arn }) });
  const { ingress, egress, tags } = network;
  return { ...network, tags: tags ?? {}, ingress: ofEntries(ingress), egress: ofEntries(egress) };
}

function arnOf(group: JsonObject, { account, region }: FactPlace): string | null {
  const [owner, id] = [stringOf(group.OwnerId) ?? account, stringOf(group.GroupId)];
  if (owner === null || id === null || region === null) return null;
  return `arn:${partitionOf(region)}:ec2:${region}:${owner}:security-group/${id}`;
}

function ofEntries(rules: At<readonly NetworkRule[]>): At<readonly NetworkRule[]> {
  const named = rules.value.map((rule) => ({
    ...rule,
    path: rule.path.slice(0, rule.path.lastIndexOf('.')),
  }));
  return { ...rules, value: named };
}

export const securityGroupFact = defineFact({
  fact: 'security-group',
  read: (ask, { api }) => readSecurityGroup(ask, api),
});
