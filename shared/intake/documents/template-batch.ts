// AWS::Batch::JobDefinition: a task that AWS Batch runs on ECS, as a task definition.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject, listOf, objectOf, stringOf } from '../../model/json.ts';
import type { Workload } from '../../model/workload.ts';
import { unsettledMark, unsettledReason } from '../workload/cursor.ts';
import { fromTaskDefinition } from '../workload/ecs.ts';
import type { Where } from '../workload/where.ts';
import { camelCased } from './camel.ts';

/** One workload for each task of the job (CloudFormation template reference, AWS::Batch::JobDefinition); none for jobs on EKS. */
export function jobOf(properties: JsonObject, where: Where): readonly Workload[] {
  const job = objectOf(camelCased(properties));
  const alone = objectOf(job.containerProperties);
  const tasks = listOf(objectOf(job.ecsProperties).taskProperties).filter(isObject);
  const all = Object.keys(alone).length > 0 ? [taskOfContainer(alone)] : tasks;
  return all.map((task) => fromTaskDefinition(definitionOf(task, job, where), where));
}

/** A job of one container tells its roles and volumes beside what runs. */
function taskOfContainer(container: JsonObject): JsonObject {
  const { jobRoleArn, executionRoleArn, volumes, ...rest } = container;
  return { taskRoleArn: jobRoleArn, executionRoleArn, volumes, containers: [{ name: 'default', ...rest }] };
}

function definitionOf(task: JsonObject, job: JsonObject, where: Where): JsonObject {
  const capabilities = job.platformCapabilities;
  const onFargate = listOf(capabilities).includes('FARGATE');
  return {
    family: stringOf(job.jobDefinitionName) ?? where.name ?? 'job',
    taskRoleArn: task.taskRoleArn,
    executionRoleArn: task.executionRoleArn,
    volumes: task.volumes,
    pidMode: task.pidMode,
    ipcMode: task.ipcMode,
    requiresCompatibilities: capabilities ?? ['EC2'],
    networkMode: onFargate ? 'awsvpc' : unsettledMark('AWS Batch chooses the network of its jobs'),
    memory: onFargate ? amountOf(objectOf(listOf(task.containers)[0]), 'MEMORY') : undefined,
    containerDefinitions: listOf(task.containers).map(containerOf),
  };
}

/** Batch writes memory as a requirement of the container, and sends logs to CloudWatch where nothing is said (Batch User Guide, "awslogs"). */
function containerOf(container: Json): Json {
  if (!isObject(container) || unsettledReason(container) !== null) return container;
  const memory = container.memory ?? amountOf(container, 'MEMORY');
  const logConfiguration = container.logConfiguration ?? { logDriver: 'awslogs' };
  return { ...container, memory, logConfiguration };
}

function amountOf({ resourceRequirements }: JsonObject, type: string): Json | undefined {
  return listOf(resourceRequirements)
    .filter(isObject)
    .find((one) => one.type === type)?.value;
}
