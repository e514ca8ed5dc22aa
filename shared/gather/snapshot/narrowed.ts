// Answers a list that was asked for in part (the tasks of one host) from the whole list and what describes its items.
// SPDX-License-Identifier: Apache-2.0
import { type JsonObject, stringOf } from '../../model/json.ts';
import { objectsOf } from '../api.ts';
import { sameName } from './matching.ts';
import type { Recorded } from './parse.ts';

interface Narrowing {
  /** Key of the list in the answer; its items are ARNs. */
  readonly list: string;
  /** The operation that describes the items, its list, and the item's ARN and property there. */
  readonly described: string;
  readonly items: string;
  readonly name: string;
  readonly property: string;
  /** What the property must be, by the input; null: the input narrows by something else. */
  readonly wanted: (input: JsonObject) => string | null;
}

export const narrowings: ReadonlyMap<string, Narrowing> = new Map<string, Narrowing>([
  [
    'ecs.listtasks',
    {
      list: 'taskArns',
      described: 'ecs.describetasks',
      items: 'tasks',
      name: 'taskArn',
      property: 'containerInstanceArn',
      wanted: ({ containerInstance }) => stringOf(containerInstance),
    },
  ],
  [
    'ecs.listcontainerinstances',
    {
      list: 'containerInstanceArns',
      described: 'ecs.describecontainerinstances',
      items: 'containerInstances',
      name: 'containerInstanceArn',
      property: 'ec2InstanceId',
      wanted: ({ filter }) =>
        /^ec2InstanceId == (i-[0-9a-f]{8,17})$/.exec(stringOf(filter) ?? '')?.[1] ?? null,
    },
  ],
]);

/**
 * @param all the items of the whole list, recorded to its end
 * @param calls recorded calls that describe them
 * @returns the answer; null where an item was not described, so that nobody can tell whether it belongs to it
 */
export function narrowed(
  { list, items, name, property }: Narrowing,
  wanted: string,
  all: readonly string[],
  calls: readonly Recorded[],
): JsonObject | null {
  const known = new Map(
    calls
      .filter((call) => call.error === null)
      .flatMap((call) => objectsOf(call.output[items]))
      .map((item) => [stringOf(item[name]) ?? '', stringOf(item[property])]),
  );
  if (!all.every((arn) => known.has(arn))) return null;
  return { [list]: all.filter((arn) => sameName(known.get(arn) ?? '', wanted)) };
}
