// Finds recorded calls and the items in their answers by name, so that a look-up does not read the whole snapshot.
// SPDX-License-Identifier: Apache-2.0

import { nameOf } from '../../model/arn.ts';
import { dig, isObject, type JsonObject, listOf, stringOf } from '../../model/json.ts';
import { inputKey, sameInput, sameName } from './matching.ts';
import type { Recorded } from './parse.ts';
import { type Batch, batches, echoes, type SnapshotItem } from './tables.ts';

/** An item of a batch answer, with the call it was in. */
interface Found {
  readonly call: Recorded;
  readonly item: SnapshotItem;
}

/** The recorded calls of one operation in one place. Where several fit, the one recorded last comes first. */
export interface Index {
  readonly recorded: readonly Recorded[];
  /** The call with this input. */
  same(input: JsonObject): Recorded | undefined;
  /** A call whose answer names the thing asked for, whatever its recorded input was. */
  echoed(input: JsonObject): Recorded | undefined;
  /** Items of batch answers that this ARN or name may mean. */
  items(id: string): readonly Found[];
  /** Answered batch calls that asked for this ARN or name. */
  askedFor(id: string): readonly Recorded[];
}

/** Indexes the calls of one operation, named as in `iam.getrole`. */
export function indexOf(operation: string, recorded: readonly Recorded[]): Index {
  const newest = recorded.toReversed();
  const answered = newest.filter((call) => call.error === null);
  const batch = batches.get(operation);
  const byInput = grouped(newest, (call) => [inputKey(call.input)]);
  const byEcho = grouped(answered, (call) => echoKeys(operation, call));
  const all =
    batch === undefined
      ? []
      : answered.flatMap((call) => batch.items(call.output).map((item) => ({ call, item })));
  const byName = grouped(all, ({ item }) => item.names.map(nameOf));
  const byId = grouped(answered, (call) => (batch === undefined ? [] : idsOf(call.input, batch).map(nameOf)));
  return {
    recorded,
    same: (input) => byInput.get(inputKey(input))?.find((call) => sameInput(call.input, input)),
    echoed: (input) => {
      const [key] = askedKeys(operation, input);
      return key === undefined
        ? undefined
        : byEcho
            .get(key)
            ?.find((call) =>
              echoes
                .get(operation)
                ?.every(([name, ...path]) =>
                  sameName(stringOf(dig(call.output, ...path)) ?? '', stringOf(input[name]) ?? ''),
                ),
            );
    },
    items: (id) =>
      (byName.get(nameOf(id)) ?? []).filter(({ item }) => item.names.some((name) => sameName(name, id))),
    askedFor: (id) => {
      const calls = byId.get(nameOf(id)) ?? [];
      return batch === undefined
        ? []
        : calls.filter((call) => idsOf(call.input, batch).some((other) => sameName(other, id)));
    },
  };
}

/** The ids a batch call asks for; an image's is its digest, or its tag. */
export function idsOf(input: JsonObject, batch: Batch): readonly string[] {
  return listOf(input[batch.ids]).map(
    (id) => stringOf(isObject(id) ? (id.imageDigest ?? id.imageTag) : id) ?? '',
  );
}

function grouped<T>(
  values: readonly T[],
  keysOf: (value: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    for (const key of new Set(keysOf(value))) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [value]);
      else group.push(value);
    }
  }
  return groups;
}

function echoKeys(operation: string, call: Recorded): readonly string[] {
  return keyOf((echoes.get(operation) ?? []).map(([, ...path]) => stringOf(dig(call.output, ...path))));
}

function askedKeys(operation: string, input: JsonObject): readonly string[] {
  return keyOf((echoes.get(operation) ?? []).map(([name]) => stringOf(input[name])));
}

function keyOf(names: readonly (string | null)[]): readonly string[] {
  const known = names.filter((name) => name !== null);
  return known.length === 0 || known.length < names.length ? [] : [JSON.stringify(known.map(nameOf))];
}
