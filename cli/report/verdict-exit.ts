// Whether a run ends with exit code 1: what was found against --fail-on, waivers taken into account.
import { severityRank, type Verdict } from '../../shared/model/verdict.ts';
import type { Policy, Waiver } from '../../shared/policy/policy.ts';
import { waiverFor } from '../../shared/policy/waivers.ts';
import { type ExitCode, exit } from '../terminal/exit.ts';
import type { FailOptions } from '../terminal/options.ts';

export interface ExitWatch {
  /** Gives the waiver that covers a failing verdict. */
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
  return {
    see(verdict) {
      if (verdict.outcome === 'unknown') found ||= failOnUnknown;
      if (verdict.outcome !== 'fail') return null;
      const waiver = waiverFor(policy, verdict, verdict.source.time ?? now);
      const heavy = failOn !== 'none' && severityRank(verdict.severity) >= severityRank(failOn);
      found ||= heavy && waiver === null;
      return waiver;
    },
    get code() {
      return found ? exit.found : exit.ok;
    },
  };
}
