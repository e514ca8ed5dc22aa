// What of ECS a finding is about: a service, or tasks that nobody restarts.
// SPDX-License-Identifier: Apache-2.0

import { objectsOf } from '../../gather/api.ts';
import type { Reader } from '../../gather/reading.ts';
import { nameOf, parseArn } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import { type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { changed } from '../planning/planning.ts';

/** How `DescribeServices` and every write name a service. */
export interface ServiceName {
  readonly cluster: string;
  readonly service: string;
}

/** `arn:aws:ecs:eu-west-1:111122223333:service/shop/web`; null for anything else, the old ARNs without cluster included. */
export function serviceNamed(id: string): ServiceName | null {
  const [kind, cluster, name] = parseArn(id)?.resource.split('/') ?? [];
  return kind === 'service' && cluster !== undefined && name !== undefined ? { cluster, service: id } : null;
}

/** The service as it is now; gone where ECS keeps it only as INACTIVE. */
export async function describeService(
  reader: Reader,
  { cluster, service }: ServiceName,
): Promise<JsonObject> {
  const output = await reader.get('ecs', 'DescribeServices', { cluster, services: [service] });
  const [found] = objectsOf(output.services);
  return found === undefined || found.status === 'INACTIVE'
    ? changed(`service ${nameOf(service)} is gone`)
    : found;
}

/** The tasks of the finding that still run, with the cluster they run in; those that were stopped or forgotten are left out. */
export async function runningTasks(
  reader: Reader,
  tasks: readonly string[],
  cluster: string | null,
): Promise<readonly { readonly cluster: string; readonly arn: string; readonly task: JsonObject }[]> {
  const found: { cluster: string; arn: string; task: JsonObject }[] = [];
  for (const name of tasks) {
    const place = clusterOfTask(name) ?? cluster ?? 'default';
    const output = await reader.get('ecs', 'DescribeTasks', { cluster: place, tasks: [name] });
    const [task] = objectsOf(output.tasks);
    const arn = stringOf(task?.taskArn);
    if (task === undefined || arn === null || task.desiredStatus === 'STOPPED') continue;
    found.push({ cluster: place, arn, task });
  }
  return found;
}

/** `…:task/<cluster>/<id>`; null for the old ARNs without cluster. */
export function clusterOfTask(arn: string): string | null {
  const parts = parseArn(arn)?.resource.split('/') ?? [];
  return parts.length === 3 ? (parts[1] ?? null) : null;
}

export async function definitionNamed(reader: Reader, taskDefinition: string): Promise<JsonObject> {
  const output = await reader.get('ecs', 'DescribeTaskDefinition', { taskDefinition });
  return objectOf(output.taskDefinition);
}

/** The role that the workload of a finding runs with: an override goes before the definition (ECS API, TaskOverride). */
export async function roleOfWorkload(reader: Reader, finding: Finding): Promise<string> {
  const named = serviceNamed(finding.subject.id);
  const [running] = named === null ? await runningTasks(reader, finding.instances, finding.cluster) : [];
  const from = named === null ? running?.task : await describeService(reader, named);
  const overridden = stringOf(objectOf(running?.task.overrides).taskRoleArn);
  const name = stringOf(from?.taskDefinition) ?? stringOf(from?.taskDefinitionArn);
  if (name === null) return changed('nothing of the workload runs any more');
  const role = overridden ?? stringOf((await definitionNamed(reader, name)).taskRoleArn);
  return role ?? changed('the workload has no role any more');
}
