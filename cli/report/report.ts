// What evaluate and replay hand to a report: verdicts as they come, the rest at the end.
// SPDX-License-Identifier: Apache-2.0
import type { Position } from '../../shared/intake/documents/position.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Response } from '../../shared/model/response.ts';
import { type Outcome, outcomes, type Verdict } from '../../shared/model/verdict.ts';
import type { Waiver } from '../../shared/policy/policy.ts';
import type { BaselineResult } from '../baseline/baseline.ts';
import type { ComplianceResult } from '../compliance/compliance.ts';
import type { Changes } from '../history/changes.ts';
import { count, type LeftOut } from '../input/files.ts';
import type { Problem } from '../input/problem.ts';
import { UsageError } from '../terminal/exit.ts';

export interface Summary {
  /** Records: events, documents, items of a list; not files. */
  inputs: number;
  observations: number;
  readonly verdicts: Record<Outcome, number>;
  readonly dropped: Map<string, number>;
  unreadable: number;
  /** Events that claim to be from later than they can have reached us. */
  fromFuture: number;
}

export function emptySummary(): Summary {
  const verdicts: Record<Outcome, number> = { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0 };
  return { inputs: 0, observations: 0, verdicts, dropped: new Map(), unreadable: 0, fromFuture: 0 };
}

export function countVerdict(summary: Summary, { outcome }: Verdict): void {
  summary.verdicts[outcome]++;
}

export function drop(summary: Summary, reason: string, by = 1): void {
  count(summary.dropped, reason, by);
}

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

/** Where the evidence of one verdict stands in its file. */
export interface Places {
  /** Null: not known. */
  readonly position: (path: string) => Position | null;
  /** The path with its list places named by what stands there. */
  readonly named: (path: string) => string;
}

/** Of what stands in no file. */
export const noPlaces: Places = { position: () => null, named: (path) => path };

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
