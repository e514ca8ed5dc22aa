// Reads one field of an untrusted document and remembers where it stands; what nobody can know stays marked as such.
// SPDX-License-Identifier: Apache-2.0
import { type At, at, below, unsettled } from '../../model/at.ts';
import { booleanOf, isObject, type Json, type JsonObject, numberOf } from '../../model/json.ts';
import { isoTime } from '../events/time.ts';

/** A place in a document: the value found there (undefined: nothing) and its path. */
export interface Cursor {
  readonly value: unknown;
  readonly path: string;
}

// A symbol, so that no JSON or YAML text can forge it and turn a fail into an unknown.
const mark = Symbol('unsettled');
const rest = Symbol('partly settled');

/** A gap in a text that is settled otherwise. */
export interface Gap {
  /** As a template names it: `AWS::Region`, `Key`, `Bucket.Arn`. */
  readonly name: string;
  readonly reason: string;
  /** True where it is the name of one thing, whatever it be: no pattern, no list. */
  readonly one: boolean;
  /** True where it cannot be a credential either. */
  readonly open?: true;
}

/** All that a template tells of a value that only a deployment settles. */
export interface Partly {
  /** The text with its gaps. */
  readonly text?: readonly (string | Gap)[];
  /** The values it may have, all of them. */
  readonly among?: readonly Json[];
  /** Values that it does not have. */
  readonly not?: readonly string[];
}

/** Stands for a value that the document does not settle, such as a template's parameter without a default. */
export function unsettledMark(reason: string, partly: Partly = {}): JsonObject {
  return { [mark]: reason, [rest]: partly } as JsonObject;
}

/** What is known of an unsettled value all the same. */
export function partlySettled(value: unknown): Partly {
  if (unsettledReason(value) === null) return {};
  return (value as { [rest]?: Partly })[rest] ?? {};
}

/** Why the value is unsettled; null for an ordinary value. */
export function unsettledReason(value: unknown): string | null {
  if (!isObject(value)) return null;
  const reason: unknown = (value as { [mark]?: unknown })[mark];
  return typeof reason === 'string' ? reason : null;
}

export function cursor(value: unknown, path = ''): Cursor {
  return { value, path };
}

/** The place below, one key after the other. Below an unsettled value everything is unsettled, at that value's own path. */
export function down(from: Cursor, ...keys: readonly (string | number)[]): Cursor {
  let { value, path } = from;
  for (const key of keys) {
    if (unsettledReason(value) !== null) return { value, path };
    value = childOf(value, key);
    path = below(path, key);
  }
  return { value, path };
}

