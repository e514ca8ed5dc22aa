// What the calls of a plan change, held against what is protected: an action may touch another thing than the finding is about,
// such as the role of a workload, or the task that somebody entered. Pure.
// SPDX-License-Identifier: Apache-2.0
import { nameOf, parseArn, partitionOf } from '../../model/arn.ts';
import { type JsonObject, stringOf } from '../../model/json.ts';
import type { PlannedCall } from '../../model/response.ts';
import { table } from '../../model/table.ts';
import { type Protectable, protectedBy } from '../../policy/protected.ts';
import type { Prepared } from '../planning/action.ts';
import type { GuardContext, Held } from './guardrails.ts';

export type Touching = Pick<Prepared, 'account' | 'region' | 'calls'>;

/** Guardrail 3 once more. `tags`: of the finding's subject; those of other things are not known, and are not asked for. */
export function protectedTarget(
  plan: Touching,
  tags: Protectable['tags'],
  { policy, own }: Pick<GuardContext, 'policy' | 'own'>,
): Held | null {
  for (const call of plan.calls) {
    const { cluster, namespace } = placeIn(call);
    for (const id of touchedBy(call, plan)) {
      const place = { account: parseArn(id)?.account ?? plan.account, cluster, namespace };
      const by = protectedBy(policy, { id, identity: id, ...place, tags }, own);
      if (by !== null) return { by: 'protected', reason: `${id} is protected by ${by}` };
    }
  }
  return null;
}

/** The namespace that aws-auth lies in is protected; the list itself says who gets into the cluster, and is nothing that runs there. */
function namespaceIn({ operation, parameters }: PlannedCall): string | null {
  const isList = operation === 'patchCoreV1NamespacedConfigMap' && parameters.name === 'aws-auth';
  return isList ? null : stringOf(parameters.namespace);
}

function placeIn(call: PlannedCall): Pick<Protectable, 'cluster' | 'namespace'> {
  const { service, parameters } = call;
  const named = parameters.cluster ?? parameters.clusterName ?? (service === 'eks' ? parameters.name : null);
  return { cluster: stringOf(named), namespace: namespaceIn(call) };
}

interface Resource {
  readonly service: string;
  readonly prefix: string;
}

/** By parameter: where what it names lies. */
const resources: Readonly<Record<string, Resource>> = table({
  UserName: { service: 'iam', prefix: 'user/' },
  GroupName: { service: 'iam', prefix: 'group/' },
  GroupId: { service: 'ec2', prefix: 'security-group/' },
  InstanceId: { service: 'ec2', prefix: 'instance/' },
  repositoryName: { service: 'ecr', prefix: 'repository/' },
});

/** ARNs of what the call changes, and the names that are ARNs already or none (Kubernetes). */
function touchedBy(call: PlannedCall, plan: Touching): readonly string[] {
  const { parameters } = call;
  const named = Object.entries(resources).flatMap(([parameter, resource]) => {
    const name = stringOf(parameters[parameter]);
    return name === null ? [] : arnsOf(resource, name, plan);
  });
  const told = ['service', 'task', 'principalArn', 'Name', 'name'].flatMap(
    (parameter) => stringOf(parameters[parameter]) ?? [],
  );
  return [...named, ...rolesOf(parameters, plan), ...clustersOf(call, plan), ...told, ...changedPolicy(call)];
}

/** Like a session's ARN, the name of a role does not tell its path, which protection may go by. */
function rolesOf({ RoleName }: JsonObject, plan: Touching): readonly string[] {
  const name = stringOf(RoleName);
  return name === null ? [] : arnsOf({ service: 'sts', prefix: 'assumed-role/' }, `${name}/any`, plan);
}

/** A cluster itself. What runs in one is not the cluster: else whoever named his own after Seawall would be spared in it. */
function clustersOf(call: PlannedCall, plan: Touching): readonly string[] {
  const { service, operation } = call;
  const { cluster } = placeIn(call);
  if (cluster === null || (service !== 'eks' && operation !== 'UpdateCluster')) return [];
  return arnsOf({ service, prefix: 'cluster/' }, nameOf(cluster), plan);
}

const global: ReadonlySet<string> = new Set(['iam', 'sts']);

/** IAM has no region to tell the partition by; no account is in two. */
function arnsOf(
  { service, prefix }: Resource,
  name: string,
  { account, region }: Touching,
): readonly string[] {
  const partitions = region === null ? ['aws', 'aws-cn', 'aws-us-gov'] : [partitionOf(region)];
  const place = global.has(service) ? '' : (region ?? '');
  return partitions.map((one) => `arn:${one}:${service}:${place}:${account ?? ''}:${prefix}${name}`);
}

/** A policy that is attached or detached stays what it is; one whose default version moves does not. */
function changedPolicy({ operation, parameters }: PlannedCall): readonly string[] {
  const arn = operation === 'SetDefaultPolicyVersion' ? stringOf(parameters.PolicyArn) : null;
  return arn === null ? [] : [arn];
}
