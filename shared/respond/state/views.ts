// What each read shows of the state that actions change: parts by name, the same for what AWS spells in different ways.
// SPDX-License-Identifier: Apache-2.0
import type { Paging } from '../../gather/api.ts';
import { objectsOf } from '../../gather/api.ts';
import { dig, type Json, type JsonObject, listOf, objectOf, stringOf, stringsOf } from '../../model/json.ts';
import { documentObject } from '../../model/policy-text.ts';
import type { PlannedCall } from '../../model/response.ts';
import { table } from '../../model/table.ts';
import type { KeptRead } from '../planning/action.ts';
import { kubernetesViews } from './kubernetes-views.ts';

export interface StateView {
  /** Of a whole answer. What is not there has no part; a thing that is gone has none at all. */
  readonly parts: (output: JsonObject) => JsonObject;
  /** How the list comes in pages; absent: in one answer. */
  readonly paging?: Paging;
}

/** By service and operation: every read that a plan may keep state of. */
const known = {
  'ecs.DescribeServices': whole((output) => pick(objectsOf(output.services)[0], service)),
  'ecs.DescribeServiceDeployments': whole((output) => deployment(objectsOf(output.serviceDeployments)[0])),
  'ecs.DescribeTasks': whole((output) => byName(output.tasks, 'taskArn', 'desiredStatus')),
  'ecs.DescribeClusters': whole((output) => ecsCluster(objectOf(listOf(output.clusters)[0]))),
  'ecs.DescribeContainerInstances': whole((output) =>
    byName(output.containerInstances, 'containerInstanceArn', 'status'),
  ),
  'application-auto-scaling.DescribeScalableTargets': whole((output) =>
    Object.fromEntries(objectsOf(output.ScalableTargets).map(suspension)),
  ),
  'ecr.GetRepositoryPolicy': whole((output) => document('policy', output.policyText)),
  'ecr.GetRegistryPolicy': whole((output) => document('policy', output.policyText)),
  'ecr.DescribeRepositories': whole((output) => repository(objectOf(listOf(output.repositories)[0]))),
  'ecr.DescribeImages': whole((output) => byName(output.imageDetails, 'imageDigest', 'imageStatus')),
  'iam.GetRole': whole((output) => ({
    ...document('trust', dig(output, 'Role', 'AssumeRolePolicyDocument')),
    ...boundary(output.Role),
  })),
  'iam.GetUser': whole((output) => boundary(output.User)),
  'iam.GetPolicy': whole((output) => present('defaultVersion', dig(output, 'Policy', 'DefaultVersionId'))),
  'iam.GetRolePolicy': inlinePolicy(),
  'iam.GetUserPolicy': inlinePolicy(),
  'iam.GetGroupPolicy': inlinePolicy(),
  'iam.GetLoginProfile': whole((output) => present('user', dig(output, 'LoginProfile', 'UserName'))),
  'iam.ListAttachedRolePolicies': attachedPolicies(),
  'iam.ListAttachedUserPolicies': attachedPolicies(),
  'iam.ListAttachedGroupPolicies': attachedPolicies(),
  'iam.ListGroupsForUser': listed('Groups', 'GroupName', null),
  'iam.ListAccessKeys': listed('AccessKeyMetadata', 'AccessKeyId', 'Status'),
  'iam.ListServiceSpecificCredentials': whole((output) =>
    byName(output.ServiceSpecificCredentials, 'ServiceSpecificCredentialId', 'Status'),
  ),
  'ec2.DescribeSecurityGroupRules': {
    parts: (output) => ingressRules(output.SecurityGroupRules),
    paging: { tokenIn: 'NextToken', tokenOut: 'NextToken', list: 'SecurityGroupRules' },
  },
  'ec2.DescribeInstances': whole((output) => {
    const [reservation] = objectsOf(output.Reservations);
    return pick(objectOf(objectsOf(reservation?.Instances)[0]?.MetadataOptions), metadata);
  }),
  'eks.DescribeCluster': whole((output) => eksCluster(objectOf(output.cluster))),
  'eks.DescribeAccessEntry': whole((output) => ({
    kubernetesGroups: stringsOf(dig(output, 'accessEntry', 'kubernetesGroups')),
  })),
  'eks.ListAssociatedAccessPolicies': {
    parts: (output) => byName(output.associatedAccessPolicies, 'policyArn', 'accessScope'),
    paging: { tokenIn: 'nextToken', tokenOut: 'nextToken', list: 'associatedAccessPolicies' },
  },
  ...kubernetesViews,
  'events.DescribeRule': whole((output) => present('state', output.State)),
  'cloudtrail.GetTrailStatus': whole((output) => present('logging', output.IsLogging)),
} as const satisfies Readonly<Record<string, StateView>>;

const views: Readonly<Record<string, StateView>> = table(known);

/** What a plan may ask for: a read that has no row here, and does not say where its state is, does not compile. */
export type AskState = ((read: ReadNamed<keyof typeof known>) => Promise<JsonObject>) &
  ((read: Required<KeptRead>) => Promise<JsonObject>);

/** How a read shows state; null: it shows none. */
export function viewOf({ service, operation, at }: KeptRead): StateView | null {
  const found = views[`${service}.${operation}`];
  return found ?? (at === undefined ? null : whole((output) => objectOf(valueAt(output, at))));
}

