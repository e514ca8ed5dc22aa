// Facts of ECS: task definition, service, its revision and task as the API returns them.
// SPDX-License-Identifier: Apache-2.0

import { nameOf, parseArn } from '../../model/arn.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, isObject, type JsonObject, stringOf } from '../../model/json.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, placeOf, type Reader, reading } from '../reading.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** DescribeTaskDefinition: the definition as ECS returns it, with its tags. `name` is an ARN, `family:revision` or `family`. */
    'task-definition': {
      ask: FactPlace & { name: string };
      value: { readonly definition: JsonObject; readonly tags: readonly JsonObject[] };
    };
    /** DescribeServices. `name` is an ARN or a name within `cluster`. */
    service: { ask: FactPlace & { cluster: string | null; name: string }; value: JsonObject };
    /** DescribeServiceRevisions. `name` is the ARN of a revision, or of a service deployment: then its target is meant. */
    'service-revision': { ask: FactPlace & { name: string }; value: JsonObject };
    /** DescribeTasks. */
    task: { ask: FactPlace & { cluster: string | null; name: string }; value: JsonObject };
  }
}

/** DescribeTaskDefinition with tags, by ARN, `family:revision` or `family` (its newest ACTIVE revision). */
function readTaskDefinition(
  ask: FactRequestOf<'task-definition'>,
  api: AwsApi,
): Promise<FactAnswer<'task-definition'>> {
  return reading(api, placeOf(ask, ask.name), async (reader) => {
    const output = await reader.get('ecs', 'DescribeTaskDefinition', {
      taskDefinition: ask.name,
      include: ['TAGS'],
    });
    const definition = output.taskDefinition;
    if (!isObject(definition))
      giveUp('failed', 'ecs.DescribeTaskDefinition: no task definition in the answer');
    return { definition, tags: objectsOf(output.tags) };
  });
}

/** DescribeServices of one service; INACTIVE ones are answered as ECS keeps them. */
function readService(ask: FactRequestOf<'service'>, api: AwsApi): Promise<FactAnswer<'service'>> {
  const cluster = clusterFor(ask.cluster, ask.name);
  return reading(api, placeOf(ask, ask.name), (reader) =>
    describeOne(reader, { operation: 'DescribeServices', list: 'services' }, cluster, ask.name),
  );
}

/** DescribeServiceRevisions of one revision, or of the one that a deployment rolls out. */
function readServiceRevision(
  ask: FactRequestOf<'service-revision'>,
  api: AwsApi,
): Promise<FactAnswer<'service-revision'>> {
  return reading(api, placeOf(ask, ask.name), async (reader) => {
    const isDeployment = parseArn(ask.name)?.resource.startsWith('service-deployment/') ?? false;
    const arn = isDeployment ? await targetOf(reader, ask.name) : ask.name;
    const output = await reader.get('ecs', 'DescribeServiceRevisions', { serviceRevisionArns: [arn] });
    return onlyOne(output, 'serviceRevisions', 'ecs.DescribeServiceRevisions', arn);
  });
}

async function targetOf(reader: Reader, deployment: string): Promise<string> {
  const operation = 'DescribeServiceDeployments';
  const output = await reader.get('ecs', operation, { serviceDeploymentArns: [deployment] });
  const found = onlyOne(output, 'serviceDeployments', `ecs.${operation}`, deployment);
  const target = stringOf(dig(found, 'targetServiceRevision', 'arn'));
  return target ?? giveUp('failed', `ecs.${operation}: the deployment names no revision`);
}

/** DescribeTasks of one task; ECS forgets a stopped one after about an hour. */
function readTask(ask: FactRequestOf<'task'>, api: AwsApi): Promise<FactAnswer<'task'>> {
  const cluster = clusterFor(ask.cluster, ask.name);
  return reading(api, placeOf(ask, ask.name), (reader) =>
    describeOne(reader, { operation: 'DescribeTasks', list: 'tasks' }, cluster, ask.name),
  );
}

interface Operation {
  readonly operation: string;
  readonly list: 'services' | 'tasks';
}

async function describeOne(
  reader: Reader,
  { operation, list }: Operation,
  cluster: string | null,
  name: string,
): Promise<JsonObject> {
  const input: JsonObject = { [list]: [name], include: ['TAGS'], ...(cluster === null ? {} : { cluster }) };
  return onlyOne(await reader.get('ecs', operation, input), list, `ecs.${operation}`, name);
}

/** The one item of a batch answer. ECS reports what it does not know under `failures` with the reason MISSING. */
export function onlyOne(output: JsonObject, list: string, operation: string, name: string): JsonObject {
  const [item] = objectsOf(output[list]);
  if (item !== undefined) return item;
  const reason = stringOf(objectsOf(output.failures)[0]?.reason) ?? 'MISSING';
  return giveUp(reason === 'MISSING' ? 'not-found' : 'failed', `${operation}: ${nameOf(name)} ${reason}`);
}

/** The cluster named, else the one inside a long ARN: `arn:…:service/<cluster>/<name>`. */
function clusterFor(cluster: string | null, name: string): string | null {
  if (cluster !== null) return cluster;
  const parts = parseArn(name)?.resource.split('/') ?? [];
  return parts.length === 3 ? (parts[1] ?? null) : null;
}

export const taskDefinitionFact = defineFact({
  fact: 'task-definition',
  read: (ask, { api }) => readTaskDefinition(ask, api),
  // A revision's containers cannot be edited (ECS Developer Guide, "Updating a task definition"). Tags and status may change; they
  // are read as they were then.
  isImmutable: ({ name }) => /:\d{1,10}$/.test(name),
});

export const serviceFact = defineFact({ fact: 'service', read: (ask, { api }) => readService(ask, api) });

export const serviceRevisionFact = defineFact({
  fact: 'service-revision',
  read: (ask, { api }) => readServiceRevision(ask, api),
  // It is kept as it was deployed (ECS Developer Guide, "Service revisions").
  isImmutable: () => true,
});

export const taskFact = defineFact({ fact: 'task', read: (ask, { api }) => readTask(ask, api) });
