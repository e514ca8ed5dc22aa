// ECS's own events. Fields: Amazon ECS Developer Guide, "Amazon ECS events".
// SPDX-License-Identifier: Apache-2.0
import { parseArn, shortName } from '../../../model/arn.ts';
import { at } from '../../../model/at.ts';
import { booleanOf, dig, type JsonObject, stringOf, stringsOf } from '../../../model/json.ts';
import { type Intake, type Pending, pending } from '../../../model/observation.ts';
import type { Host } from '../../../model/platform.ts';
import type { Workload } from '../../../model/workload.ts';
import { blankHost } from '../../documents/blank.ts';
import { fromService, fromTask } from '../../workload/ecs.ts';
import type { Where } from '../../workload/where.ts';
import { goneHost, partOf } from '../cloudtrail/change.ts';
import { dropped, observed, unreadable } from '../context.ts';
import { describedService, withDefinition } from '../definition.ts';
import { bodyId, versionedId } from '../identity.ts';
import { endsOfTask, ownedTask } from '../tasks.ts';
import { defineEvents, type NativeEvent } from './define-events.ts';

export const ecsEvents = defineEvents({
  source: 'aws.ecs',
  reads: {
    'ECS Task State Change': taskState,
    'ECS Container Instance State Change': containerInstance,
    'ECS Deployment State Change': deployment,
  },
  drops: {
    'ECS Service Action': 'ecs service action',
  },
});

function whereOf({ detail, occurrence }: NativeEvent): Where {
  const { account, region } = occurrence;
  return { account, region, cluster: stringOf(detail.clusterArn), tags: null, running: true };
}

/** ARN and version where both are there; a hash of the body else. */
function idOf({ event, detail }: NativeEvent, arn: string): string {
  const { version } = detail;
  const known = typeof version === 'number' || typeof version === 'string';
  return known ? versionedId(arn, version) : bodyId(event);
}

// The containers have ended by then; only the network interface is still being taken down (ECS Developer Guide, "Task lifecycle").
const ended = new Set(['DEPROVISIONING', 'STOPPED', 'DELETED']);

/** A short task may never be seen RUNNING, so every status before the end is judged. */
function taskState(native: NativeEvent): Intake {
  const { name, detail, occurrence } = native;
  const arn = stringOf(detail.taskArn);
  if (arn === null) return unreadable(occurrence.context, `${name} without a taskArn`);
  const where = whereOf(native);
  const heading = { id: idOf(native, arn), source: 'ecs', name } as const;
  if (ended.has(stringOf(detail.lastStatus) ?? '')) {
    return observed(occurrence, { ...heading, gone: endsOfTask(detail, where) });
  }
  return observed(occurrence, { ...heading, pending: [withOwnTags(native, arn, where)] });
}

/** Task events leave out tags (ECS Developer Guide, "Task state change events"), by which groups are told: the task itself has them. */
function withOwnTags({ detail, occurrence }: NativeEvent, arn: string, where: Where): Pending {
  const definition = stringOf(detail.taskDefinitionArn);
  const { account, region } = occurrence;
  const asked = { fact: 'task', account, region, cluster: where.cluster, name: arn } as const;
  return ownedTask(detail, where, (at) =>
    withDefinition(occurrence, definition, (found, tags) => {
      const made = (task: JsonObject) => fromTask(task, found, { ...at, tags });
      if (Array.isArray(detail.tags)) return made(detail);
      return [
        pending(asked, (answer) => [made(answer.ok ? { ...detail, tags: answer.value.tags ?? [] } : detail)]),
      ];
    }),
  );
}

/** A service's deployment moves: the service is looked at as it is now. */
function deployment(native: NativeEvent): Intake {
  const { event, name, occurrence } = native;
  const judged = serviceNow(native);
  if (judged === null) return dropped('ecs deployment of an unnamed service');
  return observed(occurrence, { id: bodyId(event), source: 'ecs', name, pending: [judged] });
}

/** The service that an event names, as it is now; null: it names none. */
export function serviceNow(native: NativeEvent): Pending | null {
  const { detail } = native;
  const arn = serviceIn(native);
  if (arn === null) return null;
  const [, cluster = null] = /^service\/([^/]{1,255})\/./.exec(parseArn(arn)?.resource ?? '') ?? [];
  const where = { ...whereOf(native), cluster: cluster ?? stringOf(detail.clusterArn) };
  return describedService(arn, where, () => [unseenService(arn, where)]);
}

function serviceIn({ event, detail }: NativeEvent): string | null {
  const listed = stringsOf(event.resources).find((arn) => arn.includes(':service/'));
  return listed ?? stringOf(detail.serviceArn);
}

/** A service of which an event tells no more than the name: what runs in it is unknown, which is not nothing. */
export function unseenService(arn: string, where: Where): Workload {
  return fromService({ serviceArn: arn }, null, where);
}

/** The agent's connection and version, on the EC2 instance. ECS Anywhere's own machines (`mi-…`) are no EC2 hosts. */
function containerInstance(native: NativeEvent): Intake {
  const { name, detail, occurrence } = native;
  const arn = stringOf(detail.containerInstanceArn);
  if (arn === null) return unreadable(occurrence.context, `${name} without a containerInstanceArn`);
  const instanceId = stringOf(detail.ec2InstanceId);
  if (!instanceId?.startsWith('i-')) return dropped('ecs container instance outside ec2');
  const { account, region } = occurrence;
  const heading = { id: idOf(native, arn), source: 'ecs', name } as const;
  if (detail.status === 'INACTIVE')
    return observed(occurrence, { ...heading, ...goneHost(occurrence, instanceId) });
  const blank = (reason: string) => blankHost(occurrence, instanceId, reason);
  const told = agentOf(native);
  return observed(occurrence, {
    ...heading,
    pending: [
      partOf({ fact: 'host', account, region, instanceId }, blank, (whole) => ({ ...whole, ...told })),
    ],
  });
}

function agentOf({ detail }: NativeEvent): Partial<Host> {
  const connected = booleanOf(detail.agentConnected);
  const version = stringOf(dig(detail, 'versionInfo', 'agentVersion'));
  return {
    containerHost: true,
    cluster: shortName(stringOf(detail.clusterArn)),
    ...(connected === null ? {} : { agentConnected: at(connected, 'agentConnected') }),
    ...(version === null ? {} : { agentVersion: at(version, 'versionInfo.agentVersion') }),
  };
}
