// Places in a document, and a document with another value at one of them.
import { isObject, type Json } from '../../shared/model/json.ts';

export type Path = readonly (string | number)[];

/** Deeper than any document that somebody wrote. */
const deepest = 60;

/** Every place, the whole first. */
export function placesIn(document: Json): readonly { readonly path: Path; readonly value: Json }[] {
  const found: { path: Path; value: Json }[] = [{ path: [], value: document }];
  for (const { path, value } of found)
    if (path.length < deepest)
      for (const [key, child] of entriesOf(value)) found.push({ path: [...path, key], value: child });
  return found;
}

function entriesOf(value: Json): readonly (readonly [string | number, Json])[] {
  if (Array.isArray(value)) return [...value.entries()];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    child === undefined ? [] : [[key, child] as const],
  );
}

/** `change` says what stands there instead; undefined: nothing. */
export function changedAt(document: Json, path: Path, change: (value: Json) => Json | undefined): Json {
  const [key, ...rest] = path;
  if (key === undefined) return change(document) ?? null;
  if (Array.isArray(document))
    return document.flatMap((item: Json, index) =>
      index === key ? kept(changedBelow(item, rest, change)) : [item],
    );
  if (!isObject(document)) return document;
  // Not by assignment: `__proto__` is a key like any other.
  return Object.fromEntries(
    Object.entries(document).flatMap(([name, child]): [string, Json][] => {
      if (child === undefined) return [];
      if (name !== key) return [[name, child]];
      return kept(changedBelow(child, rest, change)).map((value) => [name, value]);
    }),
  );
}

function changedBelow(value: Json, rest: Path, change: (value: Json) => Json | undefined): Json | undefined {
  return rest.length === 0 ? change(value) : changedAt(value, rest, change);
}

function kept(value: Json | undefined): Json[] {
  return value === undefined ? [] : [value];
}
