// ECS task definitions, services, tasks and run-task requests as a Workload.
// SPDX-License-Identifier: Apache-2.0
import { shortName } from '../../model/arn.ts';
import type { At } from '../../model/at.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Container, Workload } from '../../model/workload.ts';
import type { Overrides } from '../../model/workload-overrides.ts';
import { type Cursor, cursor, down, items, plain, settledBoolean, timeOf } from './cursor.ts';
import { serviceNamedBy } from './ecs-claim.ts';
import { definitionParts, requested } from './ecs-definition.ts';
import { taskLimits } from './ecs-limits.ts';
import { clusterOf, familyOf, namesOf, placeOf, revisionOf, serviceIdentity } from './ecs-names.ts';
import { openToOverrides, overridden, overridesOf } from './ecs-overrides.ts';
import { attachedNetwork, osOfTask } from './ecs-platform.ts';
import { executeCommand, runningContainers } from './ecs-task.ts';
import { tagsOf } from './tags.ts';
import type { Where } from './where.ts';

/**
 * A task definition in the shape of RegisterTaskDefinition or DescribeTaskDefinition, without wrapper.
 * Never throws: what is missing has the platform's default, what is of another type or not settled is marked as such.
 */
export function fromTaskDefinition(definition: JsonObject, where: Where): Workload {
  const from = cursor(definition);
  const arn = plain(down(from, 'taskDefinitionArn'));
  const family = plain(down(from, 'family')) ?? familyOf(arn);
  return {
    ...definitionParts(from, where),
    source: where.source ?? 'task-definition',
    objectKind: where.objectKind ?? 'TaskDefinition',
    ...namesOf(where, { id: arn ?? family, name: family, identity: family, arn }),
    definition: arn ?? revisionOf(from, family),
    family,
    instance: where.instance ?? null,
    uid: null,
    ownIdentity: null,
    cluster: shortName(where.cluster),
    tags: tagsOf(from, where.tags, arn === null),
  };
}

/**
 * A service in the shape of CreateService, UpdateService or DescribeServices, made from `definition`.
 * Where that is null, every value it would settle is unsettled.
 */
export function fromService(service: JsonObject, definition: JsonObject | null, where: Where): Workload {
  const from = cursor(service);
  const arn = plain(down(from, 'serviceArn'));
  const name = plain(down(from, 'serviceName')) ?? shortName(arn) ?? plain(down(from, 'service'));
  const cluster = clusterOf(from, where);
  const short = cluster === null ? name : `${cluster}/${name ?? ''}`;
  const place = placeOf(where, arn);
  return {
    ...requested(from, definition, where),
    source: where.source ?? 'service',
    objectKind: where.objectKind ?? 'Service',
    ...namesOf(where, {
      id: arn ?? short,
      name,
      identity: arn ?? serviceIdentity(name ?? '', { ...place, cluster }),
      arn,
    }),
    cluster,
    instance: where.instance ?? null,
    uid: null,
    ownIdentity: null,
    tags: tagsOf(from, tagsBeside(definition, where), arn === null && definition !== null),
    executeCommandEnabled: settledBoolean(down(from, 'enableExecuteCommand'), false),
    everyHost: plain(down(from, 'schedulingStrategy')) === 'DAEMON',
  };
}

/** A RunTask or StartTask request: its overrides are laid over the definition. */
export function fromRunTask(request: JsonObject, definition: JsonObject | null, where: Where): Workload {
  const from = cursor(request);
  const base = requested(from, definition, where);
  const overrides = overridesOf(down(from, 'overrides'), definition && base.roles, new Set());
  const named = definition === null ? namedByOverrides(from, base) : base.containers;
  const containers = openToOverrides(named, down(from, 'overrides', 'containerOverrides'));
  return {
    ...base,
    source: where.source ?? 'run-task',
    objectKind: where.objectKind ?? 'RunTask',
    ...namesOf(where, { id: base.family, name: base.family, identity: base.family, arn: null }),
    cluster: clusterOf(from, where),
    instance: where.instance ?? null,
    uid: where.instance ?? null,
    ownIdentity: null,
    tags: tagsOf(from, tagsBeside(definition, where), definition !== null),
    executeCommandEnabled: settledBoolean(down(from, 'enableExecuteCommand'), false),
    ...withOverrides({ ...base, containers }, overrides),
  };
}

