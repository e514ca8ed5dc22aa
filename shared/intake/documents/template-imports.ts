// What templates export for others, and those others with it: Fn::ImportValue as far as the files of one run settle it.
// SPDX-License-Identifier: Apache-2.0
import { type Allowance, type Budget, budgetOf } from '../../model/budget.ts';
import { isObject, type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { detect } from './detect.ts';
import { settlerOf } from './intrinsic.ts';
import { isPlain } from './template-conditions.ts';

/** The word without which a text exports nothing. */
export const exportWord = 'Export';

/** Values by the names under which they are exported; null: of several under one name nobody can tell which it will be. */
export type Exports = ReadonlyMap<string, Json>;

/** Of one template: its outputs are few, and its functions may be many. */
const ofTemplate: Allowance = { steps: 50_000, characters: 256 * 1024 };

/** Values that are settled before anything is deployed, under names that are, too. */
export function exportsAmong(documents: readonly Json[]): Exports {
  const found = new Map<string, Json>();
  for (const document of documents) {
    if (!isObject(document) || detect(document) !== 'cloudformation') continue;
    for (const [name, value] of exportsOf(document))
      found.set(name, found.has(name) && found.get(name) !== value ? null : value);
  }
  return found;
}

function exportsOf(template: JsonObject): readonly (readonly [name: string, value: Json])[] {
  const { settle, holds } = settlerOf(template, budgetOf(ofTemplate));
  return Object.values(objectOf(template.Outputs)).flatMap((output) => {
    const { Export: exported, Value: value, Condition: condition } = objectOf(output);
    if (condition !== undefined && holds(stringOf(condition) ?? '') !== true) return [];
    const name = settle(objectOf(exported).Name);
    const settled = settle(value);
    return typeof name === 'string' ? [[name, isPlain(settled) ? settled : null] as const] : [];
  });
}

/** The template with the values in place that other templates of the run export; what none does stays as written. */
export function withImports(template: JsonObject, exports: Exports, budget: Budget): JsonObject {
  if (exports.size === 0) return template;
  const { settle } = settlerOf(template, budget);
  const imported = (asked: Json): Json => {
    const name = settle(asked);
    return (typeof name === 'string' ? exports.get(name) : null) ?? null;
  };
  const within = (value: Json): Json => {
    if (typeof value !== 'object' || value === null || !budget.take(1)) return value;
    if (!isObject(value)) return value.map(within);
    const { 'Fn::ImportValue': asked } = value;
    const found = asked === undefined ? null : imported(asked);
    return found ?? mapped(value, within);
  };
  return { ...template, Resources: within(template.Resources ?? null) };
}

function mapped(value: JsonObject, each: (child: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, each(child ?? null)]));
}
