// What evaluate and replay hand to a report: verdicts as they come, the rest at the end.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../shared/model/finding.ts';
import type { Response } from '../../shared/model/response.ts';
import { type Outcome, outcomes, type Verdict } from '../../shared/model/verdict.ts';
import type { Waiver } from '../../shared/policy/policy.ts';
import type { BaselineResult } from '../baseline/baseline.ts';
import type { ComplianceResult } from '../compliance/compliance.ts';
import type { Changes } from '../history/changes.ts';
import type { LeftOut } from '../input/files.ts';
import type { Problem } from '../input/problem.ts';
import { UsageError } from '../terminal/exit.ts';
import type { Places } from './places.ts';
import type { Summary } from './summary.ts';

/** What stands at the end of a run. */
export interface Ending {
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  readonly responses: readonly Response[];
  /** What lies in the folders given and was not read, by name. */
  readonly leftOut?: readonly LeftOut[];
  readonly errors: readonly Problem[];
  /** Left out where no other policy was asked for. */
  readonly comparison?: Changes;
  /** Left out where no baseline was given. */
  readonly baseline?: BaselineResult;
  /** Left out where no framework was asked for. */
  readonly compliance?: ComplianceResult;
  /** Where somebody stopped it: ISO time of the last event, empty before the first; of a sweep account and Region. Null, or left out: it came to its end. */
  readonly stoppedAt?: string | null;
  /** Fails that a waiver covers. */
  readonly waived?: number;
  /** Fails that `--min-severity` keeps out of the report. */
  readonly below?: number;
}

export interface Report {
  /** Takes a verdict whose outcome the run reports, with the waiver that covers it. */
  verdict(verdict: Verdict, waiver?: Waiver | null, places?: Places): void | Promise<void>;
  end(ending: Ending): Promise<void>;
}

/** One report made of several: each takes everything. */
export function allOf(reports: readonly Report[]): Report {
  return {
    // Tables count and wait for nothing: of many verdicts, waiting all the same would cost more than that.
    verdict(verdict, waiver, places) {
      const waits = reports.map((report) => report.verdict(verdict, waiver, places)).filter(isPromise);
      return waits.length === 0 ? undefined : Promise.all(waits).then(() => {});
    },
    async end(ending) {
      for (const report of reports) await report.end(ending);
    },
  };
}

function isPromise(result: void | Promise<void>): result is Promise<void> {
  return result instanceof Promise;
}

/** `--only fail,unknown`; throws UsageError for any other word. */
export function outcomesOf(list: string): ReadonlySet<Outcome> {
  const names = list.split(',').map((name) => name.trim());
  const known = outcomes.filter((outcome) => names.includes(outcome));
  if (known.length === names.length) return new Set(known);
  throw new UsageError(`--only takes a comma-separated list of ${outcomes.join(', ')}`);
}
