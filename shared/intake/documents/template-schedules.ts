// Rules and schedules of a template that start ECS tasks: each of their targets is a RunTask request that is made again and again.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject, listOf, objectOf, stringOf } from '../../model/json.ts';
import type { Subject } from '../../model/subject.ts';
import { partlySettled, unsettledMark, unsettledReason } from '../workload/cursor.ts';
import { fromRunTask } from '../workload/ecs.ts';
import type { Where } from '../workload/where.ts';
import { camelCased } from './camel.ts';
import { besideOf } from './template-beside.ts';
import { type Resources, referred, type TemplateResource } from './template-resource.ts';
import { withWrittenPaths } from './terraform/paths.ts';

interface Target {
  readonly path: string;
  readonly target: JsonObject;
  readonly task: JsonObject;
}

/** CloudFormation template reference: `Targets` of AWS::Events::Rule, `Target` of AWS::Scheduler::Schedule. */
function targetsOf({ properties }: TemplateResource): readonly Target[] {
  const { Targets: several = null, Target: one = null } = properties;
  const listed = unsettledReason(several) === null ? listOf(several) : [];
  const all = [
    ...possible(one).map((target) => ['Target', target] as const),
    ...(listed.length > 0 ? [] : possible(several).map((target) => ['Targets', target] as const)),
    ...listed.flatMap((each, index) =>
      possible(each).map((target) => [`Targets[${index}]`, target] as const),
    ),
  ];
  return all.flatMap(([path, target]) =>
    isObject(target.EcsParameters) ? [{ path, target, task: target.EcsParameters }] : [],
  );
}

/** The target, or one of which nothing is known, where a condition chooses and one of its choices starts a task. */
function possible(value: Json): readonly JsonObject[] {
  if (unsettledReason(value) === null) return isObject(value) ? [value] : [];
  const { among = [] } = partlySettled(value);
  const choices = among.flatMap((one) => (Array.isArray(one) ? one : [one])).flatMap(possible);
  return choices.some((one) => isObject(one.EcsParameters)) ? [{ EcsParameters: value }] : [];
}

export const scheduleTypes: ReadonlySet<string> = new Set(['AWS::Events::Rule', 'AWS::Scheduler::Schedule']);

/** The definition of the same template that a rule or schedule starts tasks of; of several the first. */
export function definitionStartedBy(resource: TemplateResource, all: Resources): TemplateResource | null {
  const [found] = targetsOf(resource).flatMap(({ task }) => definitionOf(task, all) ?? []);
  return found ?? null;
}

function definitionOf(task: JsonObject, all: Resources): TemplateResource | null {
  const found = all.get(referred(task.TaskDefinitionArn) ?? '');
  return found?.type === 'AWS::ECS::TaskDefinition' ? found : null;
}

export function scheduledTasks(resource: TemplateResource, where: Where, all: Resources): readonly Subject[] {
  return targetsOf(resource).map(({ path, target, task }, index, { length }) => {
    const definition = definitionOf(task, all);
    const known = definition === null ? null : objectOf(camelCased(definition.properties));
    const id = length === 1 ? (where.id ?? '') : `${where.id ?? ''}/${index}`;
    const request = requestOf(target, task);
    const started = fromRunTask(request, known, { ...where, id, identity: id, running: true });
    const network = { NetworkConfiguration: { AwsvpcConfiguration: networkOf(task) } };
    const beside = besideOf(definition?.properties ?? {}, network, all, where);
    return withWrittenPaths({ ...started, beside }, { written: (place) => writtenPath(path, place) });
  });
}

/** EventBridge spells the network in one way, EventBridge Scheduler in another. */
function networkOf(task: JsonObject): Json {
  const { AwsVpcConfiguration: ofRule, AwsvpcConfiguration: ofSchedule } = objectOf(
    task.NetworkConfiguration,
  );
  return ofRule ?? ofSchedule ?? null;
}

function requestOf(target: JsonObject, task: JsonObject): JsonObject {
  const { TaskDefinitionArn: taskDefinition, NetworkConfiguration: _, TagList: list, ...rest } = task;
  const network = networkOf(task);
  return {
    ...objectOf(camelCased(rest)),
    cluster: target.Arn ?? null,
    taskDefinition: taskDefinition ?? null,
    ...(network === null ? {} : { networkConfiguration: { awsvpcConfiguration: camelCased(network) } }),
    ...(list === undefined ? {} : { tags: camelCased(list) }),
    ...overridesIn(target),
  };
}

/** The input of the target is JSON text with the overrides (Amazon EventBridge User Guide, "Amazon ECS task targets"). */
function overridesIn({ Input: input = null, ...target }: JsonObject): JsonObject {
  if (isMadeOfEvent(target)) return { overrides: unsettledMark('its input is made of the event') };
  if (unsettledReason(input) !== null) return { overrides: input };
  try {
    const overrides: Json = JSON.parse(stringOf(input) ?? '{}');
    return isObject(overrides) && Object.keys(overrides).length > 0 ? { overrides } : {};
  } catch {
    return {};
  }
}

/** A transformer puts parts of the event into it, a path takes a part of the event for it: whoever sends the event chooses. */
function isMadeOfEvent({ InputTransformer: made = null, InputPath: path = null }: JsonObject): boolean {
  const isMade = Array.isArray(made) ? made.length > 0 : made !== null;
  return isMade || (path !== null && path !== '');
}

const ofTask =
  /^(?:networkConfiguration|launchType|platformVersion|enableExecuteCommand|capacityProviderStrategy)\b/;

/** Where what the request says stands in the target. */
function writtenPath(target: string, path: string): string {
  if (/^overrides\b/.test(path)) return `${target}.Input`;
  if (ofTask.test(path)) return `${target}.EcsParameters.${path}`;
  return path === 'taskDefinition' ? `${target}.EcsParameters.TaskDefinitionArn` : path;
}
