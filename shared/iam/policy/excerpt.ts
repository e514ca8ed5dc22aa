// The part of a policy that is judged where it has more statements than any of AWS holds: what it grants, it grants.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { parsedDocument } from '../../model/policy-text.ts';
import { mostStatements } from './parse.ts';

/**
 * As many statements as are read, from the first on, and everything behind them that may deny: what this grants, the whole grants too.
 * Statements keep their places. Null: the document has no more than are read, or more that may deny than that.
 */
export function excerptOf(document: unknown): JsonObject | null {
  const value = parsedDocument(document);
  if (!isObject(value) || !Array.isArray(value.Statement)) return null;
  const statements: readonly Json[] = value.Statement;
  if (statements.length <= mostStatements) return null;
  const behind = statements.slice(mostStatements / 2).filter(mayDeny);
  if (behind.length > mostStatements / 2) return null;
  return { ...value, Statement: [...statements.slice(0, mostStatements / 2), ...behind] };
}

function mayDeny(statement: Json): boolean {
  return !isObject(statement) || statement.Effect !== 'Allow';
}
