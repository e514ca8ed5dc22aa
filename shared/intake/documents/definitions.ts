// Task definitions of the input: services, tasks and requests in any file of it refer to them by family, revision or ARN.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject, listOf, stringOf } from '../../model/json.ts';
import { familyOf } from '../workload/ecs-names.ts';
import { detect } from './detect.ts';
import { itemsOf } from './item.ts';

/** The word without which a text holds no definition. */
export const definitionWord = 'containerDefinitions';

export interface GivenDefinition {
  readonly definition: JsonObject;
  readonly tags: readonly JsonObject[];
}

/** Those among documents, those of lists one by one. */
export function definitionsAmong(documents: readonly Json[]): readonly GivenDefinition[] {
  return documents
    .flatMap((document) => itemsOf(document))
    .flatMap(({ value }) => (isObject(value) && detect(value) === 'task-definition' ? [givenBy(value)] : []));
}

/** DescribeTaskDefinition has the tags beside the definition, RegisterTaskDefinition within it. */
function givenBy(value: JsonObject): GivenDefinition {
  const { taskDefinition: inner } = value;
  const definition = isObject(inner) ? inner : value;
  return { definition, tags: listOf(value.tags).filter(isObject) };
}

/**
 * The definition that `name` means: an ARN, `family:revision` or `family`. One without a revision is what will be registered
 * under its family; of several that fit nobody can tell which it will be: null.
 */
export function definitionNamed(name: string, given: readonly GivenDefinition[]): GivenDefinition | null {
  const fitting = given.filter(({ definition }) => fits(name, definition));
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

/** A service of the input, by what it runs. */
export interface GivenService {
  readonly name: string;
  readonly definition: string;
}

/** The words without which a text holds no service. */
export const serviceWords = 'serviceName|serviceArn';

export function servicesAmong(documents: readonly Json[]): readonly GivenService[] {
  return documents
    .flatMap((document) => itemsOf(document))
    .flatMap(({ value }) => {
      if (!isObject(value) || detect(value) !== 'service') return [];
      const inner = isObject(value.service) ? value.service : value;
      const [name, definition] = [inner.serviceName ?? inner.serviceArn, inner.taskDefinition];
      return typeof name === 'string' && typeof definition === 'string' ? [{ name, definition }] : [];
    });
}

/** The service that runs a definition of the input, where it is the one that the service finds there; null: none does. */
export function runnersAmong(
  services: readonly GivenService[],
  definitions: readonly GivenDefinition[],
): (definition: JsonObject) => string | null {
  const byFamily = Map.groupBy(services, ({ definition }) => familyOf(definition));
  return (definition) => {
    const candidates = byFamily.get(stringOf(definition.family)) ?? [];
    const runner = candidates.find(
      ({ definition: name }) => fits(name, definition) && definitionNamed(name, definitions) !== null,
    );
    return runner?.name ?? null;
  };
}

function fits(name: string, definition: JsonObject): boolean {
  const arn = stringOf(definition.taskDefinitionArn);
  if (arn !== null && name.startsWith('arn:')) return arn === name;
  const family = familyOf(name);
  if (family === null || stringOf(definition.family) !== family) return false;
  const { revision } = definition;
  const wanted = /:(\d{1,10})$/.exec(name)?.[1];
  return typeof revision !== 'number' || wanted === undefined || Number(wanted) === revision;
}
