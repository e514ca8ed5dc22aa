// What a deployment would make of a stack: the resources of two templates compared, in words.
// SPDX-License-Identifier: Apache-2.0
import { isDeepStrictEqual } from 'node:util';
import { dig, isObject, type JsonObject, objectOf, stringOf } from '../../../shared/model/json.ts';
import { isKept } from '../kept.ts';

/** `before`: the template of the stack as it is; null where there is no stack. One line each. */
export function wordsOfDifference(before: JsonObject | null, after: JsonObject): readonly string[] {
  const [former, wanted] = [objectOf(before?.Resources), objectOf(after.Resources)];
  const made = Object.keys(wanted).filter((id) => !Object.hasOwn(former, id));
  if (before === null) return [`  makes a stack of ${made.length} resources: ${countsOf(made, wanted)}`];
  const gone = Object.keys(former).filter((id) => !Object.hasOwn(wanted, id));
  const both = Object.keys(wanted).filter((id) => Object.hasOwn(former, id));
  const recoded = both.filter((id) => codeOf(former[id]) !== codeOf(wanted[id]));
  const changed = both.filter((id) => !isDeepStrictEqual(withoutCode(former[id]), withoutCode(wanted[id])));
  const lines = [
    ...made.map((id) => `  makes ${named(id, wanted)}`),
    ...changed.map((id) => `  changes ${named(id, wanted)}: ${placesOf(former[id], wanted[id]).join(', ')}`),
    ...gone.map(
      (id) => `  ends ${named(id, former)}${isKept(former[id]) ? ', which stays outside of the stack' : ''}`,
    ),
    ...parametersOf(before, after),
    ...(recoded.length === 0 ? [] : [`  code of ${recoded.length} functions`]),
  ];
  return lines.length === 0 ? ['  changes nothing'] : lines;
}

function countsOf(ids: readonly string[], resources: JsonObject): string {
  const counts = Map.groupBy(ids, (id) => typeOf(resources[id]));
  return [...counts].map(([type, { length }]) => `${length} ${type}`).join(', ');
}

function typeOf(resource: unknown): string {
  return stringOf(dig(resource, 'Type'))?.replace(/^AWS::/, '') ?? '';
}

function named(id: string, resources: JsonObject): string {
  return `${typeOf(resources[id])} ${id}`;
}

function codeOf(resource: unknown): string | null {
  return stringOf(dig(resource, 'Properties', 'Code', 'S3Key'));
}

/** Each package has a folder of its own: that alone is no change of the resource. */
function withoutCode(resource: unknown): unknown {
  if (!isObject(resource) || !isObject(resource.Properties)) return resource;
  const { Code: _, ...properties } = resource.Properties;
  return { ...resource, Properties: properties };
}

/** Where two resources differ: their properties, and what is beside them. */
function placesOf(before: unknown, after: unknown): readonly string[] {
  const flat = (resource: unknown) => {
    const { Properties, ...beside } = objectOf(withoutCode(resource));
    return { ...beside, ...objectOf(Properties) };
  };
  const [former, wanted]: readonly JsonObject[] = [flat(before), flat(after)];
  const names = Object.keys({ ...former, ...wanted });
  return names.filter((name) => !isDeepStrictEqual(former?.[name], wanted?.[name]));
}

/** osls writes what a deployment is given into the defaults of the template. */
function parametersOf(before: JsonObject, after: JsonObject): readonly string[] {
  const defaults = (template: JsonObject) =>
    new Map(
      Object.entries(objectOf(template.Parameters)).map(([name, one]) => [
        name,
        String(dig(one, 'Default') ?? ''),
      ]),
    );
  const [former, wanted] = [defaults(before), defaults(after)];
  return [...wanted].flatMap(([name, value]) => {
    const was = former.get(name) ?? '';
    return was === value ? [] : [`  ${name} becomes ${shown(value)} (was ${shown(was)})`];
  });
}

function shown(value: string): string {
  return value === '' ? '(empty)' : value;
}
