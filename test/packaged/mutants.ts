// Events changed where rules look: a field of some pattern left out, or given what another pattern asks for, or nearly that.
import fc from 'fast-check';
import { isObject, type Json, type JsonObject } from '../../shared/model/json.ts';

interface Place {
  readonly path: readonly string[];
  readonly values: readonly Json[];
}

/** Every field that a pattern looks at, with the texts it names there. */
export function placesIn(pattern: unknown, path: readonly string[] = []): readonly Place[] {
  if (!isObject(pattern)) return [];
  return Object.entries(pattern).flatMap(([key, value]) => {
    if (key === '$or' && Array.isArray(value)) return value.flatMap((branch) => placesIn(branch, path));
    return Array.isArray(value)
      ? [{ path: [...path, key], values: value.flatMap((one) => textsIn(one)) }]
      : placesIn(value, [...path, key]);
  });
}

/** Those within operators too: `{ prefix: 'Put' }`. */
function textsIn(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one));
  return isObject(value)
    ? Object.values(value).flatMap((one) => (one === undefined ? [] : textsIn(one)))
    : [value];
}

/** What is put in the place of a field; undefined leaves it out. */
function replacement(values: readonly Json[]): fc.Arbitrary<Json | undefined> {
  const known = fc.constantFrom(...values);
  const text = known.map(String);
  return fc.oneof(
    { weight: 4, arbitrary: known },
    text.map((one) => `${one}x`),
    text.map((one) => `x${one}`),
    text.map((one) => one.slice(0, -1)),
    text.map((one) => one.toUpperCase()),
    known.map((one) => [one]),
    fc.array(known, { maxLength: 3 }),
    known.map((one) => [[one], { a: one }]),
    known.map((one) => ({ a: one })),
    fc.constantFrom<Json | undefined>(undefined, null, true, false, 0, 1.5, '', [], {}, 'ä'),
  );
}

/** Changes that may be made to an event, one or two at once. */
export function changesBy(patterns: Iterable<unknown>): fc.Arbitrary<(event: JsonObject) => JsonObject> {
  const places = [...patterns].flatMap((pattern) => placesIn(pattern));
  const values = [...new Set(places.flatMap((place) => place.values))];
  const one = fc
    .constantFrom(...places)
    .chain((place) =>
      fc
        .oneof(
          { weight: 3, arbitrary: replacement(place.values.length > 0 ? place.values : values) },
          replacement(values),
        )
        .map((value) => ({ path: place.path, value })),
    );
  return fc
    .array(one, { minLength: 1, maxLength: 2 })
    .map(
      (changes) => (event) => changes.reduce((changed, { path, value }) => put(changed, path, value), event),
    );
}

function put(event: JsonObject, [key = '', ...rest]: readonly string[], value: Json | undefined): JsonObject {
  const { [key]: old, ...others } = event;
  const inner = rest.length === 0 ? value : put(isObject(old) ? old : {}, rest, value);
  return inner === undefined ? others : { ...others, [key]: inner };
}
