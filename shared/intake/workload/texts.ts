// Every text of a document with its place: a credential may stand wherever somebody may write a value.
// SPDX-License-Identifier: Apache-2.0
import { at, join, unsettled } from '../../model/at.ts';
import { isObject, type Json, type JsonObject, stringOf } from '../../model/json.ts';
import type { PlacedText } from '../../model/workload.ts';
import { type Cursor, unsettledReason } from './cursor.ts';

/** Documents are not nested deeper, and no text within text more often. */
const maximumDepth = 40;
const maximumWithin = 2;
const mostTexts = 20_000;

/** Maps whose keys people choose: elsewhere a key is the platform's and promises nothing. */
const chosenMaps: ReadonlySet<string> = new Set(
  (
    'annotations attributes data dockerLabels driverOpts environment labels nodePublishSecret options parameters ' +
    'stringData variables volumeAttributes'
  ).split(' '),
);

interface Walk {
  readonly found: PlacedText[];
  /** Keys of the outermost object that are judged by themselves, and left out here. */
  readonly skip: readonly string[];
}

interface Place {
  readonly path: string;
  readonly name: string | null;
  readonly depth: number;
  /** The object is a map whose keys are names. */
  readonly chosen: boolean;
  readonly within: number;
}

/** @param skip keys of the outermost object that are read elsewhere */
export function textsOf(from: Cursor, skip: readonly string[]): readonly PlacedText[] {
  const walk: Walk = { found: [], skip };
  const { value, path } = from;
  collect(walk, value as Json, { path, name: null, depth: 0, chosen: false, within: 0 });
  return walk.found;
}

/** Texts within JSON that stands in a text: a former object in an annotation, a configuration in a variable. */
export function textsWithin(text: string, path: string): readonly PlacedText[] {
  const walk: Walk = { found: [], skip: [] };
  const inner = jsonObjectIn(text);
  if (inner !== null) collect(walk, inner, { path, name: null, depth: 0, chosen: false, within: 1 });
  return walk.found;
}

function collect(walk: Walk, value: Json, place: Place): void {
  if (place.depth > maximumDepth || walk.found.length >= mostTexts) return;
  const { path, name } = place;
  const reason = unsettledReason(value);
  if (reason !== null) walk.found.push({ name, value: unsettled('', path, reason), words: null });
  else if (typeof value === 'string') onText(walk, value, place);
  else if (Array.isArray(value)) onList(walk, value, place);
  else if (isObject(value)) onObject(walk, value, place);
}

function onText({ found }: Walk, text: string, { path, name, within }: Place): void {
  if (text === '') return;
  found.push({ name, value: at(text, path), words: null });
  const inner = within < maximumWithin ? jsonObjectIn(text) : null;
  if (inner === null) return;
  collect({ found, skip: [] }, inner, { path, name: null, depth: 0, chosen: false, within: within + 1 });
}

function jsonObjectIn(text: string): JsonObject | null {
  if (!/^\s{0,100}\{/.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function onList(walk: Walk, list: readonly Json[], place: Place): void {
  const texts = list.map(stringOf);
  const words = texts.every((text) => text !== null) ? texts.map((text) => text ?? '') : null;
  for (const [index, child] of list.entries()) {
    const path = placed(place, index);
    if (words !== null && place.name === null && typeof child === 'string')
      walk.found.push({ name: null, value: at(child, path), words });
    else collect(walk, child, { ...place, path, depth: place.depth + 1, chosen: false });
  }
}

function onObject(walk: Walk, object: JsonObject, place: Place): void {
  for (const [key, child] of Object.entries(object)) {
    if (child === undefined || child === null || (place.depth === 0 && walk.skip.includes(key))) continue;
    collect(walk, child, {
      path: placed(place, key),
      name: nameOf(object, key, place.chosen),
      depth: place.depth + 1,
      chosen: chosenMaps.has(key),
      within: place.within,
    });
  }
}

/** Within text that stands in a text only the text itself has a place. */
function placed({ path, within }: Place, key: string | number): string {
  return within > 0 ? path : join(path, key);
}

/** `{"name": "Authorization", "value": "…"}` is named beside its value; in a map of names the key names it. */
function nameOf(object: JsonObject, key: string, chosen: boolean): string | null {
  const own = chosen ? key : null;
  if (!/^values?$/i.test(key)) return own;
  const beside = [object.name, object.Name, object.key, object.Key];
  return beside.map(stringOf).find((name) => name !== null) ?? own;
}
