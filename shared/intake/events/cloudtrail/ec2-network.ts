// EC2 calls on security groups, as networks holding the rules the call added.
// SPDX-License-Identifier: Apache-2.0
// Shapes: CloudTrail records of EC2, which wrap lists as `{ items: […] }` and newer requests as `<Action>Request` in Pascal case.

import { regionalArn } from '../../../model/arn.ts';
import { at, unsettled } from '../../../model/at.ts';
import { dig, isObject, type JsonObject, numberOf, objectOf, stringOf } from '../../../model/json.ts';
import type { Network, NetworkRule } from '../../../model/network.ts';
import { pending } from '../../../model/observation.ts';
import { networkBase } from '../../documents/ec2.ts';
import { type Change, type ChangeReaders, goneBy, lookAgain, nothing } from './change.ts';
import { itemsOf, requestOf } from './ec2-shape.ts';
import type { CloudTrailRecord } from './record.ts';

export const networkReaders: ChangeReaders = {
  AuthorizeSecurityGroupIngress: (record) => added(record, authorized(record)),
  ModifySecurityGroupRules: modifiedRules,
  CreateSecurityGroup: (record) => added(record, []),
  RevokeSecurityGroupIngress: (record) => {
    const groupId = groupIn(record);
    return groupId === null ? nothing : { pending: [groupAgain(record, groupId)(namesOf(record, groupId))] };
  },
  DeleteSecurityGroup: (record) => {
    const groupId = groupIn(record);
    return goneBy(record, groupArn(record, groupId), groupAgain(record, groupId ?? ''));
  },
};

function groupAgain({ account, region }: CloudTrailRecord, groupId: string) {
  return (names: ReturnType<typeof namesOf>) =>
    lookAgain({ fact: 'security-group', account, region, groupId }, names);
}

function groupIn(record: CloudTrailRecord): string | null {
  const request = requestOf(record);
  const [rule] = itemsOf(record.response?.securityGroupRuleSet);
  return (
    stringOf(request.groupId) ??
    stringOf(request.GroupId) ??
    stringOf(record.response?.groupId) ??
    stringOf(rule?.groupId) ??
    stringOf(request.groupName)
  );
}

function groupArn(record: CloudTrailRecord, groupId: string | null): string | null {
  return groupId === null ? null : regionalArn(record, 'ec2', `security-group/${groupId}`);
}

function namesOf(record: CloudTrailRecord, groupId: string) {
  const id = groupArn(record, groupId) ?? groupId;
  return { id, identity: id };
}

/** Rules null: the event does not tell them. */
function added(record: CloudTrailRecord, rules: readonly NetworkRule[] | null): Change {
  const unread = unsettled([], 'requestParameters', 'CloudTrail left the rules out');
  return { subjects: [networkOf(record, rules === null ? unread : at(rules, 'ipPermissions'))] };
}

/** The request names rules by id and does not tell ingress from egress: only the group's rules in force can. */
function modifiedRules(record: CloudTrailRecord): Change {
  const groupId = groupIn(record);
  const reason = 'the call does not tell ingress from egress';
  const guess = networkOf(record, unsettled(modified(record), 'requestParameters', reason));
  if (groupId === null) return { subjects: [guess] };
  const { account, region } = record;
  const request = { fact: 'security-group', account, region, groupId } as const;
  return {
    pending: [
      pending(request, (answer) => [answer.ok ? { ...answer.value, ...namesOf(record, groupId) } : guess]),
    ],
  };
}

function networkOf(record: CloudTrailRecord, ingress: Network['ingress']): Network {
  const groupId = groupIn(record);
  const id = groupArn(record, groupId) ?? groupId ?? record.eventId;
  const name = stringOf(record.parameters?.groupName) ?? groupId ?? record.operation;
  const { account, region } = record;
  return {
    ...networkBase(id, name, { account, region, cluster: null }),
    identity: groupId === null ? record.id : id,
    ingress,
    egress: unsettled([], '', 'the call does not tell the rules for traffic out'),
    partial: record.operation !== 'CreateSecurityGroup',
  };
}

