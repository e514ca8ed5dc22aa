// Whether a run ends with exit code 1: what was found against --fail-on, waivers taken into account.
import { severityRank, type Verdict } from '../../shared/model/verdict.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { waiverFor } from '../../shared/policy/waivers.ts';
import { type ExitCode, exit } from './exit.ts';
import type { FailOptions } from './options.ts';

export interface ExitWatch {
  see(verdict: Verdict): void;
  readonly code: ExitCode;
}

/** `now`: ISO time that waivers are held against; a verdict's own time where it has one. */
export function exitWatch({ failOn, failOnUnknown }: FailOptions, policy: Policy, now: string): ExitWatch {
  let found = false;
  return {
    see(verdict) {
      if (found) return;
      if (verdict.outcome === 'unknown') found = failOnUnknown;
      if (verdict.outcome !== 'fail' || failOn === 'none') return;
      const heavy = severityRank(verdict.severity) >= severityRank(failOn);
      found = heavy && waiverFor(policy, verdict, verdict.source.time ?? now) === null;
    },
    get code() {
      return found ? exit.found : exit.ok;
    },
  };
}
