// A deployment of an ECS service that waits at a hook: judged is the revision that it rolls out, before a task of it starts.
// SPDX-License-Identifier: Apache-2.0
// Shapes: Amazon ECS Developer Guide, "Lambda hooks for Amazon ECS service deployments" and "Hook state change events".
import { parseArn } from '../../../model/arn.ts';
import { at } from '../../../model/at.ts';
import { isObject, type JsonObject, listOf, objectOf, stringOf } from '../../../model/json.ts';
import { type Intake, type Pending, pending } from '../../../model/observation.ts';
import type { Workload } from '../../../model/workload.ts';
import { fromService } from '../../workload/ecs.ts';
import { dropped, type IntakeContext, type Occurrence, observed, unreadable } from '../context.ts';
import { withDefinition } from '../definition.ts';
import { bodyId } from '../identity.ts';
import { defineEvents, type NativeEvent } from './define-events.ts';
import { serviceNow } from './ecs.ts';

export const ecsHookEvents = defineEvents({
  source: 'aws.ecs',
  reads: {
    'ECS Hook State Change': hookState,
  },
});

// After these the revision is rolled back: it is the service as it is now that counts.
const refused = new Set(['HOOK_FAILED', 'HOOK_TIMED_OUT']);

/** EventBridge: a hook begins, waits for somebody, or has ended. */
function hookState(native: NativeEvent): Intake {
  const { event, name, detail, occurrence } = native;
  const now = serviceNow(native);
  const service = stringOf(detail.serviceArn);
  const deployment = stringOf(detail.serviceDeploymentArn);
  const heading = { id: bodyId(event), source: 'ecs', name } as const;
  const rollsOut = !refused.has(stringOf(detail.eventName) ?? '');
  if (rollsOut && service !== null && deployment !== null) {
    const judged = revisionOf(occurrence, service, deployment, now === null ? [] : [now]);
    return observed(occurrence, { ...heading, pending: [judged] });
  }
  if (now === null) return dropped('ecs deployment of an unnamed service');
  return observed(occurrence, { ...heading, pending: [now] });
}

/** What ECS invokes a hook's function with. It comes on no bus, and tells no time. */
export function isHookInvocation(record: JsonObject): boolean {
  return typeof record.lifecycleStage === 'string' && isObject(record.executionDetails);
}

export function readHookInvocation(record: JsonObject, context: IntakeContext): Intake {
  const details = objectOf(record.executionDetails);
  const service = stringOf(details.serviceArn);
  const revision = stringOf(details.targetServiceRevisionArn);
  if (service === null || revision === null)
    return unreadable(context, 'ecs lifecycle hook without serviceArn and targetServiceRevisionArn');
  const { account = null, region = null } = parseArn(service) ?? {};
  const nothing = { cluster: null, time: null, replayed: false, eventId: null };
  const occurrence: Occurrence = { ...nothing, account, region, context };
  // ECS invokes again and again while it waits: one deployment at one stage is one observation.
  const id = bodyId({ deployment: record.resourceArn ?? null, revision, stage: record.lifecycleStage });
  return observed(occurrence, {
    ...{ id, source: 'ecs', name: 'ECS Lifecycle Hook' },
    pending: [revisionOf(occurrence, service, revision, [])],
  });
}

/**
 * The service as it will be: what the revision keeps, and of the service what belongs to no revision (tags, ECS Exec).
 * `otherwise`: what is judged where nobody can tell the revision.
 */
function revisionOf(
  occurrence: Occurrence,
  service: string,
  named: string,
  otherwise: readonly Pending[],
): Pending {
  const { account, region } = occurrence;
  const [, cluster = null] = parseArn(service)?.resource.split('/') ?? [];
  return pending({ fact: 'service-revision', account, region, name: named }, (revision) =>
    revision.ok
      ? [
          pending({ fact: 'service', account, region, cluster, name: service }, (answer) =>
            answer.ok ? [made(occurrence, { ...answer.value, ...revision.value }, cluster)] : [],
          ),
        ]
      : otherwise,
  );
}

function made(occurrence: Occurrence, service: JsonObject, cluster: string | null): Pending {
  const { account, region } = occurrence;
  return withDefinition(occurrence, stringOf(service.taskDefinition), (found, tags) =>
    withDigests(fromService(service, found, { account, region, cluster, tags, running: true }), service),
  );
}

/**
 * A revision starts what its tags stood for when it was made, whatever they stand for by now (Amazon ECS Developer Guide, "Container image
 * resolution"; API reference, ContainerImage).
 */
function withDigests(workload: Workload, { containerImages }: JsonObject): Workload {
  const digests = new Map(
    listOf(containerImages)
      .filter(isObject)
      .map(({ containerName, imageDigest }) => [stringOf(containerName), stringOf(imageDigest)]),
  );
  const containers = workload.containers.map((container) => {
    const digest = digests.get(container.name) ?? null;
    return digest === null ? container : { ...container, digest: at(digest, container.image.path) };
  });
  return { ...workload, containers };
}
