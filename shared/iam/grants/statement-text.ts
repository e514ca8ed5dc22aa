// What is told of a statement that grants too much: its place, itself in short, and a sentence.
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Statement } from '../policy/document.ts';

export interface Grant {
  /** Place of the statement: `at` joined with its path in the document. */
  readonly path: string;
  readonly sid: string | null;
  /** The statement in short: `{ Action: '*', Resource: '*' }`, long lists cut. */
  readonly found: Json;
  readonly message: string;
}

export function grantOf(allow: Statement, at: string, what: string): Grant {
  const conditions = [...new Set(allow.conditions.map((condition) => condition.key))];
  const under = conditions.length === 0 ? '' : ` (under a condition on ${short(conditions, ', ')})`;
  return {
    path: join(at, allow.path),
    sid: allow.sid,
    found: shortStatement(allow),
    message: `the statement grants ${what}${under}`,
  };
}

function shortStatement(allow: Statement): JsonObject {
  const { actions, notActions, resources, notResources } = allow;
  const elements = { Action: actions, NotAction: notActions, Resource: resources, NotResource: notResources };
  const shown = Object.entries(elements).flatMap(([name, values]): [string, Json][] =>
    values === null ? [] : [[name, shortList(values)]],
  );
  return Object.fromEntries(shown);
}

const shownValues = 5;

function shortList(values: readonly string[]): Json {
  if (values.length === 1) return values[0] ?? '';
  const more = values.length - shownValues;
  return more > 0 ? [...values.slice(0, shownValues), `and ${more} more`] : values;
}

export function short(values: readonly string[], separator: string): string {
  const more = values.length - shownValues;
  const shown = values.slice(0, shownValues).join(separator);
  return more > 0 ? `${shown} and ${more} more` : shown;
}
