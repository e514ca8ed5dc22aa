// A JSON Schema for an environment, as it is judged: the keywords of draft 2020-12 that can say anything of texts and maps of texts.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Json } from '../model/json.ts';
import { formats } from './formats.ts';
import { type Pattern, readPattern } from './pattern.ts';
import { referencesIn, referredTo } from './references.ts';

const typeNames = ['string', 'number', 'integer', 'boolean', 'null', 'object', 'array'] as const;
export type TypeName = (typeof typeNames)[number];

/** Checks one text; formats that nobody knows say nothing (JSON Schema, "format-annotation"). */
export interface Format {
  readonly name: string;
  readonly holds: (text: string) => boolean;
}

export interface Schema {
  readonly type?: TypeName | readonly TypeName[] | undefined;
  readonly enum?: readonly Json[] | undefined;
  readonly const?: Json | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly pattern?: Pattern | undefined;
  readonly format?: Format | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  /** In draft 4 `true`, beside a minimum. */
  readonly exclusiveMinimum?: number | boolean | undefined;
  readonly exclusiveMaximum?: number | boolean | undefined;
  readonly multipleOf?: number | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly patternProperties?: readonly (readonly [Pattern, Schema])[] | undefined;
  readonly additionalProperties?: Schema | undefined;
  readonly propertyNames?: Schema | undefined;
  readonly required?: readonly string[] | undefined;
  readonly minProperties?: number | undefined;
  readonly maxProperties?: number | undefined;
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly dependentSchemas?: Readonly<Record<string, Schema>> | undefined;
  readonly allOf?: readonly Schema[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly not?: Schema | undefined;
  readonly if?: Schema | undefined;
  readonly then?: Schema | undefined;
  readonly else?: Schema | undefined;
  /** To a schema of the same file: see references.ts. */
  readonly $ref?: string | undefined;
  readonly $defs?: Readonly<Record<string, Schema>> | undefined;
  /** As `$defs` in drafts before 2019-09. */
  readonly definitions?: Readonly<Record<string, Schema>> | undefined;
}

const pattern = z.string().transform((source, context): Pattern => {
  const read = readPattern(source);
  if (read.ok) return read.pattern;
  context.issues.push({ code: 'custom', message: `a pattern of RE2 (${read.reason})`, input: source });
  return z.NEVER;
});

/** The keys are patterns. */
const byPattern = z
  .record(
    z.string(),
    z.lazy(() => schema),
  )
  .transform((given, context) =>
    Object.entries(given).flatMap(([source, below]): [Pattern, Schema][] => {
      const read = readPattern(source);
      if (read.ok) return [[read.pattern, below]];
      const message = `a pattern of RE2 as key (${read.reason})`;
      context.issues.push({ code: 'custom', message, input: source, path: [source] });
      return [];
    }),
  );

const format = z.string().transform((name): Format => {
  const known = formats[name]?.();
  return { name, holds: (text) => known === undefined || known.safeParse(text).success };
});

/** Keywords that would have to be obeyed, and are not. */
const unsupported = ['unevaluatedProperties', '$dynamicRef', '$recursiveRef', '$anchor', 'dependencies'];

const count = z.int().min(0);
const limit = z.union([z.number(), z.boolean()]);
const sub = z.lazy(() => schema);

const keywords = z.looseObject({
  type: z.union([z.enum(typeNames), z.array(z.enum(typeNames))]).optional(),
  enum: z.array(z.json()).optional(),
  const: z.json().optional(),
  minLength: count.optional(),
  maxLength: count.optional(),
  pattern: pattern.optional(),
  format: format.optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: limit.optional(),
  exclusiveMaximum: limit.optional(),
  multipleOf: z.number().positive().optional(),
  properties: z.record(z.string(), sub).optional(),
  patternProperties: byPattern.optional(),
  additionalProperties: sub.optional(),
  propertyNames: sub.optional(),
  required: z.array(z.string()).optional(),
  minProperties: count.optional(),
  maxProperties: count.optional(),
  dependentRequired: z.record(z.string(), z.array(z.string())).optional(),
  dependentSchemas: z.record(z.string(), sub).optional(),
  allOf: z.array(sub).optional(),
  anyOf: z.array(sub).optional(),
  oneOf: z.array(sub).optional(),
  not: sub.optional(),
  if: sub.optional(),
  // biome-ignore lint/suspicious/noThenProperty: the keyword's name.
  then: sub.optional(),
  else: sub.optional(),
  $ref: z.string().optional(),
  $defs: z.record(z.string(), sub).optional(),
  definitions: z.record(z.string(), sub).optional(),
});

/** One schema, or one within. Unknown keywords say nothing. */
const schema: z.ZodType<Schema, unknown> = z.preprocess(
  (given) => (given === true ? {} : given === false ? { not: {} } : given),
  keywords.superRefine((given, context) => {
    for (const name of unsupported.filter((one) => Object.hasOwn(given, one)))
      context.addIssue({
        code: 'custom',
        path: [name],
        message: `a schema without ${name}, which is not supported`,
      });
  }),
);

/** A whole schema, whose references lead to schemas of its own. */
export const environmentSchema = schema.superRefine((root, context) => {
  for (const { path, reference } of referencesIn(root))
    if (referredTo(root, reference) === null)
      context.addIssue({
        code: 'custom',
        path,
        message: 'a reference to a schema in $defs of the same file',
      });
});
