// Whether two inputs of one operation ask the same thing: names or ARNs, lists in any order, no matter what is shown besides.
// SPDX-License-Identifier: Apache-2.0

import { nameOf, parseArn } from '../../model/arn.ts';
import { isObject, type JsonObject, stringOf } from '../../model/json.ts';
import type { ApiRequest } from '../api.ts';

// These shape the answer but do not change what is asked about.
const shaping = new Set([
  'include',
  'registryId',
  'acceptedMediaTypes',
  'maxResults',
  'MaxResults',
  'MaxItems',
  'limit',
]);

/** True where the recorded call asked what is asked now. */
export function sameInput(recorded: JsonObject, asked: JsonObject): boolean {
  const keys = new Set([...Object.keys(recorded), ...Object.keys(asked)]);
  return [...keys].every((key) => shaping.has(key) || sameValue(valueAt(recorded, key), valueAt(asked, key)));
}

/** A text that is equal for inputs that `sameInput` takes for the same (and may be for others). */
export function inputKey(input: JsonObject): string {
  const keys = Object.keys(input).filter((key) => !shaping.has(key) && valueAt(input, key) !== undefined);
  const named = new Map(keys.map((key) => [key, valueKey(valueAt(input, key), 3)]));
  if (!named.has('cluster')) named.set('cluster', valueKey('default', 1));
  return JSON.stringify([...named].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is deeper than any input asked for counts as equal here: `sameInput` looks closer. */
function valueKey(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return nameOf(value);
  if (typeof value !== 'object' || value === null || depth === 0)
    return typeof value === 'object' ? null : value;
  const inside = Object.values(value).map((item) => JSON.stringify(valueKey(item, depth - 1) ?? null));
  return inside.sort();
}

/** Keys of a recorded input that narrow what it lists: filters, names, prefixes; not page tokens. */
export function narrows(input: JsonObject): boolean {
  return Object.keys(input).some((key) => !shaping.has(key) && !isToken(key) && key !== 'cluster');
}

function isToken(key: string): boolean {
  return key === 'Marker' || key.toLowerCase() === 'nexttoken';
}

/** ECS takes the cluster named `default` where none is given (ECS API reference). */
export function valueAt(input: JsonObject, key: string): unknown {
  const value = Object.hasOwn(input, key) ? (input[key] ?? undefined) : undefined;
  return value === undefined && key === 'cluster' ? 'default' : value;
}

// The depth follows what is asked, which this project writes itself, so it is bounded whatever a file holds.
function sameValue(recorded: unknown, asked: unknown): boolean {
  if (typeof asked === 'string') return typeof recorded === 'string' && sameName(recorded, asked);
  if (Array.isArray(asked)) {
    if (!Array.isArray(recorded) || recorded.length !== asked.length) return false;
    return asked.every((item) => recorded.some((other) => sameValue(other, item)));
  }
  if (isObject(asked)) {
    if (!isObject(recorded)) return false;
    const keys = new Set([...Object.keys(recorded), ...Object.keys(asked)]);
    return [...keys].every((key) => sameValue(recorded[key], asked[key]));
  }
  return recorded === asked;
}

/** True of a question about a managed policy of AWS: its ARN names no account. */
export function isOfAws({ input }: ApiRequest): boolean {
  const arn = parseArn(stringOf(input.PolicyArn) ?? '');
  return arn !== null && arn.service === 'iam' && arn.account === null;
}

/** Equal, or one is an ARN and the other its last part: `arn:…:task-definition/shop:3` and `shop:3`. */
export function sameName(a: string, b: string): boolean {
  if (a === b) return true;
  const [arnA, arnB] = [parseArn(a) !== null, parseArn(b) !== null];
  return arnA !== arnB && nameOf(a) === nameOf(b);
}
