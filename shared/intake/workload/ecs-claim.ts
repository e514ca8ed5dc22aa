// The service that a task says it belongs to, and what of a service confirms it.
// SPDX-License-Identifier: Apache-2.0
import { parseArn } from '../../model/arn.ts';
import { type JsonObject, listOf, objectOf, stringOf } from '../../model/json.ts';
import { type Link, type Owner, startOf } from '../../model/owner.ts';
import { cursor, down, items, plain } from './cursor.ts';
import { serviceIdentity } from './ecs-names.ts';
import { overridesOf } from './ecs-overrides.ts';
import { isAgent } from './ecs-task.ts';

export interface Claim {
  readonly service: string;
  /** Id of the deployment that started the task: `ecs-svc/9223370496490996860`. */
  readonly deployment: string;
  /** ARN of the task definition that it runs. */
  readonly definition: string;
}

/** The name of the service that a task says it belongs to; null: it says none. Whoever calls RunTask may write it. */
export function serviceNamedBy(task: JsonObject): string | null {
  const name = /^service:([\w-]{1,255})$/.exec(stringOf(task.group) ?? '')?.[1];
  return name !== undefined && stringOf(task.startedBy)?.startsWith('ecs-svc/') ? name : null;
}

/**
 * All that a task says of the service that started it (ECS API reference, Task), for the service to confirm; null where it can be none's:
 * a service starts its definition as it is (CreateService takes no overrides).
 */
export function claimOf(task: JsonObject): Claim | null {
  const service = serviceNamedBy(task);
  const [deployment, definition] = [stringOf(task.startedBy), stringOf(task.taskDefinitionArn)];
  if (service === null || deployment === null || definition === null || isOverridden(task)) return null;
  return { service, deployment, definition };
}

function isOverridden(task: JsonObject): boolean {
  const from = cursor(task);
  const agents = items(down(from, 'containers'))
    .map((item) => [plain(down(item, 'name')) ?? '', item] as const)
    .filter(([name, item]) => isAgent(name, item));
  return overridesOf(down(from, 'overrides'), null, new Set(agents.map(([name]) => name))) !== null;
}

/** Does the service, as DescribeServices shows it, have that deployment (or, with another deployment controller, task set) of that definition? */
export function confirms(service: JsonObject, { service: name, deployment, definition }: Claim): boolean {
  const known = startsOf(service).some((one) => one.id === deployment && one.taskDefinition === definition);
  return service.serviceName === name && known;
}

function startsOf(service: JsonObject): readonly JsonObject[] {
  return [...listOf(service.deployments), ...listOf(service.taskSets)].map(objectOf);
}

/** The service as the owner of its tasks. */
export function serviceOwner(name: string, place: Parameters<typeof serviceIdentity>[1]): Owner {
  return { kind: 'Service', name, identity: serviceIdentity(name, place), uid: null };
}

/** What the answer to a call on a service shows of its deployments: the tasks that they start are the service's. For long ARNs, which name the cluster. */
export function deploymentLinks(service: JsonObject): readonly Link[] {
  const arn = parseArn(stringOf(service.serviceArn));
  const [, cluster, name] = arn?.resource.split('/') ?? [];
  if (arn === null || cluster === undefined || name === undefined) return [];
  const { account, region } = arn;
  const owner = serviceOwner(name, { account, region, cluster });
  return startsOf(service).flatMap(({ id, taskDefinition }) => {
    const [deployment, definition] = [stringOf(id), stringOf(taskDefinition)];
    if (deployment === null || definition === null) return [];
    return [{ account, region, cluster, uid: startOf({ deployment, definition }), identity: null, owner }];
  });
}