function childOf(value: unknown, key: string | number): unknown {
  if (typeof key === 'number') return Array.isArray(value) ? value[key] : undefined;
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function isAbsent({ value }: Cursor): boolean {
  return value === undefined || value === null;
}

/** True for an object that is really there: neither missing nor unsettled. */
export function isKnownObject({ value }: Cursor): boolean {
  return isObject(value) && unsettledReason(value) === null;
}

/** The elements of a list; none where it is missing or no list. */
export function items(from: Cursor): readonly Cursor[] {
  if (!Array.isArray(from.value)) return [];
  return from.value.map((value, index) => ({ value, path: `${from.path}[${index}]` }));
}

// CloudTrail writes these where it takes a value out (ECS and EC2 events).
const masks: ReadonlySet<unknown> = new Set(['HIDDEN_DUE_TO_SECURITY_REASONS', '<sensitiveDataRemoved>']);

/** The value as `parse` reads it; `absent` where nothing stands; unsettled where it is marked, masked or of another type. */
function settled<T, A>(
  from: Cursor,
  absent: A,
  parse: (value: unknown) => T | null,
  what: string,
): At<T | A> {
  if (isAbsent(from)) return at(absent, from.path);
  const reason = unsettledReason(from.value);
  if (reason !== null) return withText(unsettled(absent, from.path, reason), from.value);
  if (masks.has(from.value)) return unsettled(absent, from.path, 'the value is masked');
  const value = parse(from.value);
  return value === null ? unsettled(absent, from.path, `it is not ${what}`) : at(value, from.path);
}

/** The text as far as it is settled goes along, for who can judge by a part of it. */
function withText<T>(place: At<T>, value: unknown): At<T> {
  const { text } = partlySettled(value);
  if (text === undefined) return place;
  const named = text.every((part) => typeof part === 'string' || part.open === true);
  return {
    ...place,
    text: text.map((part) => (typeof part === 'string' ? part : gapMark(part))).join(''),
    ...(named ? { named } : {}),
  };
}

function gapMark({ name }: Gap): string {
  return `\${${name}}`;
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : null;
}

/** A text, or a number as text; null where nothing stands. */
export function settledString(from: Cursor): At<string | null> {
  return settled(from, null, textOf, 'a text');
}

/** A text whose absence means another: the platform's default. */
export function settledText(from: Cursor, fallback: string): At<string> {
  return settled(from, fallback, textOf, 'a text');
}

export function settledBoolean(from: Cursor, fallback: boolean): At<boolean> {
  return settled(from, fallback, booleanOf, 'true or false');
}

/** A boolean that may be left unsaid. */
export function settledFlag(from: Cursor): At<boolean | null> {
  return settled(from, null, booleanOf, 'true or false');
}

export function settledNumber(from: Cursor): At<number | null> {
  return settled(from, null, numberOf, 'a number');
}

/** A list of texts; null where nothing stands. One element that is unsettled unsettles the list. */
export function settledStringsOrNull(from: Cursor): At<readonly string[] | null> {
  const list = settled(
    from,
    null,
    (value) => (Array.isArray(value) ? (value as readonly Json[]) : null),
    'a list',
  );
  if (list.unsettled !== undefined || list.value === null) return { ...list, value: null };
  const texts = list.value.map(textOf);
  const known = texts.filter((text) => text !== null);
  if (known.length === texts.length) return at(known, from.path);
  const reason = list.value.map(unsettledReason).find((found) => found !== null);
  return unsettled(known, from.path, reason ?? 'an element of it is not a text');
}

/** The words of a command. A gap stands as a variable of the shell, which nobody knows either. */
export function settledWords(from: Cursor): At<readonly string[] | null> {
  const words = settledStringsOrNull(from);
  if (words.unsettled === undefined || !Array.isArray(from.value)) return words;
  const texts = from.value.map((item: unknown) => textOf(item) ?? wordWithGaps(item));
  const known = texts.filter((text) => text !== null);
  return known.length < texts.length ? words : { ...words, value: known, stands: true };
}

function wordWithGaps(item: unknown): string | null {
  const { text } = partlySettled(item);
  if (text === undefined) return null;
  return text
    .map((part) =>
      typeof part === 'string' ? part : gapMark({ ...part, name: part.name.replace(/\W/g, '_') }),
    )
    .join('');
}

export function settledStrings(from: Cursor): At<readonly string[]> {
  const list = settledStringsOrNull(from);
  return { ...list, value: list.value ?? [] };
}

/** A list of numbers; one element that is none unsettles the list. */
export function settledNumbers(from: Cursor): At<readonly number[]> {
  const texts = settledStrings(from);
  const numbers = texts.value.map(numberOf).filter((number) => number !== null);
  const complete = numbers.length === texts.value.length;
  if (texts.unsettled !== undefined || complete) return { ...texts, value: numbers };
  return unsettled(numbers, from.path, 'an element of it is not a number');
}

/** The first of two places that says something: a container's own value before its pod's. */
export function either(own: Cursor, inherited: Cursor): Cursor {
  return isAbsent(own) && !isAbsent(inherited) ? inherited : own;
}

/**
 * A list of objects, read one by one. Where an element is unsettled or no object, the others are kept and the list is
 * unsettled at that element's path: a fail that rests on another element still stands.
 */
export function settledList<T>(from: Cursor, read: (item: Cursor) => T): At<readonly T[]> {
  const list = settled(from, [], (value) => (Array.isArray(value) ? value : null), 'a list');
  if (list.unsettled !== undefined) return { ...list, value: [] };
  const known: T[] = [];
  let broken: Cursor | null = null;
  for (const item of items(from)) {
    if (isKnownObject(item)) known.push(read(item));
    else broken ??= item;
  }
  if (broken === null) return at(known, from.path);
  return unsettled(known, broken.path, unsettledReason(broken.value) ?? 'it is not an object');
}

/** The time at a place as ISO text in UTC; null where none stands. */
export function timeOf({ value }: Cursor): string | null {
  return isoTime(value);
}

/** The text at a place where only a plain text is of use: a name, an ARN. */
export function plain(from: Cursor): string | null {
  return settledString(from).value;
}
