// Puts one change over a valid document: objects merge, lists and everything else are replaced, undefined removes.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject } from '../../model/json.ts';

export type ExampleChange = { readonly [key: string]: Json | undefined | ExampleChange };

export function merged(document: JsonObject, change: ExampleChange): JsonObject {
  const result: Record<string, Json | undefined> = { ...document };
  for (const [key, value] of Object.entries(change)) {
    const former = result[key];
    if (value === undefined) delete result[key];
    else if (isObject(value) && isObject(former)) result[key] = merged(former, value);
    else result[key] = value as Json;
  }
  return result;
}
