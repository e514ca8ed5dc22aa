// The ways in which a template may be deployed, as far as they make a difference to some of its values: each a choice of its own.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject, listOf, objectOf, stringOf } from '../../model/json.ts';
import { type Chosen, comparisonKey, functionOf, isPlain, otherThan } from './template-conditions.ts';
import { allowedValues } from './template-parameters.ts';

/** More are not looked at: then what is open stays so. */
const mostDeployments = 32;
/** Values and conditions within each other, no deeper than a template may nest (CloudFormation takes 1 MB of text). */
const deepest = 60;

interface Search {
  readonly template: JsonObject;
  /** What each open name may be: all of it. */
  readonly open: Map<string, readonly Json[]>;
  readonly conditions: Set<string>;
}

/** Every way to choose what these values depend on; none where nothing is to be chosen, or too much. */
export function deploymentsOf(template: JsonObject, values: readonly Json[]): readonly Chosen[] {
  const search: Search = { template, open: new Map(), conditions: new Set() };
  for (const value of values) look(value, search, 0);
  let ways: Chosen[] = [new Map()];
  for (const [name, choices] of search.open) {
    if (ways.length * choices.length > mostDeployments) return [];
    ways = ways.flatMap((way) => choices.map((choice) => new Map(way).set(name, choice)));
  }
  return search.open.size === 0 ? [] : ways;
}

function look(value: Json | undefined, search: Search, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > deepest) return;
  const [name, argument] = functionOf(value);
  if (name === 'Ref') lookAtName(stringOf(argument) ?? '', search);
  if (name === 'Fn::If') lookAtCondition(stringOf(listOf(argument)[0]) ?? '', search, depth + 1);
  if (name === 'Fn::FindInMap') lookAtMap(listOf(argument), search);
  if (name === 'Fn::Sub') lookAtText(argument, search);
  for (const child of Object.values(value)) look(child as Json, search, depth + 1);
}

function lookAtName(name: string, { template, open }: Search): void {
  const allowed = allowedValues(objectOf(objectOf(template.Parameters)[name]));
  if (allowed.length > 1 && !open.has(name)) open.set(name, allowed);
}

function lookAtText(argument: Json | undefined, search: Search): void {
  const text = stringOf(Array.isArray(argument) ? argument[0] : argument) ?? '';
  for (const [, name = ''] of text.matchAll(/\$\{([A-Za-z0-9]{1,255})\}/g)) lookAtName(name, search);
}

/** A key that the map does not hold ends the deployment. */
function lookAtMap([map, key, , otherwise]: readonly Json[], { template, open }: Search): void {
  const [name, of] = functionOf(key);
  const parameter = stringOf(of) ?? '';
  if (name !== 'Ref' || open.has(parameter) || otherwise !== undefined) return;
  const keys = Object.keys(objectOf(objectOf(template.Mappings)[stringOf(map) ?? '']));
  if (keys.length > 0) open.set(parameter, keys);
}

function lookAtCondition(name: string, search: Search, depth: number): void {
  if (search.conditions.has(name) || depth > deepest) return;
  search.conditions.add(name);
  lookAtTruth(objectOf(search.template.Conditions)[name], search, depth);
}

function lookAtTruth(written: Json | undefined, search: Search, depth: number): void {
  const [name, argument] = functionOf(written);
  if (name === 'Condition') lookAtCondition(stringOf(argument) ?? '', search, depth + 1);
  else if (name === 'Fn::Equals') lookAtComparison(written, listOf(argument), search);
  else if (depth < deepest) for (const part of listOf(argument)) lookAtTruth(part, search, depth + 1);
}

/** A parameter is one of what it is compared with, or something else; any other comparison comes out either way. */
function lookAtComparison(written: Json | undefined, sides: readonly Json[], search: Search): void {
  const names = sides
    .map((side) => functionOf(side))
    .flatMap(([name, of]) => (name === 'Ref' ? [stringOf(of) ?? ''] : []));
  const [name] = names;
  if (sides.every(isPlain)) return;
  if (names.length !== 1 || name === undefined || !sides.some(isPlain)) {
    search.open.set(comparisonKey(written), [true, false]);
    return;
  }
  lookAtName(name, search);
  if (!search.open.has(name)) search.open.set(name, comparedWith(name, search.template));
}

function comparedWith(name: string, template: JsonObject): readonly Json[] {
  const conditions = Object.values(objectOf(template.Conditions));
  const found = new Set(conditions.flatMap((condition) => constantsIn(condition, name, 0)));
  const what = name.startsWith('AWS::') ? name : `parameter ${name}`;
  return [...found, otherThan(name, [...found], what)];
}

/** What a condition compares the parameter with. */
function constantsIn(written: Json | undefined, name: string, depth: number): readonly string[] {
  const [called, argument] = functionOf(written);
  const parts = listOf(argument);
  if (depth > deepest) return [];
  if (called !== 'Fn::Equals') return parts.flatMap((part) => constantsIn(part, name, depth + 1));
  const isMeant = parts.some((part) => isObject(part) && part.Ref === name);
  return isMeant ? parts.filter(isPlain).map(String) : [];
}
