// What the calls of a plan change, held against what is protected: an action may touch another thing than the finding is about,
// such as the role of a workload, or the task that somebody entered. Pure.
import { parseArn } from '../model/arn.ts';
import { type JsonObject, stringOf } from '../model/json.ts';
import type { PlannedCall } from '../model/response.ts';
import type { Policy } from '../policy/policy.ts';
import { type Protectable, protectedBy } from '../policy/protected.ts';
import type { Prepared } from './action.ts';
import type { Held } from './guardrails.ts';

export type Touching = Pick<Prepared, 'account' | 'region' | 'calls'>;

/** Guardrail 3 once more. `tags`: of the finding's subject; those of other things are not known, and are not asked for. */
export function protectedTarget(plan: Touching, tags: Protectable['tags'], policy: Policy): Held | null {
  for (const call of plan.calls) {
    const { cluster, namespace } = placeIn(call);
    for (const id of touchedBy(call, plan)) {
      const place = { account: parseArn(id)?.account ?? plan.account, cluster, namespace };
      const by = protectedBy(policy, { id, identity: id, ...place, tags });
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

/** By parameter: where what it names lies. */
const resources: Readonly<Record<string, { readonly service: string; readonly prefix: string }>> = {
  UserName: { service: 'iam', prefix: 'user/' },
  GroupName: { service: 'iam', prefix: 'group/' },
  GroupId: { service: 'ec2', prefix: 'security-group/' },
  InstanceId: { service: 'ec2', prefix: 'instance/' },
  repositoryName: { service: 'ecr', prefix: 'repository/' },
};

/** ARNs of what the call changes; the names that Kubernetes and CloudTrail use where there are none. */
function touchedBy(call: PlannedCall, plan: Touching): readonly string[] {
  const { parameters } = call;
  const named = Object.entries(resources).flatMap(([parameter, resource]) => {
    const name = stringOf(parameters[parameter]);
    return name === null ? [] : [arnOf(resource, name, plan)];
  });
  const role = stringOf(parameters.RoleName);
  // Like a session's ARN, the name of a role does not tell its path, which protection may go by.
  const session = role === null ? [] : [`arn:aws:sts::${plan.account ?? ''}:assumed-role/${role}/any`];
  const told = ['service', 'task', 'cluster', 'principalArn', 'Name', 'name'].flatMap(
    (parameter) => stringOf(parameters[parameter]) ?? [],
  );
  return [...named, ...session, ...told, ...changedPolicy(call.operation, parameters)];
}

function arnOf({ service, prefix }: { service: string; prefix: string }, name: string, plan: Touching) {
  const region = service === 'iam' ? '' : (plan.region ?? '');
  return `arn:aws:${service}:${region}:${plan.account ?? ''}:${prefix}${name}`;
}

/** A policy that is attached or detached stays what it is; one whose default version moves does not. */
function changedPolicy(operation: string, { PolicyArn }: JsonObject): readonly string[] {
  const arn = operation === 'SetDefaultPolicyVersion' ? stringOf(PolicyArn) : null;
  return arn === null ? [] : [arn];
}
