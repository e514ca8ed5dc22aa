// Loops of CloudFormation templates (Fn::ForEach) written out, as AWS::LanguageExtensions does before a deployment.
// SPDX-License-Identifier: Apache-2.0
import type { Budget } from '../../model/budget.ts';
import { isObject, type Json, type JsonObject, listOf, objectOf, stringOf } from '../../model/json.ts';
import { unsettledMark, unsettledReason } from '../workload/cursor.ts';
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
export function unrolled(resources: JsonObject, unroll: Unroll): readonly WrittenResource[] {
  return Object.entries(resources).flatMap(([key, value]) => {
    const place = [key];
    if (isLoop(key)) return first(mostResources, made(listOf(value), place, new Map(), unroll));
    return isObject(value) ? [{ logicalId: key, resource: value, place }] : [];
  });
}

export interface Unroll {
  readonly settle: Settler['settle'];
  /** Turns, and what is copied in each. Where it is used up, each loop makes one turn more, with a value that nobody knows. */
  readonly budget: Budget;
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

const endless = unsettledMark('the loops of the template take more turns than are written out');
const untold = unsettledMark('the values of the loop are known only once the template is deployed');

function* made(loop: readonly Json[], place: Place, outer: Values, unroll: Unroll): Made {
  const [identifier, collection = null, body] = loop;
  if (!isObject(body) || outer.size >= mostLoops) return;
  for (const item of itemsOf(unroll.settle(replaced(collection, outer, unroll.budget)))) {
    const goesOn = unroll.budget.take(1);
    const values = new Map(outer).set(stringOf(identifier) ?? '', goesOn ? item : endless);
    yield* once(body, [...place, 2], values, unroll);
    if (!goesOn) return;
  }
}

/** What one turn of a loop makes. */
function* once(body: JsonObject, place: Place, values: Values, unroll: Unroll): Made {
  for (const [key, value] of Object.entries(body)) {
    const inside = [...place, key];
    if (isLoop(key)) yield* made(listOf(value), inside, values, unroll);
    else if (isObject(value))
      yield {
        logicalId: filledIn(key, values),
        resource: resourceWith(value, values, unroll.budget),
        place: inside,
      };
  }
}

/** What nothing is left for is known by its type alone. */
function resourceWith(written: JsonObject, values: Values, budget: Budget): JsonObject {
  const resource = replaced(written, values, budget);
  return unsettledReason(resource) === null
    ? objectOf(resource)
    : { Type: written.Type, Properties: resource };
}

type Made = Generator<WrittenResource, void, undefined>;

/** What each identifier stands for: a text, or a mark that says why nobody knows it. */
type Values = ReadonlyMap<string, string | JsonObject>;

function itemsOf(collection: Json | undefined): readonly (string | JsonObject)[] {
  if (!Array.isArray(collection)) return [untold];
  return collection
    .slice(0, mostResources)
    .map((item) => (typeof item === 'string' || typeof item === 'number' ? String(item) : untold));
}

function replaced(value: Json, values: Values, budget: Budget): Json {
  if (typeof value === 'string') return textWith(value, values);
  if (typeof value !== 'object' || value === null) return value;
  if (!budget.take(1)) return endless;
  if (Array.isArray(value)) return value.map((item) => replaced(item, values, budget));
  if (!isObject(value)) return value;
  const stands = Object.keys(value).length === 1 ? values.get(stringOf(value.Ref) ?? '') : undefined;
  if (stands !== undefined) return stands;
  const entries = Object.entries(value).map(([key, child]) => [
    filledIn(key, values),
    replaced(child ?? null, values, budget),
  ]);
  return Object.fromEntries(entries);
}

const identifiers = /[$&]\{([^{}]{1,256})\}/g;

/** A text in which a value stands that nobody knows is not known itself. */
function textWith(text: string, values: Values): Json {
  for (const [, name = ''] of text.matchAll(identifiers)) {
    const value = values.get(name);
    if (typeof value === 'object') return value;
  }
  return filledIn(text, values);
}

function filledIn(text: string, values: Values): string {
  return text.replace(identifiers, (whole, name: string) => {
    const value = values.get(name);
    return typeof value === 'string' ? value : whole;
  });
}
