// Where events and a sweep disagree: what changed in the record by a sweep alone, though an event should have shown it. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { ChangeType, FindingChange } from '../model/finding.ts';
import type { JsonObject } from '../model/json.ts';
import type { Severity } from '../model/severity.ts';
import type { Evidence } from '../model/verdict.ts';

/** One case: a rule that is missing, or an event that AWS lost. */
export interface Drift {
  readonly type: ChangeType;
  readonly finding: string;
  readonly control: string;
  readonly severity: Severity;
  readonly subject: string;
  readonly account: string | null;
  readonly region: string | null;
  /** As the sweep saw it: what the event that was missed would have led to. */
  readonly evidence: readonly Evidence[];
  /** ISO times that the event lies between, for a search in CloudTrail. */
  readonly between: readonly [string, string];
}

/** A sweep of a home, as it is kept. */
export interface SweepNote {
  readonly at: string;
  /** Whether it saw all there is. */
  readonly whole: boolean;
  /** Of the policy that it judged by. */
  readonly policy: string;
  /** Of Seawall itself. */
  readonly version: string;
}

/** Controls whose verdict changes without anything that happens, each with what changes it. */
export const changesByItself: ReadonlyMap<string, string> = new Map([
  ['image-provenance/no-stale-image', 'an image grows older'],
  ['image-provenance/latest-certified', 'another image is certified'],
  ['image-provenance/running-what-was-deployed', 'another image is certified'],
  ['image-provenance/scanned-clean', 'a vulnerability becomes known'],
  ['resource-usage/unused-permissions', 'what is not used grows older'],
  ['host-hardening/agent-current', 'a newer agent comes out'],
]);

const told: ReadonlySet<ChangeType> = new Set(['opened', 'reopened', 'resolved', 'woken']);

/**
 * `former`: the last whole sweep of the same home; null: there was none, and all that this one found was there before anybody
 * looked. Under another policy, or by another version, the same thing may be judged otherwise without any event.
 */
export function driftOf(
  changes: readonly FindingChange[],
  former: SweepNote | null,
  now: SweepNote,
): readonly Drift[] {
  if (former === null || former.policy !== now.policy || former.version !== now.version) return [];
  return changes
    .filter(({ type, finding }) => told.has(type) && !changesByItself.has(finding.control))
    .map(({ type, finding }) => ({
      ...{ type, finding: finding.id, control: finding.control, severity: finding.severity },
      ...{ subject: finding.subject.id, account: finding.subject.account, region: finding.subject.region },
      ...{ evidence: finding.evidence, between: [former.at, now.at] as const },
    }));
}

/** Items of a table hold 400 KB: the first cases stand for all, whose number is told beside them. */
const keptCases = 50;

/** As it is written down: the sweep, and each case with its evidence. */
export function noteEntry(note: SweepNote, drift: readonly Drift[]): JsonObject {
  const cases = drift.slice(0, keptCases).map((one) => ({
    ...one,
    between: [...one.between],
    evidence: one.evidence.slice(0, 3).map((each) => ({ ...each })),
  }));
  return { ...note, drift: drift.length, cases };
}
