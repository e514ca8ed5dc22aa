// The parsed IAM policy: what the rest of this folder reads, and how to write it as JSON again.
// SPDX-License-Identifier: Apache-2.0
import type { Json, JsonObject } from '../../model/json.ts';

export type PolicyVersion = '2008-10-17' | '2012-10-17';
export type PrincipalType = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser' | '*';

export interface PrincipalEntry {
  /** `*` where the element was the bare string `"*"`. */
  readonly type: PrincipalType;
  readonly value: string;
  /** `Statement[0].Principal.AWS[1]`. */
  readonly path: string;
}

export interface Condition {
  /** As written: `StringEqualsIfExists`, `ForAnyValue:StringLike`. */
  readonly operator: string;
  /** As written; keys compare without regard to case. */
  readonly key: string;
  /** Numbers and booleans as text, the way AWS compares them. */
  readonly values: readonly string[];
  readonly path: string;
}

/** One statement. A list is null where the statement does not have that element. */
export interface Statement {
  /** `Statement[0]`, or `Statement` where it stands alone. */
  readonly path: string;
  /** Services that Action names, in lower case; null: it may speak of any. */
  readonly services: ReadonlySet<string> | null;
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[] | null;
  readonly notActions: readonly string[] | null;
  readonly resources: readonly string[] | null;
  readonly notResources: readonly string[] | null;
  readonly principals: readonly PrincipalEntry[] | null;
  readonly notPrincipals: readonly PrincipalEntry[] | null;
  /** All of them must hold. */
  readonly conditions: readonly Condition[];
}

export interface PolicyDocument {
  /** 2008-10-17 where none is written: then `${…}` is ordinary text (AWS: IAM JSON policy elements, Version). */
  readonly version: PolicyVersion;
  readonly statements: readonly Statement[];
}

/** The policy as a JSON document that parses to the same meaning: lists stay lists, `Statement` becomes one. */
export function renderPolicy(policy: PolicyDocument): JsonObject {
  return { Version: policy.version, Statement: policy.statements.map(renderStatement) };
}

function renderStatement(statement: Statement): JsonObject {
  const elements: [string, Json | null][] = [
    ['Sid', statement.sid],
    ['Effect', statement.effect],
    ['Principal', renderPrincipals(statement.principals)],
    ['NotPrincipal', renderPrincipals(statement.notPrincipals)],
    ['Action', statement.actions],
    ['NotAction', statement.notActions],
    ['Resource', statement.resources],
    ['NotResource', statement.notResources],
    ['Condition', statement.conditions.length === 0 ? null : renderConditions(statement.conditions)],
  ];
  return Object.fromEntries(elements.filter(([, value]) => value !== null));
}

function renderPrincipals(entries: readonly PrincipalEntry[] | null): Json | null {
  if (entries === null) return null;
  if (entries.some((entry) => entry.type === '*')) return '*';
  return grouped(entries.map((entry): [string, string] => [entry.type, entry.value]));
}

function grouped(pairs: readonly (readonly [string, string])[]): JsonObject {
  const groups = new Map<string, string[]>();
  for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value]);
  return Object.fromEntries(groups);
}

function renderConditions(conditions: readonly Condition[]): JsonObject {
  const operators = new Map<string, [string, readonly string[]][]>();
  for (const { operator, key, values } of conditions) {
    operators.set(operator, [...(operators.get(operator) ?? []), [key, values]]);
  }
  return Object.fromEntries([...operators].map(([name, block]) => [name, Object.fromEntries(block)]));
}
