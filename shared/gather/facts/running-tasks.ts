// The ECS tasks that run now, each with its definition, its tags, and what its service says of it.
// SPDX-License-Identifier: Apache-2.0
import { cursor } from '../../intake/workload/cursor.ts';
import { fromTask } from '../../intake/workload/ecs.ts';
import { claimOf, confirms, serviceOwner } from '../../intake/workload/ecs-claim.ts';
import { tagList } from '../../intake/workload/tags.ts';
import type { Where } from '../../intake/workload/where.ts';
import { shortName } from '../../model/arn.ts';
import type { FactPlace } from '../../model/facts.ts';
import { dig, isObject, type JsonObject, stringOf, stringsOf } from '../../model/json.ts';
import { type RunningWorkload, runningOf } from '../../model/running.ts';
import { objectsOf } from '../api.ts';
import { giveUp, type Reader, whereOf } from '../reading.ts';

interface Wanted {
  readonly cluster: string | null;
  readonly host: string | null;
}

// Ten DescribeTasks calls: more would take longer than an event may wait, and eat the rate that ECS itself needs.
const maximumTasks = 1000;

const paging = { tokenIn: 'nextToken', tokenOut: 'nextToken' };

export async function runningTasks(
  reader: Reader,
  { cluster, host }: Wanted,
  place: FactPlace,
): Promise<readonly RunningWorkload[]> {
  const clusters = cluster === null ? await clusterArns(reader) : [cluster];
  const found: RunningWorkload[] = [];
  for (const one of clusters) {
    const tasks = await tasksOf(reader, one, host, maximumTasks - found.length);
    const services = await servicesOf(reader, one, tasks);
    const definitions = await definitionsOf(reader, tasks);
    const where = { ...whereOf(place), cluster: shortName(one), running: true };
    for (const task of tasks) found.push(workloadOf(task, definitions, services, where));
  }
  return found;
}

async function clusterArns(reader: Reader): Promise<readonly string[]> {
  const list = await reader.list('ecs', 'ListClusters', {}, { ...paging, list: 'clusterArns' });
  return list.filter((arn) => typeof arn === 'string');
}

async function tasksOf(
  reader: Reader,
  cluster: string,
  host: string | null,
  room: number,
): Promise<readonly JsonObject[]> {
  const instance = host === null ? null : await containerInstance(reader, cluster, host);
  const input: JsonObject = { cluster, ...(instance === null ? {} : { containerInstance: instance }) };
  const arns = await reader.list('ecs', 'ListTasks', input, { ...paging, list: 'taskArns' });
  if (arns.length > room) giveUp('failed', `more than ${maximumTasks} tasks run: too many to look through`);
  const outputs = await inBatches(arns, 100, (tasks) =>
    reader.get('ecs', 'DescribeTasks', { cluster, tasks: [...tasks], include: ['TAGS'] }),
  );
  return outputs.flatMap((output) => objectsOf(output.tasks));
}

/** The container instance that an EC2 instance is; its ARN as it is. */
async function containerInstance(reader: Reader, cluster: string, host: string): Promise<string> {
  if (!/^i-[0-9a-f]{8,17}$/.test(host)) return host;
  const input = { cluster, filter: `ec2InstanceId == ${host}` };
  const list = { ...paging, list: 'containerInstanceArns' };
  const [arn] = await reader.list('ecs', 'ListContainerInstances', input, list);
  return stringOf(arn) ?? giveUp('not-found', `ecs.ListContainerInstances: ${host} is none of ${cluster}`);
}

/** The services of the tasks, by name. */
async function servicesOf(
  reader: Reader,
  cluster: string,
  tasks: readonly JsonObject[],
): Promise<ReadonlyMap<string, JsonObject>> {
  const names = [...new Set(tasks.flatMap((task) => claimOf(task)?.service ?? []))];
  const outputs = await inBatches(names, 10, (services) =>
    reader.get('ecs', 'DescribeServices', { cluster, services: [...services] }),
  );
  const services = outputs.flatMap((output) => objectsOf(output.services));
  return new Map(services.map((service) => [stringOf(service.serviceName) ?? '', service]));
}

interface Defined {
  readonly definition: JsonObject;
  readonly tags: RunningWorkload['tags'];
}

/** The definitions of the tasks, by ARN. One that cannot be had leaves its tasks' values unsettled, and the others known. */
async function definitionsOf(
  reader: Reader,
  tasks: readonly JsonObject[],
): Promise<ReadonlyMap<string, Defined>> {
  const names = [...new Set(tasks.flatMap((task) => stringOf(task.taskDefinitionArn) ?? []))];
  const found = new Map<string, Defined>();
  await inBatches(names, 10, async (batch) => {
    const answers = await Promise.all(
      batch.map((taskDefinition) =>
        reader.attempt('ecs', 'DescribeTaskDefinition', { taskDefinition, include: ['TAGS'] }),
      ),
    );
    for (const [index, answer] of answers.entries()) {
      const definition = answer.ok ? answer.output.taskDefinition : null;
      if (answer.ok && isObject(definition))
        found.set(batch[index] ?? '', { definition, tags: tagList(cursor(answer.output.tags ?? [])) });
    }
  });
  return found;
}

async function inBatches<T, R>(
  values: readonly T[],
  size: number,
  read: (batch: readonly T[]) => Promise<R>,
): Promise<readonly R[]> {
  const outputs: R[] = [];
  for (let start = 0; start < values.length; start += size)
    outputs.push(await read(values.slice(start, start + size)));
  return outputs;
}

function workloadOf(
  task: JsonObject,
  definitions: ReadonlyMap<string, Defined>,
  services: ReadonlyMap<string, JsonObject>,
  where: Where,
): RunningWorkload {
  const defined = definitions.get(stringOf(task.taskDefinitionArn) ?? '');
  const service = serviceOf(task, services);
  const owner = service === null ? {} : { owner: serviceOwner(stringOf(service.serviceName) ?? '', where) };
  const at = { ...where, tags: defined?.tags ?? null, ...owner };
  const workload = runningOf(fromTask(task, defined?.definition ?? null, at));
  return service === null ? workload : { ...workload, ...toldBy(service) };
}

/** The service of the task, where that knows of it. */
function serviceOf(task: JsonObject, services: ReadonlyMap<string, JsonObject>): JsonObject | null {
  const claim = claimOf(task);
  const service = services.get(claim?.service ?? '');
  return claim !== null && service !== undefined && confirms(service, claim) ? service : null;
}

/** What a task does not say of itself: whether each host has one, and its security groups. */
function toldBy(service: JsonObject): Pick<RunningWorkload, 'everyHost' | 'securityGroups'> {
  return {
    everyHost: service.schedulingStrategy === 'DAEMON',
    securityGroups: stringsOf(dig(service, 'networkConfiguration', 'awsvpcConfiguration', 'securityGroups')),
  };
}
