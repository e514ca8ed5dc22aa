// Takes single statements or principals out of a policy document and leaves all else as it was written.
// SPDX-License-Identifier: Apache-2.0

import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { documentObject } from '../../model/policy-text.ts';
import { hold } from '../planning/planning.ts';

/**
 * The text of a document as it was put: IAM answers with it URL-encoded (RFC 3986; IAM API Reference, GetRolePolicy), ECR as it is, and a
 * snapshot that was made by the AWS CLI holds it as an object.
 */
export function textOf(answered: unknown): string {
  if (isObject(answered)) return JSON.stringify(answered);
  if (typeof answered !== 'string') return hold('guard-error', 'AWS answered with no policy text');
  if (!answered.trimStart().startsWith('%')) return answered;
  try {
    return decodeURIComponent(answered);
  } catch {
    return hold('guard-error', 'the text of the policy cannot be decoded');
  }
}

export function documentOf(text: string): JsonObject {
  return documentObject(text) ?? hold('guard-error', 'the policy is not a JSON document');
}

/**
 * The document without the statements or principals at `paths` (`Statement[0]`, `Statement[1].Principal.AWS[2]`, as parsePolicy
 * writes them); null where no statement is left. A statement that loses its last principal goes as a whole.
 */
export function without(document: JsonObject, paths: readonly string[]): JsonObject | null {
  const { Statement: statement } = document;
  const alone = !Array.isArray(statement);
  const statements: readonly (Json | undefined)[] = Array.isArray(statement) ? statement : [statement];
  const left = statements.flatMap((one, index) => {
    const path = alone ? 'Statement' : `Statement[${index}]`;
    const inside = paths.flatMap((each) => inner(each, path));
    if (inside.length === 0) return [one];
    const rest = inside.includes('') || !isObject(one) ? null : withoutPrincipals(one, inside);
    return rest === null ? [] : [rest];
  });
  if (left.length === 0) return null;
  return { ...document, Statement: alone ? left[0] : left.filter((one) => one !== undefined) };
}

/** What of `path` lies within the statement: `''` is the statement itself; empty where it lies elsewhere. */
function inner(path: string, statement: string): readonly string[] {
  if (path === statement) return [''];
  return path.startsWith(`${statement}.`) ? [path.slice(statement.length + 1)] : [];
}

/** `Principal` and `NotPrincipal` as a whole end the statement: an Allow for all but some is no list to take one from. */
function withoutPrincipals(statement: JsonObject, paths: readonly string[]): JsonObject | null {
  const { Principal: principal } = statement;
  if (!isObject(principal) || paths.some((path) => !path.startsWith('Principal.'))) return null;
  const left = Object.entries(principal).flatMap(([type, named]): [string, Json][] => {
    const rest = withoutNames(named ?? null, `Principal.${type}`, paths);
    return rest === null ? [] : [[type, rest]];
  });
  return left.length === 0 ? null : { ...statement, Principal: Object.fromEntries(left) };
}

function withoutNames(named: Json, path: string, paths: readonly string[]): Json | null {
  if (!Array.isArray(named)) return paths.includes(path) ? null : named;
  const left = named.filter((_, index) => !paths.includes(`${path}[${index}]`));
  return left.length === 0 ? null : left;
}
