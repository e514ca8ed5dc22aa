// Resources of a template whose properties differ from what the services' APIs return.
import { type At, at, unsettled } from '../../model/at.ts';
import { isObject, type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import type { Network, NetworkRule } from '../../model/network.ts';
import type { Repository } from '../../model/platform.ts';
import type { AttachedPolicy, Principal } from '../../model/principal.ts';
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
import { bare } from './iam.ts';
import { repositoryOf } from './repository.ts';

/** AWS::IAM::Role, User, Group, ManagedPolicy and Policy. */
export function principalOf(type: Principal['type'], properties: JsonObject, where: Where): Principal {
  const from = cursor(properties);
  const own = type === 'policy' ? [inline(from)] : elements(down(from, 'Policies')).map(inline);
  const managed = elements(down(from, 'ManagedPolicyArns')).map(attached);
  const policies = [...own, ...(type === 'policy' ? [] : managed)];
  const trust = down(from, 'AssumeRolePolicyDocument');
  const boundary = settledString(down(from, 'PermissionsBoundary'));
  return {
    ...bare(type, where.name ?? '', null, where),
    path: stringOf(properties.Path),
    policies,
    complete: type !== 'policy' && policies.every(({ document }) => document !== null),
    trust: trusted(trust),
    boundary: {
      ...boundary,
      value:
        boundary.value === null
          ? null
          : { name: boundary.value, arn: boundary.value, path: boundary.path, document: null },
    },
  };
}

/** The elements of a list; of one that is not settled itself one element that nobody knows. */
function elements(list: Cursor): readonly Cursor[] {
  return unsettledReason(list.value) === null ? items(list) : [list];
}

function inline(from: Cursor): AttachedPolicy {
  const document = down(from, 'PolicyDocument');
  const name = stringOf(down(from, 'PolicyName').value) ?? 'policy';
  return { name, arn: null, path: document.path, document: settledDocument(document.value as Json) };
}

function attached(from: Cursor): AttachedPolicy {
  const arn = stringOf(from.value);
  return { name: arn ?? 'a managed policy', arn, path: from.path, document: null };
}

function trusted(from: Cursor): At<unknown> {
  if (isAbsent(from)) return at(null, from.path);
  const document = settledDocument(from.value as Json);
  return document === null
    ? unsettled(null, from.path, 'a value in it is known only once the template is deployed')
    : at(document, from.path);
}

/**
 * The document where the template settles all that decides: effects, actions and principals. A resource that only a
 * deployment names is no wildcard, and stands as `${...}`. Null where anything else is open.
 */
function settledDocument(value: Json): JsonObject | null {
  const document = filled(value, '');
  return isObject(document) && !holdsMark(document) ? document : null;
}

function filled(value: Json, key: string): Json {
  if (Array.isArray(value)) return value.map((item) => filled(item, key));
  if (!isObject(value)) return value;
  const reason = unsettledReason(value);
  if (reason !== null) return key === 'Resource' ? (standIn(reason) ?? value) : value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, filled(child ?? null, name)]),
  );
}

/** What a name of the deployment stands as: a resource's own, not a parameter's or a condition's, which may be anything. */
function standIn(reason: string): string | null {
  const name = /^(?!Fn::)([\w.:]+) is known only/.exec(reason)?.[1];
  return name === undefined ? null : `\${${name}}`;
}

function holdsMark(value: Json): boolean {
  if (unsettledReason(value) !== null) return true;
  if (Array.isArray(value)) return value.some(holdsMark);
  return isObject(value) && Object.values(value).some((child) => holdsMark(child ?? null));
}

/** AWS::ECR::Repository spells the API's names with a capital. A template that says nothing of a setting gives ECR's default. */
export function repositoryResource(properties: JsonObject, where: Where): Repository {
  const from = cursor(properties);
  const mutability = settledString(down(from, 'ImageTagMutability'));
  const scan = settledFlag(down(from, 'ImageScanningConfiguration', 'ScanOnPush'));
  const policy = down(from, 'RepositoryPolicyText');
  return {
    ...repositoryOf({}, where),
    policy: isAbsent(policy) ? at(null, policy.path) : trusted(policy),
    tagMutability: { ...mutability, value: mutability.value ?? 'MUTABLE' },
    mutabilityExclusions: at([], 'ImageTagMutabilityExclusionFilters'),
    scanOnPush: { ...scan, value: scan.value ?? false },
  };
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
