// The bundled table of AWS's own policies, renewed from GetAccountAuthorizationDetails. Pure.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject, listOf, objectOf, stringOf } from '../../shared/model/json.ts';
import { documentObject } from '../../shared/model/policy-text.ts';

interface Renewed {
  readonly text: string;
  /** Names of the table that the details do not hold. */
  readonly missing: readonly string[];
}

/** @param added names to take besides those of the table */
export function renewed(table: unknown, details: unknown, added: readonly string[], readOn: string): Renewed {
  const known = objectOf(objectOf(table).policies);
  const found = new Map(listOf(objectOf(details).Policies).flatMap(entryOf));
  const names = [...new Set([...Object.keys(known), ...added])].sort();
  const entries = names.flatMap((name): [string, Json][] => {
    const entry = found.get(name) ?? known[name];
    return entry === undefined ? [] : [[name, entry]];
  });
  const source = 'GetAccountAuthorizationDetails, filter AWSManagedPolicy';
  return {
    text: `${JSON.stringify({ source, readOn, policies: Object.fromEntries(entries) }, null, 1)}\n`,
    missing: names.filter((name) => !found.has(name)),
  };
}

function entryOf(policy: Json): readonly (readonly [string, JsonObject])[] {
  if (!isObject(policy)) return [];
  const versions = listOf(policy.PolicyVersionList).filter(isObject);
  const version = versions.find(({ IsDefaultVersion: isDefault }) => isDefault === true) ?? versions[0];
  const name = stringOf(policy.PolicyName);
  const document = documentObject(version?.Document);
  if (name === null || document === null) return [];
  const entry = { path: stringOf(policy.Path) ?? '/', version: stringOf(version?.VersionId), document };
  return [[name, entry]];
}
