// The last compliant state of something that an intruder would change: CloudTrail tells only the new state, undoing needs the old.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from './json.ts';

/** A role's trust; what a principal holds, with its boundary; a repository's policy; who administers a cluster. */
export type BaselinePart = 'trust' | 'access' | 'policy' | 'entries';

export interface BaselineKey {
  /** Pathless ARN, as findings are kept on. */
  readonly identity: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly part: BaselinePart;
}

export interface Baseline {
  readonly key: BaselineKey;
  /** ISO time in UTC of the look that found it compliant. */
  readonly asOf: string;
  readonly eventId: string;
  /** `trust`: {trust}; `access`: {inline, attached, groups, boundary}; `policy`: {policy}; `entries`: {entries}. */
  readonly state: JsonObject;
}

export function isSameBaseline(a: BaselineKey, b: BaselineKey): boolean {
  const samePlace = a.account === b.account && a.region === b.region;
  return a.identity === b.identity && a.part === b.part && samePlace;
}

/** What orders two baselines of one key: the later look, and of two at one time always the same one. Compares as text. */
export function rankOf({ asOf, eventId, state }: Baseline): string {
  return JSON.stringify([asOf, eventId, state]);
}

/** The newer of two: commutative, associative, idempotent, so that looks may come late, twice and in any order. */
export function mergeBaselines(a: Baseline, b: Baseline): Baseline {
  return rankOf(a) < rankOf(b) ? b : a;
}
