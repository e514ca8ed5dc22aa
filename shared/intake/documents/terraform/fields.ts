// Attributes and blocks of a Terraform resource as properties of what AWS calls it.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject, listOf, objectOf } from '../../../model/json.ts';
import { unsettledMark, unsettledReason } from '../../workload/cursor.ts';
import type { Paths } from './paths.ts';

/** Where a property comes from: an attribute as it is, JSON text in one, one block, a list of blocks, or what is made of an attribute. */
type Field =
  | string
  | { readonly json: string }
  | { readonly block: string; readonly fields: Fields }
  | { readonly blocks: string; readonly fields: Fields }
  /** `inner`: the property of what is made that the attribute itself becomes. */
  | { readonly from: string; readonly make: (value: Json) => Json; readonly inner?: string };

export type Fields = Readonly<Record<string, Field>>;

export interface From {
  readonly values: JsonObject;
  /** Path of `values` in the plan, and of the properties in what is made. */
  readonly written: string;
  readonly made: string;
  readonly paths: Paths;
}

/** Properties for what the resource says; nothing for what it leaves out. */
export function propertiesOf(from: From, fields: Fields): JsonObject {
  const made = Object.entries(fields).map(([name, field]) => [name, propertyOf(from, name, field)] as const);
  return Object.fromEntries(made.filter(([, value]) => value !== null));
}

function propertyOf(from: From, name: string, field: Field): Json {
  const attribute = attributeOf(field);
  const value = from.values[attribute] ?? null;
  const here = { made: below(from.made, name), written: below(from.written, attribute) };
  from.paths.set(here.made, here.written);
  if (typeof field === 'object' && 'inner' in field && field.inner !== undefined)
    from.paths.set(below(here.made, field.inner), here.written);
  if (value === null || unsettledReason(value) !== null || typeof field === 'string') return value;
  if ('json' in field) return parsed(value, attribute);
  if ('make' in field) return field.make(value);
  const at = (index: number, made: string, fields: Fields) => {
    const written = `${here.written}[${index}]`;
    from.paths.set(made, written);
    const item = listOf(value)[index] ?? null;
    if (unsettledReason(item) !== null) return item;
    return propertiesOf({ values: objectOf(item), written, made, paths: from.paths }, fields);
  };
  if ('block' in field) return listOf(value).length === 0 ? null : at(0, here.made, field.fields);
  return listOf(value).map((_, index) => at(index, `${here.made}[${index}]`, field.fields));
}

function attributeOf(field: Field): string {
  if (typeof field === 'string') return field;
  if ('json' in field) return field.json;
  if ('from' in field) return field.from;
  return 'block' in field ? field.block : field.blocks;
}

export function below(path: string, name: string): string {
  if (name === '') return path;
  return path === '' ? name : `${path}.${name}`;
}

/** JSON text as what it says. */
export function parsed(value: Json, attribute: string): Json {
  if (typeof value !== 'string') return value;
  if (value.trim() === '') return null;
  try {
    const found = JSON.parse(value) as Json;
    return typeof found === 'object' ? found : unsettledMark(`${attribute} is not a JSON document`);
  } catch {
    return unsettledMark(`${attribute} is not JSON`);
  }
}

/** A map of tags as the list that CloudFormation has. */
export function tagList(value: Json): Json {
  return isObject(value)
    ? Object.entries(value).map(([Key, Value]) => ({ Key, Value: Value ?? null }))
    : value;
}

/** With those that the provider itself was told to put everywhere. */
export const tags: Field = { from: 'tags_all', make: tagList };
