// Makes an object that is too large small enough to be read: its largest texts and lists become values that nobody knows.
// SPDX-License-Identifier: Apache-2.0
import { fits, tooLarge } from '../../model/budget.ts';
import { isObject, type Json } from '../../model/json.ts';
import { unsettledMark, unsettledReason } from './cursor.ts';

interface Size {
  /** Characters of a text. */
  readonly text: number;
  /** Children of a list or object. */
  readonly children: number;
}

const largest: Size = { text: 64 * 1024, children: 16 * 1024 };

/**
 * The largest go first, whatever their place: a switch that is on cannot hide behind a long text. For readers that know
 * unsettled values (cursor.ts) only: to others what is gone would look like nothing.
 */
export function pruned(value: Json): Json {
  for (let size = largest; size.children > 0; size = half(size)) {
    const small = within(value, size);
    if (fits(small)) return small;
  }
  return left;
}

function half({ text, children }: Size): Size {
  return { text: text >> 1, children: children >> 1 };
}

const left = unsettledMark(tooLarge);

function within(value: Json, size: Size): Json {
  if (typeof value === 'string') return value.length > size.text ? left : value;
  if (typeof value !== 'object' || value === null) return value;
  const children = Object.keys(value);
  if (children.length > size.children || children.some((key) => key.length > size.text)) return left;
  if (Array.isArray(value)) return value.map((child) => within(child, size));
  if (!isObject(value) || unsettledReason(value) !== null) return value;
  return Object.fromEntries(children.map((key) => [key, within(value[key] ?? null, size)]));
}
