// GuardDuty findings, as threats on the workload, host or credentials they name.
// SPDX-License-Identifier: Apache-2.0
// Fields: Amazon GuardDuty User Guide, "Finding details", and API Reference, Resource; EventBridge writes them in camel case.
import { dig, isObject, type JsonObject, numberOf, objectOf, stringOf } from '../../../model/json.ts';
import type { Intake } from '../../../model/observation.ts';
import { kindOf, type Threat } from '../../../model/threat.ts';
import { dropped, observed, plain, unreadable } from '../context.ts';
import { bodyId, versionedId } from '../identity.ts';
import { isoTime } from '../time.ts';
import { sequenceIn } from './attack-sequence.ts';
import { defineEvents, type NativeEvent } from './define-events.ts';
import { deedSeen, hostSeen, identityOf, podSeen, type ReportedThreat, taskSeen } from './threatened.ts';

export const guardDutyEvents = defineEvents({
  source: 'aws.guardduty',
  areThreats: true,
  reads: {
    'GuardDuty Finding': guardDuty,
  },
  drops: {
    // Coverage of the detector, not a threat: GuardDuty's own coverage page is where it is followed up.
    'GuardDuty Runtime Protection Unhealthy': 'guardduty agent coverage',
    'GuardDuty Runtime Protection Healthy': 'guardduty agent coverage',
  },
});

function guardDuty(native: NativeEvent): Intake {
  const { event, name, detail, occurrence } = native;
  const type = stringOf(detail.type);
  if (type === null || !isObject(detail.resource))
    return unreadable(occurrence.context, `${name} without type or resource`);
  if (dig(detail, 'service', 'archived') === true) return dropped('guardduty finding archived');
  const threat = threatOf(detail, type);
  const told =
    workloadIn(native, threat) ??
    hostIn(native, threat) ??
    credentialsIn(native, threat) ??
    sequenceIn(native, threat);
  if (told === null)
    return dropped(`guardduty finding on ${plain(stringOf(detail.resource.resourceType) ?? 'nothing')}`);
  const arn = stringOf(detail.arn);
  const updated = isoTime(detail.updatedAt);
  // GuardDuty sends a finding again when it recurs: one id for each update.
  const id = arn !== null && updated !== null ? versionedId(arn, updated) : bodyId(event);
  return observed(occurrence, { id, source: 'guardduty', name, ...told });
}

function threatOf(detail: JsonObject, type: string): Threat {
  const title = stringOf(detail.title) ?? type;
  const role = dig(detail, 'service', 'resourceRole');
  return {
    detector: 'guardduty',
    type,
    title,
    severity: numberOf(detail.severity) ?? 0,
    id: stringOf(detail.id) ?? stringOf(detail.arn) ?? '',
    path: 'detail.type',
    acted: typeof role === 'string' ? role === 'ACTOR' : null,
    sample: title.startsWith('[SAMPLE]') || saysSample(dig(detail, 'service', 'additionalInfo')),
  };
}

/** Findings of CreateSampleFindings say so in their title and here, as JSON text or object. */
function saysSample(info: unknown): boolean {
  const value = stringOf(dig(info, 'value'));
  return dig(info, 'sample') === true || (value !== null && /"sample"\s{0,4}:\s{0,4}true\b/.test(value));
}

function workloadIn(native: NativeEvent, threat: Threat): ReportedThreat | null {
  const resource = objectOf(native.detail.resource);
  const task = dig(resource, 'ecsClusterDetails', 'taskDetails');
  if (isObject(task)) return taskIn(native, resource, task, threat);
  const workload = dig(resource, 'kubernetesDetails', 'kubernetesWorkloadDetails');
  return isObject(workload) && typeof workload.name === 'string'
    ? podIn(native, resource, workload, threat)
    : null;
}

function taskIn(
  { occurrence }: NativeEvent,
  resource: JsonObject,
  details: JsonObject,
  threat: Threat,
): ReportedThreat {
  const cluster = stringOf(dig(resource, 'ecsClusterDetails', 'arn'));
  const task = { ...details, taskArn: details.arn, taskDefinitionArn: details.definitionArn };
  return { pending: [taskSeen({ occurrence, threat }, cluster, task)] };
}

function podIn(
  { occurrence }: NativeEvent,
  resource: JsonObject,
  details: JsonObject,
  threat: Threat,
): ReportedThreat | null {
  const cluster = stringOf(dig(resource, 'eksClusterDetails', 'name'));
  const names = {
    resource: stringOf(details.type) ?? 'pods',
    name: stringOf(details.name) ?? '*',
    namespace: stringOf(details.namespace),
  };
  const subject = podSeen({ occurrence, threat }, cluster, names);
  return subject === null ? null : { subjects: [subject] };
}

function hostIn({ detail, occurrence }: NativeEvent, threat: Threat): ReportedThreat | null {
  const resource = objectOf(detail.resource);
  const instanceId =
    stringOf(dig(resource, 'instanceDetails', 'instanceId')) ?? sessionOfHost(resource, threat);
  if (instanceId === null) return null;
  const runsContainers = isObject(resource.eksClusterDetails) || isObject(resource.ecsClusterDetails);
  return { pending: [hostSeen({ occurrence, threat }, instanceId, runsContainers)] };
}

/** The session of an instance's role is called as the instance, and the principal is `<role id>:<session>` (IAM User Guide, "IAM identifiers"). */
function sessionOfHost(resource: JsonObject, threat: Threat): string | null {
  // Other findings on a session are about what it called, not about where its credentials are.
  if (kindOf(threat) !== 'hostile') return null;
  const principal = stringOf(dig(resource, 'accessKeyDetails', 'principalId')) ?? '';
  return /:(i-[0-9a-f]{8,17})$/.exec(principal)?.[1] ?? null;
}

/** Credentials used in a suspicious way: something somebody did. */
function credentialsIn({ event, detail, occurrence }: NativeEvent, threat: Threat): ReportedThreat | null {
  const key = dig(detail, 'resource', 'accessKeyDetails');
  if (!isObject(key)) return null;
  const remote = dig(detail, 'service', 'action', 'awsApiCallAction', 'remoteIpDetails');
  const deed = {
    identity: identityOf(key.userType, key.userName, key.principalId),
    sourceAddress: stringOf(dig(remote, 'ipAddressV4')),
    id: stringOf(detail.id) ?? bodyId(event),
    cluster: null,
  };
  return { subjects: [deedSeen({ occurrence, threat }, deed)] };
}
