// Conditions of a template: true, false, or for the deployment to decide.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject, listOf, objectOf, stringOf } from '../../model/json.ts';
import { partlySettled, unsettledMark, unsettledReason } from '../workload/cursor.ts';
import { whyLater } from './later.ts';

/** What one deployment chooses: values of parameters by name, and outcomes of comparisons by their text. */
export type Chosen = ReadonlyMap<string, Json>;

/** Conditions refer to each other no deeper than anybody writes. */
const deepest = 20;

/** Whether a condition holds; null where only a deployment decides. */
export type Holds = (name: string) => boolean | null;

/**
 * The conditions of a template where a deployment chooses so. What a parameter is left at by default decides none: a condition is
 * there for deployments that say otherwise. `settle` works values out with nothing but what is chosen.
 */
export function conditionsOf(
  template: JsonObject,
  chosen: Chosen,
  settle: (value: Json | undefined) => Json | undefined,
): Holds {
  const conditions = objectOf(template.Conditions);
  const known = new Map<string, boolean | null>();
  const holds = (name: string, depth: number): boolean | null => {
    const before = known.get(name);
    if (before !== undefined) return before;
    if (depth > deepest || !Object.hasOwn(conditions, name)) return null;
    const answer = truth(conditions[name], depth);
    known.set(name, answer);
    return answer;
  };
  const truth = (written: Json | undefined, depth: number): boolean | null => {
    if (depth > deepest) return null;
    const [name = '', argument] = functionOf(written);
    const parts = listOf(argument);
    if (name === 'Condition') return holds(stringOf(argument) ?? '', depth + 1);
    if (name === 'Fn::Equals')
      return chosenOutcome(written, chosen) ?? equal(settle(parts[0]), settle(parts[1]));
    return combined(
      name,
      parts.map((part) => truth(part, depth + 1)),
    );
  };
  return (name) => holds(name, 0);
}

function combined(name: string, parts: readonly (boolean | null)[]): boolean | null {
  const [first = null] = parts;
  if (name === 'Fn::Not') return not(first);
  if (name === 'Fn::And') return every(parts);
  return name === 'Fn::Or' ? not(every(parts.map(not))) : null;
}

const not = (one: boolean | null) => (one === null ? null : !one);

/** A function stands as the only key of its object. */
export function functionOf(value: Json | undefined): readonly [name?: string, argument?: Json] {
  const entries = isObject(value) && unsettledReason(value) === null ? Object.entries(value) : [];
  const [first] = entries;
  return entries.length === 1 && first !== undefined ? [first[0], first[1] ?? null] : [];
}

function every(parts: readonly (boolean | null)[]): boolean | null {
  if (parts.includes(false)) return false;
  return parts.length === 0 || parts.includes(null) ? null : true;
}

function chosenOutcome(comparison: Json | undefined, chosen: Chosen): boolean | null {
  const outcome = chosen.get(comparisonKey(comparison));
  return typeof outcome === 'boolean' ? outcome : null;
}

/** What a comparison goes by among the chosen; no parameter has a name like it. */
export function comparisonKey(comparison: Json | undefined): string {
  return `Fn::Equals ${JSON.stringify(comparison ?? null)}`;
}

function equal(one: Json | undefined, other: Json | undefined): boolean | null {
  if (isPlain(one) && isPlain(other)) return String(one) === String(other);
  if (isPlain(other)) return isOther(one, String(other)) ? false : null;
  return isPlain(one) && isOther(other, String(one)) ? false : null;
}

/** Stands for any value of a parameter but these. */
export function otherThan(name: string, values: readonly string[], what: string): Json {
  const reason = whyLater(what);
  return unsettledMark(reason, { text: [{ name, reason, one: false }], not: values });
}

function isOther(value: Json | undefined, than: string): boolean {
  return partlySettled(value).not?.includes(than) ?? false;
}

export function isPlain(value: Json | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
