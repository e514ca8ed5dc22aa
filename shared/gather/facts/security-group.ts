// The fact `security-group`: the ingress rules now in force.
import { securityGroupOf } from '../../intake/documents/ec2.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { giveUp, reading, whereOf } from '../reading.ts';

/** DescribeSecurityGroups of one group. The rules' paths name an entry of a list, `IpPermissions[0].IpRanges[0]`. */
export function readSecurityGroup(
  ask: FactRequestOf<'security-group'>,
  api: AwsApi,
): Promise<FactAnswer<'security-group'>> {
  return reading(api, ask, async (reader) => {
    const output = await reader.get('ec2', 'DescribeSecurityGroups', { GroupIds: [ask.groupId] });
    const group = objectsOf(output.SecurityGroups).find((item) => item.GroupId === ask.groupId);
    if (group === undefined) giveUp('not-found', `ec2.DescribeSecurityGroups: ${ask.groupId} not found`);
    const network = securityGroupOf(group, whereOf(ask));
    const rules = network.ingress.value.map((rule) => ({ ...rule, path: parentOf(rule.path) }));
    return { ...network, tags: network.tags ?? {}, ingress: { ...network.ingress, value: rules } };
  });
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('.'));
}