/** A running task as DescribeTasks and task events show it; kept on its service only where that is confirmed (`where.owner`). */
export function fromTask(task: JsonObject, definition: JsonObject | null, where: Where): Workload {
  const from = cursor(task);
  const arn = plain(down(from, 'taskArn'));
  const base = sized(from, requested(from, definition, where));
  const cluster = clusterOf(from, where);
  const { owner } = where;
  const containers = runningContainers(from, base.containers, definition !== null);
  const ignored = new Set(
    containers.filter((container) => container.injected).map((container) => container.name),
  );
  const overrides = overridesOf(down(from, 'overrides'), definition && base.roles, ignored);
  return {
    ...base,
    source: where.source ?? 'task',
    objectKind: where.objectKind ?? 'Task',
    ...namesOf(where, {
      id: arn ?? base.family,
      name: owner?.name ?? base.family,
      identity: owner?.identity ?? base.family,
      arn,
    }),
    cluster,
    instance: where.instance ?? arn,
    uid: where.instance ?? arn,
    ownIdentity: owner === undefined ? null : base.family,
    tags: tagsOf(from, tagsBeside(definition, where), false),
    os: osOfTask(from, base.os),
    network: {
      ...attachedNetwork(from, base.network.mode),
      service: owner?.name ?? serviceNamedBy(task),
    },
    host: base.host ?? plain(down(from, 'containerInstanceArn')),
    createdAt: timeOf(down(from, 'createdAt')),
    executeCommandEnabled: executeCommand(from),
    ...withOverrides({ ...base, containers }, overrides),
  };
}

function withOverrides(base: Pick<Workload, 'containers' | 'roles' | 'limits'>, overrides: Overrides | null) {
  const { containers, roles, limits } = base;
  if (overrides === null) return { overrides, containers, roles, limits };
  const { taskRole, executionRole, memory, cpu } = overrides;
  const over = <T>(value: At<T | null>, former: At<T | null>) =>
    value.value !== null || value.unsettled !== undefined ? value : former;
  return {
    overrides,
    containers: overridden(containers, overrides),
    roles: { ...roles, task: over(taskRole, roles.task), execution: over(executionRole, roles.execution) },
    limits: { ...limits, memory: over(memory, limits.memory), cpu: over(cpu, limits.cpu) },
  };
}

/** Of an unknown definition at least those containers are there that the request names. */
function namedByOverrides(
  request: Cursor,
  base: Workload | Pick<Workload, 'containers'>,
): readonly Container[] {
  const [placeholder] = base.containers;
  if (placeholder === undefined) return base.containers;
  const names = items(down(request, 'overrides', 'containerOverrides')).map(
    (item) => plain(down(item, 'name')) ?? '',
  );
  return [...new Set(names)].map((name) => ({ ...placeholder, name })).concat(base.containers);
}

/** Fargate tasks always carry their size; on EC2 the task's amounts are only sums that ECS reserves. */
function sized<T extends Pick<Workload, 'limits' | 'launchTypes'>>(task: Cursor, base: T): T {
  if (!base.launchTypes.value.includes('fargate')) return base;
  const own = taskLimits(task);
  const { memory, cpu } = base.limits;
  return {
    ...base,
    limits: {
      ...base.limits,
      memory: memory.value === null && own.memory.value !== null ? own.memory : memory,
      cpu: cpu.value === null && own.cpu.value !== null ? own.cpu : cpu,
    },
  };
}

/** Tags known before the document's own: those told beside it, else those the definition was registered with. */
function tagsBeside(definition: JsonObject | null, where: Where): Where['tags'] {
  return where.tags ?? (definition === null ? null : tagsOf(cursor(definition), null, false));
}
