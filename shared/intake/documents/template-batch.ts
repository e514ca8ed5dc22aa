// AWS::Batch::JobDefinition: a task that AWS Batch runs on ECS, as a task definition.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject, listOf, objectOf, stringOf } from '../../model/json.ts';
import type { Workload } from '../../model/workload.ts';
import { unsettledMark, unsettledReason } from '../workload/cursor.ts';
import { fromTaskDefinition } from '../workload/ecs.ts';
import { fromKubernetesObject } from '../workload/kubernetes.ts';
import type { Where } from '../workload/where.ts';
import { camelCased } from './camel.ts';

/** One workload for each task of the job (CloudFormation template reference, AWS::Batch::JobDefinition); of a job on EKS its pod. */
export function jobOf(properties: JsonObject, where: Where): readonly Workload[] {
  const job = objectOf(camelCased(properties));
  const alone = objectOf(job.containerProperties);
  const tasks = listOf(objectOf(job.ecsProperties).taskProperties).filter(isObject);
  const pod = objectOf(job.eksProperties).podProperties;
  if (isObject(pod)) return podOfJob(pod, job, where);
  const all = Object.keys(alone).length > 0 ? [taskOfContainer(alone)] : tasks;
  return all.map((task) => fromTaskDefinition(definitionOf(task, job, where), where));
}

/** A pod as Kubernetes has it (AWS Batch API Reference, EksPodProperties), on the network of its node unless told otherwise. */
function podOfJob(pod: JsonObject, job: JsonObject, where: Where): readonly Workload[] {
  const { metadata, ...spec } = pod;
  const name = stringOf(job.jobDefinitionName) ?? where.name ?? 'job';
  const hostNetwork = spec.hostNetwork ?? unsettledMark('AWS Batch chooses the network of its jobs');
  const whole = {
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: { ...objectOf(metadata), name },
    spec: { ...spec, containers: listOf(spec.containers).map(withName), hostNetwork },
  };
  const found = fromKubernetesObject(whole, {
    ...where,
    objectKind: 'JobDefinition',
    source: 'pod-template',
  });
  return found === null ? [] : [{ ...found, uid: null }];
}

/** A container without a name is called so (AWS Batch API Reference, EksContainer). */
function withName(container: Json): Json {
  return isObject(container) ? { name: 'Default', ...container } : container;
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
