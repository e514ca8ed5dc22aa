// Loops of CloudFormation templates (Fn::ForEach) written out, as AWS::LanguageExtensions does before a deployment.
import { isObject, type Json, type JsonObject, listOf, objectOf, stringOf } from '../../model/json.ts';
import type { Settler } from './intrinsic.ts';

/** A resource as the loops make it, and the keys and indices under which it is written. */
export interface WrittenResource {
  readonly logicalId: string;
  readonly resource: JsonObject;
  readonly place: Place;
}

/** CloudFormation takes no more resources (AWS CloudFormation User Guide, "Understand CloudFormation quotas"), nor deeper loops than anybody writes. */
const mostResources = 500;
const mostLoops = 5;

type Place = readonly (string | number)[];

/** All resources, those within loops once for each value; once as written where the values are known only at a deployment. */
export function unrolled(resources: JsonObject, settle: Settler['settle']): readonly WrittenResource[] {
  return Object.entries(resources).flatMap(([key, value]) => {
    const place = [key];
    if (isLoop(key)) return first(mostResources, made(listOf(value), place, new Map(), settle));
    return isObject(value) ? [{ logicalId: key, resource: value, place }] : [];
  });
}

function first<T>(most: number, of: Iterable<T>): T[] {
  const taken: T[] = [];
  for (const one of of) {
    if (taken.length >= most) break;
    taken.push(one);
  }
  return taken;
}

function isLoop(key: string): boolean {
  return key.startsWith('Fn::ForEach::');
}

function* made(loop: readonly Json[], place: Place, outer: Values, settle: Settler['settle']): Made {
  const [identifier, collection = null, body] = loop;
  if (!isObject(body) || outer.size >= mostLoops) return;
  for (const item of itemsOf(settle(replaced(collection, outer)))) {
    const values = new Map(outer).set(stringOf(identifier) ?? '', item);
    yield* once(body, [...place, 2], values, settle);
  }
}

/** What one turn of a loop makes. */
function* once(body: JsonObject, place: Place, values: Values, settle: Settler['settle']): Made {
  for (const [key, value] of Object.entries(body)) {
    const inside = [...place, key];
    if (isLoop(key)) yield* made(listOf(value), inside, values, settle);
    else if (isObject(value))
      yield {
        logicalId: withValues(key, values),
        resource: objectOf(replaced(value, values)),
        place: inside,
      };
  }
}

type Made = Generator<WrittenResource, void, undefined>;

/** What each identifier stands for; null: known only at a deployment. */
type Values = ReadonlyMap<string, string | null>;

function itemsOf(collection: Json | undefined): readonly (string | null)[] {
  if (!Array.isArray(collection)) return [null];
  return collection
    .slice(0, mostResources)
    .map((item) => (typeof item === 'string' || typeof item === 'number' ? String(item) : null));
}

function replaced(value: Json, values: Values): Json {
  if (typeof value === 'string') return withValues(value, values);
  if (Array.isArray(value)) return value.map((item) => replaced(item, values));
  if (!isObject(value)) return value;
  const stands = Object.keys(value).length === 1 ? values.get(stringOf(value.Ref) ?? '') : undefined;
  if (typeof stands === 'string') return stands;
  const entries = Object.entries(value).map(([key, child]) => [
    withValues(key, values),
    replaced(child ?? null, values),
  ]);
  return Object.fromEntries(entries);
}

function withValues(text: string, values: Values): string {
  return text.replace(/[$&]\{([^{}]{1,256})\}/g, (whole, name: string) => values.get(name) ?? whole);
}
