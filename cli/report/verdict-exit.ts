// Whether a run ends with exit code 1: what was found against --fail-on, waivers taken into account.
// SPDX-License-Identifier: Apache-2.0
import { severityRank, type Verdict } from '../../shared/model/verdict.ts';
import type { Policy, Waiver } from '../../shared/policy/policy.ts';
import { waiverFor } from '../../shared/policy/waivers.ts';
import { type ExitCode, exit } from '../terminal/exit.ts';
import type { FailOptions } from '../terminal/options.ts';

export interface ExitWatch {
  /** The waiver that covers a failing verdict; null: none. */
  waiverOf(verdict: Verdict): Waiver | null;
  count(verdict: Verdict, waiver: Waiver | null): void;
  /** Both in one. */
  see(verdict: Verdict): Waiver | null;
  readonly code: ExitCode;
}

/** `now`: ISO time that waivers are held against; a verdict's own time where it has one. */
export function exitWatch(
  { failOn, failOnUnknown = false }: FailOptions,
  policy: Policy,
  now: string,
): ExitWatch {
  let found = false;
  const waiverOf = (verdict: Verdict) =>
    verdict.outcome === 'fail' ? waiverFor(policy, verdict, verdict.source.time ?? now) : null;
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
    get code() {
      return found ? exit.found : exit.ok;
    },
  };
}