/** The answer lists each rule as it now is; records before 2021 have only the request, in one of two forms. */
function authorized(record: CloudTrailRecord): readonly NetworkRule[] | null {
  const answered = itemsOf(record.response?.securityGroupRuleSet);
  if (answered.length > 0) {
    const entry = 'responseElements.securityGroupRuleSet.items';
    return answered.flatMap((rule, index) =>
      rule.isEgress === true ? [] : [answeredRule(rule, `${entry}[${index}]`)],
    );
  }
  if (record.parameters === null) return null;
  const request = requestOf(record);
  const permissions = itemsOf(request.ipPermissions ?? request.IpPermissions);
  if (permissions.length === 0) return [flatRule(request)];
  return permissions.flatMap((permission, index) =>
    permissionRules(permission, `requestParameters.ipPermissions.items[${index}]`),
  );
}

function answeredRule(rule: JsonObject, path: string): NetworkRule {
  const cidr = stringOf(rule.cidrIpv4) ?? stringOf(rule.cidrIpv6);
  const group = stringOf(rule.prefixListId) ?? stringOf(objectOf(rule.referencedGroupInfo).groupId);
  return ruleOf(rule, path, cidr, group);
}

function flatRule(request: JsonObject): NetworkRule {
  const cidr = stringOf(request.cidrIp) ?? stringOf(request.CidrIp);
  return ruleOf(request, 'requestParameters', cidr, stringOf(request.sourceSecurityGroupName));
}

/** EC2 writes -1 for "all" in protocols and in ports. */
function ruleOf(from: JsonObject, path: string, cidr: string | null, group: string | null): NetworkRule {
  const port = (key: string) => {
    const value = numberOf(from[key]) ?? numberOf(from[key.charAt(0).toUpperCase() + key.slice(1)]);
    return value === -1 ? null : value;
  };
  const protocol = from.ipProtocol ?? from.IpProtocol ?? '-1';
  return {
    path,
    protocol: String(protocol),
    fromPort: port('fromPort'),
    toPort: port('toPort'),
    cidr,
    group,
  };
}

function permissionRules(permission: JsonObject, path: string): readonly NetworkRule[] {
  const sources: readonly (readonly [list: string, field: string])[] = [
    ['ipRanges', 'cidrIp'],
    ['ipv6Ranges', 'cidrIpv6'],
    ['prefixListIds', 'prefixListId'],
    ['groups', 'groupId'],
  ];
  return sources.flatMap(([list, field]) =>
    itemsOf(permission[list]).map((source, index) => {
      const value = stringOf(source[field]) ?? stringOf(source.groupName);
      const isCidr = field.startsWith('cidr');
      return ruleOf(
        permission,
        `${path}.${list}.items[${index}]`,
        isCidr ? value : null,
        isCidr ? null : value,
      );
    }),
  );
}

function modified(record: CloudTrailRecord): readonly NetworkRule[] {
  const request = requestOf(record);
  const listed = request.securityGroupRules ?? request.SecurityGroupRules ?? request.SecurityGroupRule;
  // One update comes as an object with a `tag` counter, several as a list.
  const updates = isObject(listed) && !('items' in listed) ? [listed] : itemsOf(listed);
  return updates.map((update, index) => {
    const rule = objectOf(dig(update, 'SecurityGroupRule') ?? dig(update, 'securityGroupRule'));
    const told = (key: string) =>
      stringOf(rule[key]) ?? stringOf(rule[key.charAt(0).toLowerCase() + key.slice(1)]);
    const group = told('PrefixListId') ?? told('ReferencedGroupId');
    return ruleOf(
      rule,
      `requestParameters.securityGroupRules[${index}]`,
      told('CidrIpv4') ?? told('CidrIpv6'),
      group,
    );
  });
}
