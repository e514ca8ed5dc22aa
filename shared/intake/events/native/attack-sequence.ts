// GuardDuty findings that tie many signals together: all that the sequence names is under threat.
// SPDX-License-Identifier: Apache-2.0
// Shape: Amazon GuardDuty API Reference, Sequence, ResourceV2 and ResourceData; `resource` itself says only `AttackSequence`.
import { nameOf } from '../../../model/arn.ts';
import { dig, isObject, type JsonObject, listOf, stringOf } from '../../../model/json.ts';
import type { Pending } from '../../../model/observation.ts';
import type { Subject } from '../../../model/subject.ts';
import { kindOf, type Threat } from '../../../model/threat.ts';
import { bodyId } from '../identity.ts';
import type { NativeEvent } from './define-events.ts';
import {
  deedSeen,
  hostSeen,
  identityOf,
  podSeen,
  type ReportedThreat,
  type Seen,
  taskSeen,
} from './threatened.ts';

/** Null where the finding has no sequence, or one that names nothing that is judged here. */
export function sequenceIn(native: NativeEvent, threat: Threat): ReportedThreat | null {
  const { detail, event, occurrence } = native;
  const sequence = dig(detail, 'service', 'detection', 'sequence');
  if (!isObject(sequence)) return null;
  const seen = { occurrence, threat };
  const resources = listOf(sequence.resources).filter(isObject);
  const cluster = clusterOf(resources);
  const subjects = resources.flatMap((one) => workloadOf(seen, cluster, one));
  const pending = resources.flatMap((one) => machineOf(seen, cluster, one));
  if (subjects.length + pending.length > 0) return { subjects, pending };
  const id = stringOf(detail.id) ?? bodyId(event);
  const deeds = usersOf(sequence).map((user) => deedSeen(seen, { ...deedOf(user), id, cluster }));
  if (deeds.length > 0) return { subjects: deeds };
  // A cluster in other hands is told even where nobody can say what in it.
  const nobody = { identity: {}, sourceAddress: null };
  return kindOf(threat) === 'hostile' ? { subjects: [deedSeen(seen, { ...nobody, id, cluster })] } : null;
}

/** The one cluster of the sequence; null where there are several. */
function clusterOf(resources: readonly JsonObject[]): string | null {
  const clusters = resources.filter(({ resourceType }) => /^E[CK]S_CLUSTER$/.test(String(resourceType)));
  const [only, ...others] = clusters;
  if (only === undefined || others.length > 0) return null;
  return nameOf(stringOf(only.name) ?? stringOf(dig(only, 'data', 'eksCluster', 'arn')) ?? namesOf(only));
}

function workloadOf(seen: Seen, cluster: string | null, resource: JsonObject): Subject[] {
  if (resource.resourceType !== 'KUBERNETES_WORKLOAD') return [];
  const workload = dig(resource, 'data', 'kubernetesWorkload');
  const names = {
    resource: (stringOf(dig(workload, 'type')) ?? 'pods').toLowerCase(),
    name: stringOf(resource.name) ?? '*',
    namespace: stringOf(dig(workload, 'namespace')),
  };
  const pod = podSeen(seen, cluster, names);
  return pod === null ? [] : [pod];
}

function machineOf(seen: Seen, cluster: string | null, resource: JsonObject): Pending[] {
  const { resourceType, uid } = resource;
  if (resourceType === 'ECS_TASK') {
    const told = dig(resource, 'data', 'ecsTask');
    const { taskDefinitionArn, launchType } = isObject(told) ? told : {};
    return [taskSeen(seen, cluster, { taskArn: uid, taskDefinitionArn, launchType })];
  }
  if (resourceType !== 'EC2_INSTANCE') return [];
  const instanceId = /\bi-[0-9a-f]{8,17}\b/.exec(namesOf(resource))?.[0];
  return instanceId === undefined ? [] : [hostSeen(seen, instanceId, cluster !== null)];
}

/** The reference leaves open whether an instance's id is its `uid`, the end of it, or its `name`. */
function namesOf({ uid, name }: JsonObject): string {
  return [uid, name].filter((one) => typeof one === 'string').join(' ');
}

function usersOf(sequence: JsonObject): readonly JsonObject[] {
  return listOf(sequence.actors)
    .map((actor) => dig(actor, 'user'))
    .filter(isObject);
}

function deedOf({ type, name, uid }: JsonObject) {
  return { identity: identityOf(type, name, uid), sourceAddress: null };
}
