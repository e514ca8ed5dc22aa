// Tags as AWS lists them, in either spelling.
// SPDX-License-Identifier: Apache-2.0
import { type Cursor, down, isAbsent, items, settledString, unsettledReason } from './cursor.ts';

/**
 * The document's `tags` laid over those known from elsewhere.
 * @param complete whether a document without `tags` has none, rather than not telling them
 */
export function tagsOf(
  document: Cursor,
  known: Readonly<Record<string, string>> | null,
  complete: boolean,
): Readonly<Record<string, string>> | null {
  const list = down(document, 'tags');
  if (isAbsent(list)) return known ?? (complete ? {} : null);
  return tagList(list, known);
}

/** `[{key, value}]` or `[{Key, Value}]`; null where one of them is not settled. */
export function tagList(
  list: Cursor,
  known: Readonly<Record<string, string>> | null = null,
): Readonly<Record<string, string>> | null {
  if (unsettledReason(list.value) !== null) return null;
  const entries: (readonly [string, string])[] = Object.entries(known ?? {});
  for (const item of items(list)) {
    const key = settledString(isAbsent(down(item, 'key')) ? down(item, 'Key') : down(item, 'key'));
    const value = settledString(isAbsent(down(item, 'value')) ? down(item, 'Value') : down(item, 'value'));
    if (key.unsettled !== undefined || value.unsettled !== undefined) return null;
    if (key.value !== null) entries.push([key.value, value.value ?? '']);
  }
  return Object.fromEntries(entries);
}
