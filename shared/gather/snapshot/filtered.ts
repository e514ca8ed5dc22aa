// Answers a call with EC2 filters out of recorded calls that asked for at least as much.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject, listOf, stringOf, stringsOf } from '../../model/json.ts';
import { objectsOf } from '../api.ts';
import type { Recorded } from './parse.ts';
import { type Filtered, filtered } from './tables.ts';

type Filters = ReadonlyMap<string, readonly string[]>;

/** The items that pass the filters asked for; null where no recorded list is known to hold them all. */
export function lookUpFiltered(
  operation: string,
  recorded: readonly Recorded[],
  input: JsonObject,
  isComplete: (pages: readonly Recorded[]) => boolean,
): JsonObject | null {
  const table = filtered.get(operation);
  const asked = filtersOf(input);
  if (table === undefined || asked === null || asked.size === 0) return null;
  if ([...asked.keys()].some((name) => !Object.hasOwn(table.values, name))) return null;
  for (const pages of listsCovering(asked, recorded)) {
    if (!isComplete(pages.map(withoutFilters))) continue;
    const items = pages.flatMap((page) => objectsOf(page.output[table.list]));
    return { [table.list]: items.filter((item) => passes(item, asked, table)) };
  }
  return null;
}

/** Filters by name; null where the input narrows its list in another way too, or is of a shape that EC2 does not take. */
function filtersOf(input: JsonObject): Filters | null {
  const filters = new Map<string, readonly string[]>();
  for (const filter of listOf(input.Filters)) {
    const name = isObject(filter) ? stringOf(filter.Name) : null;
    if (!isObject(filter) || name === null) return null;
    filters.set(name, stringsOf(filter.Values));
  }
  return filters;
}

/** Recorded pages of the lists that hold whatever passes `asked`: those with no filter that it does not have, too. */
function listsCovering(asked: Filters, recorded: readonly Recorded[]): readonly (readonly Recorded[])[] {
  const lists = new Map<string, Recorded[]>();
  for (const call of recorded) {
    const filters = call.error === null ? filtersOf(call.input) : null;
    if (filters === null) continue;
    const covers = [...filters].every(([name, values]) =>
      asked.get(name)?.every((value) => values.includes(value)),
    );
    if (!covers) continue;
    const key = JSON.stringify([...filters].sort(([a], [b]) => (a < b ? -1 : 1)));
    lists.set(key, [...(lists.get(key) ?? []), call]);
  }
  return [...lists.values()];
}

function withoutFilters(call: Recorded): Recorded {
  const { Filters: _, ...input } = call.input;
  return { ...call, input };
}

function passes(item: JsonObject, asked: Filters, { values }: Filtered): boolean {
  return [...asked].every(([name, wanted]) =>
    (values[name]?.(item) ?? []).some((value) => wanted.includes(value)),
  );
}
