// References of a JSON Schema: they lead to schemas of the same file, and nowhere else.
// SPDX-License-Identifier: Apache-2.0
import { isObject } from '../model/json.ts';
import type { Schema } from './schema.ts';

interface Reference {
  readonly path: PropertyKey[];
  readonly reference: string;
}

/** Every reference of a schema that was read, with where it stands. */
export function* referencesIn(schema: object, path: PropertyKey[] = []): Generator<Reference> {
  for (const [key, value] of Object.entries(schema)) {
    const here = [...path, Array.isArray(schema) ? Number(key) : key];
    if (key === '$ref' && typeof value === 'string') yield { path: here, reference: value };
    else if (typeof value === 'object' && value !== null && !dataKeywords.has(key))
      yield* referencesIn(value, here);
  }
}

/** What stands under them is compared, and no schema. */
const dataKeywords: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples']);

const form = /^#\/(\$defs|definitions|properties)\/([^/]+)$/;

/** The schema that a reference leads to; null: none of this file. */
export function referredTo(root: Schema, reference: string): Schema | null {
  if (reference === '#') return root;
  const [, keyword, name = ''] = form.exec(reference) ?? [];
  const place =
    keyword === undefined ? undefined : Object.entries(root).find(([key]) => key === keyword)?.[1];
  const key = name.replaceAll('~1', '/').replaceAll('~0', '~');
  return isObject(place) && Object.hasOwn(place, key) ? (place[key] as Schema) : null;
}
