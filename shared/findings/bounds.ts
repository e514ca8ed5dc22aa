// Keeps what one finding holds small enough to be stored.
// SPDX-License-Identifier: Apache-2.0
import type { FindingActor } from '../model/actor.ts';
import type { Json } from '../model/json.ts';
import type { Evidence } from '../model/verdict.ts';

/** DynamoDB items end at 400 KB (Service, account, and table quotas in Amazon DynamoDB); evidence takes a sixth of that at most. */
const evidenceBudget = 64 * 1024;
const largestValue = 8 * 1024;
const tagsBudget = 32 * 1024;

/**
 * Evidence within the budget: a value too large to keep is replaced by a note of its size, and items beyond the
 * budget are left out (the first always stays). Usual evidence is returned as it is.
 */
export function boundedEvidence(evidence: readonly Evidence[]): readonly Evidence[] {
  const kept: Evidence[] = [];
  let spent = 0;
  let changed = false;
  for (const item of evidence) {
    const small = boundedItem(item);
    spent += sizeOf(small);
    if (spent > evidenceBudget && kept.length > 0) return kept;
    changed ||= small !== item;
    kept.push(small);
  }
  return changed ? kept : evidence;
}

/** The tags, or null (not known) where there are absurdly many. */
export function boundedTags(tags: Readonly<Record<string, string>> | null) {
  return tags !== null && sizeOf(tags) > tagsBudget ? null : tags;
}

// IAM User Guide, "IAM and AWS STS quotas": session names and source identities have 64 characters at most, ARNs 2048.
const longestName = 2048;

/** The actor; a name that no name of AWS is as long as is cut, so that twenty of them fit into a row. */
export function boundedActor(who: FindingActor | null): FindingActor | null {
  if (who === null || Object.values(who).every((name) => (name?.length ?? 0) <= longestName)) return who;
  const cut = (name: string | null) => name?.slice(0, longestName) ?? null;
  return {
    arn: who.arn.slice(0, longestName),
    session: cut(who.session),
    sessionName: cut(who.sessionName),
    sourceIdentity: cut(who.sourceIdentity),
    directoryUser: cut(who.directoryUser),
  };
}

function boundedItem(item: Evidence): Evidence {
  const found = boundedValue(item.found);
  const wanted = boundedValue(item.wanted);
  const path = boundedText(item.path);
  const message = boundedText(item.message);
  const same =
    found === item.found && wanted === item.wanted && path === item.path && message === item.message;
  return same ? item : { path, found, wanted, message };
}

function boundedValue(value: Json): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  const size = sizeOf(value);
  return size <= largestValue
    ? value
    : `(too large to keep: ${Number.isFinite(size) ? `${size} characters` : 'too deep'})`;
}

function boundedText(text: string): string {
  return text.length <= largestValue ? text : `${text.slice(0, largestValue)}…`;
}

/** Length of the value as JSON; infinite where it is nested too deep to be written at all. */
function sizeOf(value: unknown): number {
  try {
    return JSON.stringify(value)?.length ?? 0;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
