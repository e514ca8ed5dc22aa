// Events that services put on the bus themselves, told apart by detail-type.
// SPDX-License-Identifier: Apache-2.0
import { fits, tooLarge } from '../../../model/budget.ts';
import { isObject, type JsonObject } from '../../../model/json.ts';
import type { Intake } from '../../../model/observation.ts';
import { dropped, type Occurrence, plain, unreadable } from '../context.ts';
import type { NativeEvent } from './define-events.ts';
import { definedEvents } from './index.ts';

const readers: ReadonlyMap<string, (native: NativeEvent) => Intake> = new Map(
  definedEvents.flatMap(({ reads, drops }) => [
    ...Object.entries(reads),
    ...Object.entries(drops).map(([detailType, reason]) => [detailType, () => dropped(reason)] as const),
  ]),
);

export function readNative(event: JsonObject, name: string, detail: unknown, occurrence: Occurrence): Intake {
  const reader = readers.get(name);
  if (reader === undefined) return dropped(`event ${plain(name)}`);
  if (!isObject(detail)) return unreadable(occurrence.context, `${name} without a detail object`);
  if (!fits(detail)) return unreadable(occurrence.context, `${name}: ${tooLarge}`);
  return reader({ event, name, detail, occurrence });
}