function valueAt(output: JsonObject, at: readonly string[]): Json | undefined {
  return at.reduce<Json | undefined>(
    (value, key) => (Array.isArray(value) ? value[Number(key)] : dig(value, key)),
    output,
  );
}

type ReadNamed<Name extends string> = Name extends `${infer Service}.${infer Operation}`
  ? PlannedCall & { readonly service: Service; readonly operation: Operation }
  : never;

const service = ['taskDefinition', 'desiredCount'];
const metadata = ['HttpTokens', 'HttpEndpoint', 'HttpPutResponseHopLimit'];

function whole(parts: StateView['parts']): StateView {
  return { parts };
}

function listed(list: string, name: string, value: string | null): StateView {
  return {
    parts: (output) => byName(output[list], name, value),
    // IAM pages all its lists alike (IAM API Reference, "Marker").
    paging: { tokenIn: 'Marker', tokenOut: 'Marker', list },
  };
}

function attachedPolicies(): StateView {
  return listed('AttachedPolicies', 'PolicyArn', null);
}

function inlinePolicy(): StateView {
  return whole((output) => document('document', output.PolicyDocument));
}

/** One part for each item, under its name: whoever changes another item does not touch ours. */
function byName(list: unknown, name: string, value: string | null): JsonObject {
  const entries = objectsOf(list).flatMap((item): [string, Json][] => {
    const key = stringOf(item[name]);
    return key === null ? [] : [[key, value === null ? true : (item[value] ?? null)]];
  });
  return Object.fromEntries(entries);
}

function pick(from: JsonObject | undefined, names: readonly string[]): JsonObject {
  return from === undefined ? {} : Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
}

function present(name: string, value: Json | undefined): JsonObject {
  return value === undefined || value === null ? {} : { [name]: value };
}

/** Text that is no document is kept as it is: it then equals itself only. */
function document(name: string, text: Json | undefined): JsonObject {
  return present(name, documentObject(text) ?? text);
}

function boundary(holder: unknown): JsonObject {
  return present('boundary', dig(holder, 'PermissionsBoundary', 'PermissionsBoundaryArn'));
}

/** A target that was never suspended tells of no suspension at all, one that was woken that all of it is off. */
function suspension({ ResourceId, SuspendedState }: JsonObject): [string, Json] {
  const woken = {
    DynamicScalingInSuspended: false,
    DynamicScalingOutSuspended: false,
    ScheduledScalingSuspended: false,
  };
  return [String(ResourceId), { ...woken, ...objectOf(SuspendedState) }];
}

/** Filters are there or not; an empty list of them says no more than none (ECR API reference, Repository). */
function repository(found: JsonObject): JsonObject {
  const filters = listOf(found.imageTagMutabilityExclusionFilters);
  return {
    ...present('imageTagMutability', found.imageTagMutability),
    imageTagMutabilityExclusionFilters: filters.length === 0 ? null : filters,
    scanOnPush: dig(found, 'imageScanningConfiguration', 'scanOnPush') ?? false,
  };
}

/** Where it stands, whether it goes back, and which of its hooks wait for somebody. */
function deployment(found: JsonObject | undefined): JsonObject {
  const waiting = objectsOf(found?.lifecycleHookDetails).filter(({ status }) => status === 'AWAITING_ACTION');
  const hooks = waiting.map(({ hookId }) => [`hook ${hookId} waits`, true]);
  const rollsBack = /^(?:ROLLBACK|STOP)/.test(stringOf(found?.status) ?? '');
  return { ...pick(found, ['status', 'lifecycleStage']), rollsBack, ...Object.fromEntries(hooks) };
}

function ecsCluster(cluster: JsonObject): JsonObject {
  const insights = objectsOf(cluster.settings).find(({ name }) => name === 'containerInsights');
  return {
    containerInsights: insights?.value ?? 'disabled',
    configuration: cluster.configuration ?? null,
  };
}

function eksCluster(cluster: JsonObject): JsonObject {
  const access = objectOf(cluster.resourcesVpcConfig);
  const logging = objectsOf(dig(cluster, 'logging', 'clusterLogging')).filter(
    ({ enabled }) => enabled === true,
  );
  const types = logging.flatMap((setup) => stringsOf(setup.types));
  return {
    ...pick(access, ['endpointPublicAccess', 'endpointPrivateAccess', 'publicAccessCidrs']),
    ...Object.fromEntries(types.map((type) => [`log ${type}`, true])),
  };
}

/** Under what they admit, not under their ids: a rule that was taken out and put back has another id. */
function ingressRules(list: unknown): JsonObject {
  const rules = objectsOf(list).filter(({ IsEgress }) => IsEgress !== true);
  return Object.fromEntries(rules.map((rule) => [ruleName(rule), { Description: rule.Description ?? null }]));
}

/** `tcp 22-22 0.0.0.0/0`: EC2 keeps no two rules of one group that admit the same (EC2 API, AuthorizeSecurityGroupIngress). */
export function ruleName(rule: JsonObject): string {
  const group = stringOf(dig(rule, 'ReferencedGroupInfo', 'GroupId'));
  const source = stringOf(rule.CidrIpv4) ?? stringOf(rule.CidrIpv6) ?? stringOf(rule.PrefixListId) ?? group;
  return `${rule.IpProtocol ?? '-1'} ${rule.FromPort ?? -1}-${rule.ToPort ?? -1} ${source ?? ''}`;
}
