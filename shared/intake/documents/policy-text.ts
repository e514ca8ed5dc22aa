// An IAM document that a template writes as JSON text, with `${…}` in it: as an object whose strings have the gaps.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type Gap, partlySettled, unsettledMark, unsettledReason } from '../workload/cursor.ts';

type Parts = readonly (string | Gap)[];

// Private-use characters: no policy holds them, since IAM takes none beyond U+00FF (IAM API Reference, PutRolePolicy).
const open = '\u{E010}';
const close = '\u{E011}';
const gapAt = /\u{E010}(\d{1,6})\u{E011}/u;

/** The document as an object; null where it is none, or a gap stands where no string is. */
export function documentIn(value: Json | undefined): JsonObject | null {
  if (isObject(value) && unsettledReason(value) === null) return value;
  const parsed = valueIn(value);
  return isObject(parsed) && unsettledReason(parsed) === null ? parsed : null;
}

/** What JSON text holds, its gaps included; null where it is no JSON. */
export function valueIn(value: Json | undefined): Json {
  const parts: Parts | undefined = typeof value === 'string' ? [value] : partlySettled(value).text;
  if (parts === undefined) return null;
  const gaps = parts.filter((part) => typeof part !== 'string');
  let next = 0;
  const text = parts.map((part) => (typeof part === 'string' ? part : `${open}${next++}${close}`)).join('');
  try {
    return revived(JSON.parse(text) as Json, gaps);
  } catch {
    return null;
  }
}

function revived(value: Json, gaps: readonly Gap[]): Json {
  if (typeof value === 'string') return withGaps(value, gaps);
  if (Array.isArray(value)) return value.map((item: Json) => revived(item, gaps));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, child]) => [
    named(key, gaps),
    revived(child ?? null, gaps),
  ]);
  return Object.fromEntries(entries);
}

/** The parts of a text by its gaps: every second one is the number of a gap. */
function withGaps(value: string, gaps: readonly Gap[]): Json {
  const pieces = value.split(gapAt);
  if (pieces.length === 1) return value;
  const parts = pieces.map((piece, index) => (index % 2 === 0 ? piece : (gaps[Number(piece)] ?? piece)));
  const first = parts.find((part) => typeof part !== 'string');
  return first === undefined ? value : unsettledMark(first.reason, { text: parts });
}

/** A key, such as that of a condition on a tag, with the names of its gaps. */
function named(key: string, gaps: readonly Gap[]): string {
  return key
    .split(gapAt)
    .map((piece, index) => (index % 2 === 0 ? piece : `\${${gaps[Number(piece)]?.name ?? ''}}`))
    .join('');
}
