// The policies that speak for a role, user or group, and what in them the evidence of a finding means.
// SPDX-License-Identifier: Apache-2.0
import { policiesOf } from '../../../gather/facts/policies.ts';
import type { Reader } from '../../../gather/reading.ts';
import { escalationPaths } from '../../../iam/escalation/escalation.ts';
import { administratorGrants, wideGrants } from '../../../iam/grants/grants.ts';
import { canonicalJson } from '../../../model/hash.ts';
import { dig, type Json, stringOf } from '../../../model/json.ts';
import type { Evidence } from '../../../model/verdict.ts';
import type { HolderName } from '../../platform/iam-names.ts';

interface Holding {
  readonly name: string;
  /** Null for an inline policy. */
  readonly arn: string | null;
  /** Null where it is out of reach. */
  readonly document: unknown;
}

/** A policy with the places in it that the evidence means; none: the policy as a whole. */
export interface Offence {
  readonly holding: Holding;
  readonly statements: readonly string[];
}

export async function holdingsOf(reader: Reader, { holder, name }: HolderName): Promise<readonly Holding[]> {
  return policiesOf(reader, holder, name);
}

/**
 * What the evidence means among the policies as they are now. Evidence tells a policy's ARN, a statement in short, or a way of
 * escalation, never where it stands now: each is looked for again by the judgement that found it.
 */
export function offencesIn(
  holdings: readonly Holding[],
  evidence: readonly Evidence[],
  principal: string | null,
): readonly Offence[] {
  const told = evidence.map(({ found }) => found);
  const ways = escalationsAmong(holdings, told, principal);
  return holdings.flatMap((holding, index) => {
    if (holding.arn !== null && told.includes(holding.arn)) return [{ holding, statements: [] }];
    const statements = [...grantsAmong(holding.document, told), ...inPolicy(ways, index)];
    return statements.length === 0 ? [] : [{ holding, statements: [...new Set(statements)] }];
  });
}

function grantsAmong(document: unknown, told: readonly Json[]): readonly string[] {
  const meant = new Set(told.map((found) => canonicalJson(found)));
  const grants = [...administratorGrants(document, ''), ...wideGrants(document, '')];
  return grants.filter(({ found }) => meant.has(canonicalJson(found))).map(({ path }) => path);
}

/** The first statement of each way is the one whose change closes it most narrowly (no-privilege-escalation). */
function escalationsAmong(holdings: readonly Holding[], told: readonly Json[], principal: string | null) {
  const ids = new Set(told.map((found) => stringOf(dig(found, 'path'))).filter((id) => id !== null));
  if (ids.size === 0) return [];
  const held = holdings.flatMap(({ document }, index) =>
    document === null ? [] : [{ document, at: prefixOf(index) }],
  );
  const ways = escalationPaths(held, principal).filter(({ id }) => ids.has(id));
  return ways.flatMap(({ statements }) => statements.slice(0, 1));
}

function prefixOf(index: number): string {
  return `held${index}`;
}

function inPolicy(paths: readonly string[], index: number): readonly string[] {
  const prefix = `${prefixOf(index)}.`;
  return paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
}
