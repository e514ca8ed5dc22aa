// Judges an environment by a JSON Schema, within a budget: a value that costs more is not known.
// SPDX-License-Identifier: Apache-2.0
import { type Budget, budgetOf } from '../model/budget.ts';
import type { Pattern } from './pattern.ts';
import { referredTo } from './references.ts';
import type { Schema } from './schema.ts';
import { wantedOfText } from './text.ts';

/** Texts by name. */
export type Environment = ReadonlyMap<string, string>;

export interface Breach {
  /** Null: the environment as a whole. */
  readonly name: string | null;
  readonly wanted: string;
}

export interface SchemaJudgement {
  readonly breaches: readonly Breach[];
  /** Names whose values cost more than is spent on them; null among them: what is said of the whole. */
  readonly unsettled: readonly (string | null)[];
}

/** Schemas visited, and characters compared with patterns, each as heavy as its pattern. Together well under a second. */
const allowance = { steps: 200_000, characters: 100_000_000 };
const deepest = 100;

export function judgeEnvironment(schema: Schema, environment: Environment): SchemaJudgement {
  const run: Run = { root: schema, budget: budgetOf(allowance), depth: 0 };
  const breaches: Breach[] = [];
  const unsettled: (string | null)[] = [];
  const settle = (name: string | null, found: () => Generator<Breach>) => {
    try {
      breaches.push(...found());
    } catch (error) {
      if (!(error instanceof TooCostly)) throw error;
      unsettled.push(name);
    }
  };
  settle(null, () => ofWhole(schema, environment, run));
  for (const [name, text] of environment) settle(name, () => ofNamed(schema, name, text, run));
  return { breaches, unsettled };
}

class TooCostly extends Error {}

interface Run {
  /** Where references lead. */
  readonly root: Schema;
  readonly budget: Budget;
  readonly depth: number;
}

function matches(pattern: Pattern, text: string, { budget }: Run): boolean {
  if (!budget.take(1, pattern.weight * text.length)) throw new TooCostly();
  return pattern.test(text);
}

type Found = Generator<Breach>;

function* ofText(schema: Schema, text: string, given: Run): Found {
  const run = deeper(given);
  const wanted = wantedOfText(schema, text) ?? wantedForm(schema, text, run);
  if (wanted !== null) yield { name: null, wanted };
  yield* ofOthers(schema, run, (one) => ofText(one, text, run));
}

function wantedForm({ pattern, type }: Schema, text: string, run: Run): string | null {
  const isText =
    type === undefined || type === 'string' || (typeof type !== 'string' && type.includes('string'));
  if (pattern === undefined || !isText || matches(pattern, text, run)) return null;
  return `a text that matches ${pattern.source}`;
}

function* ofEnvironment(schema: Schema, environment: Environment, run: Run): Found {
  yield* ofWhole(schema, environment, run);
  for (const [name, text] of environment) yield* ofNamed(schema, name, text, run);
}

/** What the schema says of one value by its name. */
function* ofNamed(schema: Schema, name: string, text: string, run: Run): Found {
  const { properties = {}, patternProperties = [], additionalProperties } = schema;
  const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
  const fitting = patternProperties.filter(([pattern]) => matches(pattern, name, run)).map(([, one]) => one);
  const named = own === undefined ? fitting : [own, ...fitting];
  const all = named.length === 0 && additionalProperties !== undefined ? [additionalProperties] : named;
  for (const one of all) for (const { wanted } of ofText(one, text, run)) yield { name, wanted };
  const { propertyNames } = schema;
  if (propertyNames !== undefined && breaks(ofText(propertyNames, name, run)))
    yield { name, wanted: 'a name that the schema allows' };
}

/** What the schema says of all values together. */
function* ofWhole(schema: Schema, environment: Environment, given: Run): Found {
  const run = deeper(given);
  const { type = 'object', required = [], minProperties = 0 } = schema;
  if (type !== 'object' && !type.includes('object')) yield { name: null, wanted: 'no environment' };
  for (const name of required) if (!environment.has(name)) yield { name, wanted: 'a value' };
  if (environment.size < minProperties) yield { name: null, wanted: `${minProperties} values or more` };
  if (environment.size > (schema.maxProperties ?? environment.size))
    yield { name: null, wanted: `${schema.maxProperties} values or fewer` };
  yield* ofDependents(schema, environment, run);
  yield* ofOthers(schema, run, (one) => ofEnvironment(one, environment, run));
}

function* ofDependents(schema: Schema, environment: Environment, run: Run): Found {
  for (const [name, others] of Object.entries(schema.dependentRequired ?? {}))
    for (const other of environment.has(name) ? others : [])
      if (!environment.has(other)) yield { name: other, wanted: `a value beside ${name}` };
  for (const [name, one] of Object.entries(schema.dependentSchemas ?? {}))
    if (environment.has(name)) yield* ofEnvironment(one, environment, run);
}

/** The keywords that put schemas together, the same for texts and for environments. */
function* ofOthers(schema: Schema, run: Run, judge: (one: Schema) => Found): Found {
  const { $ref, allOf = [], anyOf, oneOf, not } = schema;
  const keeps = (one: Schema) => !breaks(judge(one));
  const referred = $ref === undefined ? null : referredTo(run.root, $ref);
  for (const one of referred === null ? allOf : [referred, ...allOf]) yield* judge(one);
  if (anyOf !== undefined && !anyOf.some(keeps))
    yield { name: null, wanted: 'one of the alternatives of the schema' };
  if (oneOf !== undefined && oneOf.filter(keeps).length !== 1)
    yield { name: null, wanted: 'exactly one of the alternatives of the schema' };
  if (not !== undefined && keeps(not)) yield { name: null, wanted: 'nothing that the schema rules out' };
  const branch = schema.if === undefined ? undefined : keeps(schema.if) ? schema.then : schema.else;
  if (branch !== undefined) yield* judge(branch);
}

function breaks(found: Found): boolean {
  return found.next().done !== true;
}

function deeper(run: Run): Run {
  if (run.depth >= deepest || !run.budget.take(1)) throw new TooCostly();
  return { ...run, depth: run.depth + 1 };
}
