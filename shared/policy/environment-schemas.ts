// The JSON Schemas of groups, written in the policy or in files of their own: each mistake in one with its place.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject } from '../model/json.ts';
import { environmentSchema } from '../schema/schema.ts';
import { readDocument } from './document.ts';
import { check } from './issues.ts';
import type { Mistake } from './problem.ts';
import type { PolicyFile } from './schema.ts';

/** Mistakes in the schemas that the policy itself holds. */
export function checkSchemas({ groups = [] }: PolicyFile): readonly Mistake[] {
  return groups.flatMap((group, index) => {
    const schema = group['environment-schema'];
    return isObject(schema) ? mistakesIn(schema, ['groups', index, 'environment-schema']) : [];
  });
}

function mistakesIn(schema: JsonObject, path: readonly PropertyKey[] = []): readonly Mistake[] {
  const read = check(environmentSchema, schema, path);
  return read.ok ? [] : read.mistakes;
}

export type SchemaFile =
  | { readonly ok: true; readonly schema: JsonObject }
  | { readonly ok: false; readonly message: string; readonly remedy: string };

/** Reads a file with a schema; `name` as the policy names it. The first mistake counts. */
export function readSchemaFile(name: string, text: string): SchemaFile {
  const schema = parsedObject(text);
  const remedy = 'write a JSON Schema there';
  if (schema === null) return { ok: false, message: `${name} is not a JSON object`, remedy };
  const read = readDocument(text, name);
  const [problem] = read.ok
    ? mistakesIn(schema).map((found) => ({ ...found, ...read.source.place(found.path, found.on) }))
    : read.problems;
  if (problem === undefined) return { ok: true, schema };
  const { line, column, message } = problem;
  return { ok: false, message: `${name}:${line}:${column}: ${message}`, remedy: problem.remedy };
}

function parsedObject(text: string): JsonObject | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}
