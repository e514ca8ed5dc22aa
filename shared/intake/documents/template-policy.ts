// A policy that a resource of a template holds, with what it grants at least and at most.
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import { isObject, type Json, type JsonObject, listOf, stringOf } from '../../model/json.ts';
import type { AttachedPolicy } from '../../model/principal.ts';
import { partlySettled, unsettledReason } from '../workload/cursor.ts';
import { readingsOf } from './policy-readings.ts';

export function inlinePolicy(from: JsonObject, base: string): AttachedPolicy {
  const path = join(base, 'PolicyDocument');
  const name = stringOf(from.PolicyName) ?? 'policy';
  return { ...blankPolicy(name, path), ...openPolicy(from.PolicyDocument) };
}

/** A bare document, as SAM takes it. */
export function policyOf(document: JsonObject, path: string): AttachedPolicy {
  return { ...blankPolicy('policy', path), ...openPolicy(document) };
}

function openPolicy(document: Json | undefined): Pick<AttachedPolicy, 'document' | 'atMost'> {
  const { least, most } = readingsOf(document);
  return most === null ? { document: least } : { document: least, atMost: most };
}

export function blankPolicy(name: string, path: string): AttachedPolicy {
  return { name, arn: null, path, document: null };
}

/** What a policy may be that a condition of the template decides: at least none of them, at most each. */
export function possiblePolicies(value: Json, path: string): readonly AttachedPolicy[] {
  const why = unsettledReason(value) ?? '';
  const { among } = partlySettled(value);
  if (among === undefined) return [{ ...blankPolicy('policy', path), ...openPolicy(value) }];
  const possible = among.flatMap((one) => (Array.isArray(one) ? listOf(one) : [one])).filter(isObject);
  return possible.map((one) => {
    const { document, atMost } = inlinePolicy(one, path);
    const none = { ...blankPolicy('policy', path), document: { Statement: [] } };
    return { ...none, atMost: { document: atMost?.document ?? document, why: `${path}: ${why}` } };
  });
}
