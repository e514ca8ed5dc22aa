// Evidence of ECS tasks: what ECS and EC2 say of them, and what their containers logged last.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../gather/api.ts';
import { nameOf } from '../../model/arn.ts';
import { type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { call } from '../planning/planning.ts';
import { readLog, streamOf } from './cloudwatch.ts';
import { type GatheredEvidence, type WorkloadEvidence, workloadEvidence } from './evidence.ts';
import { ask, note, type Sources } from './sources.ts';

export interface NamedTask {
  readonly cluster: string;
  readonly task: string;
}

export async function gatherTask(
  named: NamedTask,
  sources: Sources,
  evidence: GatheredEvidence,
): Promise<void> {
  const found = workloadEvidence('task', named.task);
  evidence.workloads.push(found);
  const { cluster, task: arn } = named;
  const read = call('ecs', 'DescribeTasks', { cluster, tasks: [arn], include: ['TAGS'] });
  const described = await ask(read, sources, evidence);
  const [task] = objectsOf(described?.tasks);
  if (task === undefined) {
    if (described !== null) note(evidence.missing, `task ${nameOf(arn)} is gone`);
    return;
  }
  found.description = task;
  found.images = objectsOf(task.containers).map(imageOf);
  await Promise.all([
    gatherInterfaces(task, found, sources, evidence),
    gatherDefinition(task, found, sources, evidence),
  ]);
}

function imageOf({ name, image, imageDigest }: JsonObject) {
  return { container: stringOf(name) ?? '', image: stringOf(image), digest: stringOf(imageDigest) };
}

async function gatherInterfaces(
  task: JsonObject,
  found: WorkloadEvidence,
  sources: Sources,
  evidence: GatheredEvidence,
): Promise<void> {
  const ids = interfacesOf(task);
  if (ids.length === 0) return;
  const read = call('ec2', 'DescribeNetworkInterfaces', { NetworkInterfaceIds: ids });
  found.networkInterfaces = objectsOf((await ask(read, sources, evidence))?.NetworkInterfaces);
}

/** Of tasks in network mode awsvpc (ECS API reference, Attachment); the others share their host's. */
function interfacesOf(task: JsonObject): string[] {
  return objectsOf(task.attachments)
    .filter(({ type }) => type === 'ElasticNetworkInterface')
    .flatMap(({ details }) => objectsOf(details))
    .filter(({ name }) => name === 'networkInterfaceId')
    .flatMap(({ value }) => stringOf(value) ?? []);
}

/** The definition, and by what it says of logging the logs. */
async function gatherDefinition(
  task: JsonObject,
  found: WorkloadEvidence,
  sources: Sources,
  evidence: GatheredEvidence,
): Promise<void> {
  const taskDefinition = stringOf(task.taskDefinitionArn);
  if (taskDefinition === null) return;
  const read = call('ecs', 'DescribeTaskDefinition', { taskDefinition });
  const output = await ask(read, sources, evidence);
  if (output === null) return;
  found.definition = objectOf(output.taskDefinition);
  const containers = objectsOf(found.definition.containerDefinitions);
  await Promise.all(
    containers.map(async (container) => {
      const stream = streamOf(container, task, sources.place);
      if (typeof stream === 'string') return note(evidence.missing, stream);
      await readLog(stream, found, sources, evidence);
    }),
  );
}
