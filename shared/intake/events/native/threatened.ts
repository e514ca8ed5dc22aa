// What a detector's finding names, as the subjects that its threat is laid on: a task, a pod, a host, or what somebody did.
// SPDX-License-Identifier: Apache-2.0
import type { CallSubject } from '../../../model/call.ts';
import { joined } from '../../../model/joined.ts';
import { type JsonObject, stringOf } from '../../../model/json.ts';
import type { Pending } from '../../../model/observation.ts';
import type { Subject } from '../../../model/subject.ts';
import type { Threat } from '../../../model/threat.ts';
import { blankHost } from '../../documents/blank.ts';
import { fromTask } from '../../workload/ecs.ts';
import { fromKubernetesObject, unseenObject } from '../../workload/kubernetes.ts';
import { actorOf } from '../actor.ts';
import { partOf } from '../cloudtrail/change.ts';
import type { Occurrence } from '../context.ts';
import { withDefinition } from '../definition.ts';
import { kindOfResource } from '../kubernetes/resources.ts';
import { ownedTask } from '../tasks.ts';

export interface ReportedThreat {
  readonly subjects?: readonly Subject[];
  readonly pending?: readonly Pending[];
}

export interface Seen {
  readonly occurrence: Occurrence;
  readonly threat: Threat;
}

/** @param task in the shape of DescribeTasks, as far as it is told */
export function taskSeen({ occurrence, threat }: Seen, cluster: string | null, task: JsonObject): Pending {
  const { account, region } = occurrence;
  const definition = stringOf(task.taskDefinitionArn);
  const where = { account, region, cluster, tags: null, running: true, threats: [threat] };
  return ownedTask(task, where, (at) =>
    withDefinition(occurrence, definition, (found, tags) => fromTask(task, found, { ...at, tags })),
  );
}

export interface PodNames {
  /** As the API's paths have it: `deployments`. */
  readonly resource: string;
  readonly name: string;
  readonly namespace: string | null;
}

/** The finding describes the pod in part, so all but its name and its threat stays unknown; null: it is none that holds pods. */
export function podSeen(
  { occurrence, threat }: Seen,
  cluster: string | null,
  { resource, name, namespace }: PodNames,
): Subject | null {
  const { account, region } = occurrence;
  const names = { kind: kindOfResource(resource), name, namespace };
  const object = unseenObject(names, 'the finding tells only a part of the pod');
  const what = { running: true, source: 'alert', threats: [threat] } as const;
  return fromKubernetesObject(object, { account, region, cluster, tags: null, ...what });
}

export function hostSeen({ occurrence, threat }: Seen, instanceId: string, runsContainers: boolean): Pending {
  const { account, region } = occurrence;
  const blank = (reason: string) => blankHost(occurrence, instanceId, reason);
  const told = { threats: [threat], ...(runsContainers ? { containerHost: true } : {}) };
  return partOf({ fact: 'host', account, region, instanceId }, blank, (whole) => ({ ...whole, ...told }));
}

export interface Deed {
  /** In the shape of CloudTrail's userIdentity, as far as it is told. */
  readonly identity: JsonObject;
  readonly sourceAddress: string | null;
  /** Of the finding. */
  readonly id: string;
  readonly cluster: string | null;
}

/** Where neither workload nor host is named it is something that somebody did. */
export function deedSeen({ occurrence, threat }: Seen, deed: Deed): CallSubject {
  const { account, region, context } = occurrence;
  const traits = { sourceAddress: deed.sourceAddress, userAgent: null, additional: null };
  const actor = actorOf({ ...deed.identity, accountId: account }, traits, context.people);
  return {
    kind: 'call',
    platform: 'iam',
    id: deed.id,
    name: `guardduty:${threat.type}`,
    identity: joined('|', [`${account ?? '-'}:guardduty`, actor.principal ?? deed.cluster ?? actor.name]),
    account,
    region,
    cluster: deed.cluster,
    namespace: null,
    tags: null,
    service: 'guardduty',
    operation: threat.type,
    actor,
    succeeded: true,
    errorCode: null,
    readOnly: false,
    parameters: null,
    response: null,
    additional: { title: threat.title, severity: threat.severity, sample: threat.sample },
    target: null,
    kubernetes: null,
  };
}

/** GuardDuty says `Role` for what CloudTrail calls `AssumedRole`. */
export function identityOf(type: unknown, userName: unknown, principalId: unknown): JsonObject {
  return {
    type: type === 'Role' ? 'AssumedRole' : stringOf(type),
    userName: stringOf(userName),
    principalId: stringOf(principalId),
  };
}
