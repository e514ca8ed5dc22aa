// CloudFormation templates that hold a valid workload, or one resource of any type.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type DefinitionChange, taskDefinition } from './workloads.ts';

/** A template of one resource, `Web`; `Image` and `Version` are parameters without a default. */
export function templateOf(type: string, properties: JsonObject, beside: JsonObject = {}): JsonObject {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: { Image: { Type: 'String' }, Version: { Type: 'String' } },
    Resources: { Web: { Type: type, Properties: properties }, ...beside },
  };
}

/** The valid Fargate task definition with a change, as AWS::ECS::TaskDefinition. */
export function definitionTemplate(change: DefinitionChange = {}, beside: JsonObject = {}): JsonObject {
  return templateOf('AWS::ECS::TaskDefinition', asProperties(taskDefinition(change)), beside);
}

/** The API's names with a capital, but within functions and maps whose keys are the user's own. */
export function asProperties(value: JsonObject): JsonObject {
  const named = Object.entries(value).map(([key, child]): [string, Json] => [
    key.startsWith('Fn::') ? key : key.charAt(0).toUpperCase() + key.slice(1),
    key.startsWith('Fn::') || key === 'options' ? (child ?? null) : inner(child ?? null),
  ]);
  return Object.fromEntries(named);
}

function inner(value: Json): Json {
  if (Array.isArray(value)) return value.map(inner);
  return isObject(value) ? asProperties(value) : value;
}
