// What a JSON Schema says of one text. In an environment everything is one: what the schema calls a number or a boolean is read as it.
// SPDX-License-Identifier: Apache-2.0
import type { Json } from '../model/json.ts';
import type { Schema, TypeName } from './schema.ts';

/** What is wanted instead where the text breaks the schema, by the first of its keywords that says so; null: it keeps to them all. */
export function wantedOfText(schema: Schema, text: string): string | null {
  for (const rule of rules) {
    const wanted = rule(schema, text);
    if (wanted !== null) return wanted;
  }
  return null;
}

type Rule = (schema: Schema, text: string) => string | null;

const rules: readonly Rule[] = [ofType, ofValues, ofLength, ofForm, ofRange];

const typeTexts: Readonly<Record<TypeName, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'an integer',
  boolean: 'true or false',
  null: 'nothing',
  object: 'an object',
  array: 'a list',
};

function ofType({ type }: Schema, text: string): string | null {
  if (type === undefined) return null;
  const types = typeof type === 'string' ? [type] : type;
  return types.some((one) => isOf(one, text)) ? null : types.map((one) => typeTexts[one]).join(' or ');
}

function isOf(type: TypeName, text: string): boolean {
  if (type === 'string') return true;
  if (type === 'boolean') return asBoolean(text) !== null;
  const number = asNumber(text);
  return number !== null && (type === 'number' || (type === 'integer' && Number.isInteger(number)));
}

function asNumber(text: string): number | null {
  return /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : null;
}

function asBoolean(text: string): boolean | null {
  return /^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : null;
}

function ofValues(schema: Schema, text: string): string | null {
  if (schema.const !== undefined && !isValue(schema.const, text)) return written(schema.const);
  const { enum: values } = schema;
  if (values === undefined || values.some((value) => isValue(value, text))) return null;
  return `one of ${values.map(written).join(', ')}`;
}

function isValue(value: Json, text: string): boolean {
  if (typeof value === 'number') return asNumber(text) === value;
  return typeof value === 'boolean' ? asBoolean(text) === value : value === text;
}

function written(value: Json): string {
  return JSON.stringify(value);
}

function ofLength({ type, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema, text: string) {
  if (!mayBe(['string'], type)) return null;
  // JSON Schema counts characters, not the units of UTF-16.
  const { length } = [...text];
  if (length < minLength) return `${minLength} characters or more`;
  return length > maxLength ? `${maxLength} characters or fewer` : null;
}

function ofForm({ type, format }: Schema, text: string): string | null {
  if (format === undefined || !mayBe(['string'], type) || format.holds(text)) return null;
  return `a text of the format ${format.name}`;
}

function ofRange(schema: Schema, text: string): string | null {
  const number = mayBe(['number', 'integer'], schema.type) ? asNumber(text) : null;
  if (number === null) return null;
  const { multipleOf } = schema;
  if (multipleOf !== undefined && !Number.isInteger(number / multipleOf))
    return `a multiple of ${multipleOf}`;
  return below(schema, number) ?? above(schema, number);
}

function below({ minimum, exclusiveMinimum }: Schema, number: number): string | null {
  const least = minimum ?? Number.NEGATIVE_INFINITY;
  if (number < least || (exclusiveMinimum === true && number === least))
    return exclusiveMinimum === true ? `more than ${least}` : `${least} or more`;
  return typeof exclusiveMinimum === 'number' && number <= exclusiveMinimum
    ? `more than ${exclusiveMinimum}`
    : null;
}

function above({ maximum, exclusiveMaximum }: Schema, number: number): string | null {
  const most = maximum ?? Number.POSITIVE_INFINITY;
  if (number > most || (exclusiveMaximum === true && number === most))
    return exclusiveMaximum === true ? `less than ${most}` : `${most} or less`;
  return typeof exclusiveMaximum === 'number' && number >= exclusiveMaximum
    ? `less than ${exclusiveMaximum}`
    : null;
}

/** True where the schema leaves the type open, or names one of these. */
function mayBe(names: readonly TypeName[], type: Schema['type']): boolean {
  const types = typeof type === 'string' ? [type] : type;
  return types === undefined || types.some((one) => names.includes(one));
}
