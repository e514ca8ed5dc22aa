// Whether a run ends with exit code 1: what was found against --fail-on, waivers taken into account.
// SPDX-License-Identifier: Apache-2.0
import { severityRank } from '../../shared/model/severity.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import type { Policy, Waiver } from '../../shared/policy/policy.ts';
import { waiverFor } from '../../shared/policy/waivers.ts';
import { type ExitCode, exit } from '../terminal/exit.ts';
import type { FailOptions } from '../terminal/options.ts';
import { tell } from '../terminal/tell.ts';

export interface ExitWatch {
  /** The waiver that covers a failing verdict; null: none. */
  waiverOf(verdict: Verdict): Waiver | null;
  count(verdict: Verdict, waiver: Waiver | null): void;
  /** Both in one. */
  see(verdict: Verdict): Waiver | null;
  /** Waivers that covered no fail of this run though their control failed on something else: a slip, more likely than not. */
  readonly missed: readonly MissedWaiver[];
  readonly code: ExitCode;
}

export interface MissedWaiver {
  readonly waiver: Waiver;
  /** A subject on which the control failed. */
  readonly failed: string;
}

/** `now`: ISO time that waivers are held against; a verdict's own time where it has one. */
export function exitWatch(
  { failOn, failOnUnknown = false }: FailOptions,
  policy: Policy,
  now: string,
): ExitWatch {
  let found = false;
  const used = new Set<Waiver>();
  const failedOn = new Map<string, string>();
  const waiverOf = (verdict: Verdict) => {
    if (verdict.outcome !== 'fail') return null;
    const waiver = waiverFor(policy, verdict, verdict.source.time ?? now);
    if (waiver !== null) used.add(waiver);
    else failedOn.set(verdict.control, failedOn.get(verdict.control) ?? verdict.subject.id);
    return waiver;
  };
  const count = (verdict: Verdict, waiver: Waiver | null) => {
    if (verdict.outcome === 'unknown') found ||= failOnUnknown;
    if (verdict.outcome !== 'fail') return;
    const heavy = failOn !== 'none' && severityRank(verdict.severity) >= severityRank(failOn);
    found ||= heavy && waiver === null;
  };
  return {
    waiverOf,
    count,
    see(verdict) {
      const waiver = waiverOf(verdict);
      count(verdict, waiver);
      return waiver;
    },
    get missed() {
      return policy.waivers.flatMap((waiver) => {
        const failed = failedOn.get(waiver.control);
        const isOver = Date.parse(waiver.expires) <= Date.parse(now);
        return failed === undefined || used.has(waiver) || isOver ? [] : [{ waiver, failed }];
      });
    },
    get code() {
      return found ? exit.found : exit.ok;
    },
  };
}

/** A waiver for a name that nobody has would be thought to hold. */
export function tellMissed({ missed }: ExitWatch, { source }: Pick<Policy, 'source'>): void {
  for (const { waiver, failed } of missed)
    tell(
      `${source}: the waiver of ${waiver.control} for ${waiver.subject} matches nothing here: the control failed on ${failed}`,
    );
}
