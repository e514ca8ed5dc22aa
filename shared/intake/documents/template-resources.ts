// Resources of a template whose properties differ from what the services' APIs return.
import { type At, at, unsettled } from '../../model/at.ts';
import { type Json, type JsonObject, objectOf } from '../../model/json.ts';
import type { Network, NetworkRule } from '../../model/network.ts';
import type { Repository } from '../../model/platform.ts';
import {
  type Cursor,
  cursor,
  down,
  isAbsent,
  items,
  settledFlag,
  settledString,
  unsettledReason,
} from '../workload/cursor.ts';
import type { Where } from '../workload/where.ts';
import { networkBase, ruleOf } from './ec2.ts';
import { readingsOf } from './policy-readings.ts';
import { repositoryOf } from './repository.ts';

/** AWS::ECR::Repository spells the API's names with a capital. A template that says nothing of a setting gives ECR's default. */
export function repositoryResource(properties: JsonObject, where: Where): Repository {
  const from = cursor(properties);
  const mutability = settledString(down(from, 'ImageTagMutability'));
  const scan = settledFlag(down(from, 'ImageScanningConfiguration', 'ScanOnPush'));
  const policy = down(from, 'RepositoryPolicyText');
  return {
    ...repositoryOf({}, where),
    ...policyIn(policy),
    tagMutability: { ...mutability, value: mutability.value ?? 'MUTABLE' },
    mutabilityExclusions: at([], 'ImageTagMutabilityExclusionFilters'),
    scanOnPush: { ...scan, value: scan.value ?? false },
  };
}

function policyIn({ value, path }: Cursor): Pick<Repository, 'policy' | 'policyAtMost'> {
  if (value === undefined || value === null) return { policy: at(null, path) };
  const { least, most } = readingsOf(value as Json, 'trust');
  return { policy: at(least, path), ...(most === null ? {} : { policyAtMost: most }) };
}

/** AWS::EC2::SecurityGroup holds its rules in a list, AWS::EC2::SecurityGroupIngress is one. */
export function groupRules(properties: JsonObject, key: string, where: Where): Network {
  const from = cursor(properties);
  const ingress = key === '' ? settledRules(from, [from]) : settledRules(down(from, key));
  const id = where.id ?? 'security group';
  return {
    ...networkBase(id, where.name ?? id, where),
    ingress,
    egress: settledRules(down(from, 'SecurityGroupEgress')),
    partial: key === '',
  };
}

function settledRules(list: Cursor, rules: readonly Cursor[] = items(list)): At<readonly NetworkRule[]> {
  const known = rules.filter((rule) => unsettledReason(rule.value) === null).flatMap(sourcesOf);
  const open = rules.flatMap(unsettledParts)[0] ?? (unsettledReason(list.value) === null ? undefined : list);
  const reason = open && unsettledReason(open.value);
  return open && reason ? unsettled(known, open.path, reason) : at(known, list.path);
}

function unsettledParts(rule: Cursor): readonly Cursor[] {
  const parts = [rule, ...Object.keys(objectOf(rule.value)).map((key) => down(rule, key))];
  return parts.filter((part) => unsettledReason(part.value) !== null);
}

const sources = [
  ...['CidrIp', 'CidrIpv6', 'SourceSecurityGroupId', 'SourcePrefixListId'],
  ...['DestinationSecurityGroupId', 'DestinationPrefixListId'],
];

function sourcesOf(rule: Cursor): readonly NetworkRule[] {
  return sources
    .map((key) => down(rule, key))
    .filter((source) => !isAbsent(source))
    .map((source) => ruleOf(rule, source, source.path.includes('Cidr')));
}
