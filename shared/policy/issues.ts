// Turns the schema's complaints into mistakes: what stands there, what was expected, the nearest right name.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { join } from '../model/at.ts';
import { isObject } from '../model/json.ts';
import { table } from '../model/table.ts';
import { choices, type Mistake, nameRemedy, shown } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** Checks `data`; on failure `mistakes` has at least one. Paths start at `base`. */
export function check<S extends z.ZodType>(
  schema: S,
  data: unknown,
  base: readonly PropertyKey[] = [],
): { ok: true; value: z.output<S> } | { ok: false; mistakes: Mistake[] } {
  // Code made for a schema pays only where it is used often.
  const parsed = schema.safeParse(data, { error: expected, jitless: true });
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, mistakes: parsed.error.issues.flatMap((issue) => mistakesOf(issue, data, base)) };
}

const typeNames: Readonly<Record<string, string>> = table({
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
});

/** Completes "expected …". For unknown keys: the names of the right ones. */
function expected(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return typeNames[issue.expected] ?? `a value of type ${issue.expected}`;
  if (issue.code === 'invalid_value') return choices(issue.values.map(String));
  if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject) {
    return Object.keys(issue.inst.shape).join(' ');
  }
  if (issue.code === 'too_small') return `at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}`;
  return undefined;
}

function mistakesOf(issue: Issue, data: unknown, base: readonly PropertyKey[]): Mistake[] {
  const value = valueAt(data, issue.path);
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(path, key, issue.message.split(' ')));
  if (issue.code === 'invalid_key') return [wrongKey(path, issue.issues[0]?.message ?? 'another key')];
  if (issue.code === 'invalid_union') {
    const branch = fittingBranch(issue);
    if (branch !== null) return branch.flatMap((inner) => mistakesOf(inner, value, path));
  }
  if (value === undefined && issue.code !== 'custom') return [missingKey(path, messageOf(issue))];
  return [wrongValue(path, value, messageOf(issue), issue)];
}

/** The one alternative whose own type is right: what is wrong is inside it. */
function fittingBranch(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] | null {
  const fitting = issue.errors.filter((issues) => !issues.some(({ path }) => path.length === 0));
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

function messageOf(issue: Issue): string {
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return issue.message;
  const wanted = issue.errors
    .flatMap((issues) => issues.filter(({ path }) => path.length === 0))
    .map(({ message }) => message);
  return choices([...new Set(wanted)]);
}

function unknownKey(path: readonly PropertyKey[], key: string, names: readonly string[]): Mistake {
  const where = path.length === 0 ? 'the file' : named(path);
  return {
    path: [...path, key],
    on: 'key',
    code: 'unknown-key',
    message: `${where} has no key ${shown(key)}: expected ${choices(names, 30)}`,
    remedy: nameRemedy(key, names, 'remove it'),
  };
}

function wrongKey(path: readonly PropertyKey[], wanted: string): Mistake {
  const message = `the key ${shown(String(path.at(-1)))} is not as it should be: expected ${wanted}`;
  return { path, on: 'key', code: 'wrong-value', message, remedy: 'correct the key' };
}

function missingKey(path: readonly PropertyKey[], wanted: string): Mistake {
  const key = String(path.at(-1));
  const message = `${named(path.slice(0, -1))} lacks ${key}: expected ${wanted}`;
  return { path, on: 'value', code: 'missing-key', message, remedy: `add ${key}` };
}

function wrongValue(path: readonly PropertyKey[], value: unknown, wanted: string, issue: Issue): Mistake {
  const typed = issue.code === 'invalid_type' || issue.code === 'invalid_union';
  return {
    path,
    on: 'value',
    code: typed && typeof value !== 'string' ? 'wrong-type' : 'wrong-value',
    message: `${named(path)} is ${shown(value)}: expected ${wanted}`,
    remedy: remedyOf(value, wanted, issue),
  };
}

function remedyOf(value: unknown, wanted: string, issue: Issue): string {
  if (value === null) return 'remove the key, or write [] where "none" is meant';
  if (issue.code === 'invalid_value' && typeof value === 'string')
    return nameRemedy(value, issue.values.map(String), 'write one of them');
  if (typeof value === 'number' && (wanted.includes('text') || wanted.includes('quotes')))
    return `write "${value}" in quotes`;
  return 'seawall.schema.json describes each key';
}

/** `rules[0].when.account`; the file itself at its root. */
export function named(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the file';
  return join(...path.map((step) => (typeof step === 'number' ? step : String(step))));
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const step of path) {
    if (Array.isArray(value) && typeof step === 'number') value = value[step];
    else if (isObject(value) && typeof step === 'string' && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}
