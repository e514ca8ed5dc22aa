// What ECS runs now: clusters, services, tasks, each described together with its like.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../gather/api.ts';
import type { Reader } from '../gather/reading.ts';
import { describedService, withDefinition } from '../intake/events/definition.ts';
import { ownedTask } from '../intake/events/tasks.ts';
import { fromTask } from '../intake/workload/ecs.ts';
import type { Where } from '../intake/workload/where.ts';
import { type JsonObject, stringOf } from '../model/json.ts';
import type { Observation } from '../model/observation.ts';
import { found, type Home, lookedUp } from './observation.ts';

const clusterParts = ['SETTINGS', 'CONFIGURATIONS', 'TAGS'];
const paging = { tokenIn: 'nextToken', tokenOut: 'nextToken' };

export async function surveyEcs(reader: Reader, home: Home): Promise<readonly Observation[]> {
  const clusters = await arns(reader, 'ListClusters', {}, 'clusterArns');
  // As the fact asks, so that its answers are known (shared/gather/facts/cluster.ts).
  await reader.part(() =>
    describeInBatches(clusters, 100, (batch) =>
      reader.get('ecs', 'DescribeClusters', { clusters: batch, include: clusterParts }),
    ),
  );
  const observations = clusters.map((name) =>
    lookedUp(home, name, 'ecs cluster', { fact: 'cluster', ...home, platform: 'ecs', name }),
  );
  for (const cluster of clusters) observations.push(...(await inCluster(reader, home, cluster)));
  if (clusters.length > 0) await listNetworks(reader);
  return observations;
}

/**
 * Tasks are judged by their interfaces, subnets and routes: one list of each shows what would be asked for task by task. Where one is refused,
 * they are.
 */
async function listNetworks(reader: Reader): Promise<void> {
  for (const [operation, list] of [
    ['DescribeNetworkInterfaces', 'NetworkInterfaces'],
    ['DescribeSubnets', 'Subnets'],
    ['DescribeRouteTables', 'RouteTables'],
  ] as const)
    await reader.part(() =>
      reader.list('ec2', operation, {}, { tokenIn: 'NextToken', tokenOut: 'NextToken', list }),
    );
}

async function inCluster(reader: Reader, home: Home, cluster: string): Promise<readonly Observation[]> {
  const where: Where = { ...home, cluster, tags: null, running: true };
  const services = await arns(reader, 'ListServices', { cluster }, 'serviceArns');
  // Ten and a hundred are the most that one call describes (ECS API Reference, DescribeServices and DescribeTasks).
  await describeInBatches(services, 10, (batch) =>
    reader.get('ecs', 'DescribeServices', { cluster, services: batch, include: ['TAGS'] }),
  );
  const tasks = await describeInBatches(
    await arns(reader, 'ListTasks', { cluster }, 'taskArns'),
    100,
    (batch) => reader.get('ecs', 'DescribeTasks', { cluster, tasks: batch, include: ['TAGS'] }),
  );
  return [
    ...services.map((arn) =>
      found(home, arn, 'ecs service', { pending: [describedService(arn, where, () => [])] }),
    ),
    ...tasks.flatMap(({ tasks: list }) => objectsOf(list).map((task) => taskFound(task, home, where))),
  ];
}

function taskFound(task: JsonObject, home: Home, where: Where): Observation {
  const definition = stringOf(task.taskDefinitionArn);
  const judged = ownedTask(task, where, (at) =>
    withDefinition(where, definition, (made, tags) => fromTask(task, made, { ...at, tags })),
  );
  return found(home, stringOf(task.taskArn) ?? 'task', 'ecs task', { pending: [judged] });
}

/** The most on a page; without it ListServices gives ten (Amazon ECS API Reference, ListServices, `maxResults`). */
async function arns(reader: Reader, operation: string, input: JsonObject, list: string): Promise<string[]> {
  const listed = await reader.list('ecs', operation, { ...input, maxResults: 100 }, { ...paging, list });
  return listed.filter((arn) => typeof arn === 'string');
}

async function describeInBatches(
  names: readonly string[],
  size: number,
  describe: (batch: string[]) => Promise<JsonObject>,
): Promise<readonly JsonObject[]> {
  const outputs: JsonObject[] = [];
  for (let start = 0; start < names.length; start += size)
    outputs.push(await describe(names.slice(start, start + size)));
  return outputs;
}
