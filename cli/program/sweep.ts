// Looks through accounts one after the other, as `seawall sweep` does, and counts what they hold.
// SPDX-License-Identifier: Apache-2.0
import { listFindings } from '../../shared/findings/listing.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import type { AwsApi } from '../../shared/gather/api.ts';
import { dataUrls } from '../../shared/gather/data-url.ts';
import { createFacts } from '../../shared/gather/facts.ts';
import type { Home } from '../../shared/inventory/observation.ts';
import type { Facts } from '../../shared/model/facts.ts';
import type { Finding, FindingChange } from '../../shared/model/finding.ts';
import type { Response } from '../../shared/model/response.ts';
import { laterOf } from '../../shared/model/time.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { respondTo } from '../../shared/respond/engine/forecast.ts';
import { noResponsesYet } from '../../shared/respond/guardrails/seen.ts';
import { sweepHome } from '../../shared/sweep/sweep-home.ts';
import { recordedAccounts } from '../input/facts.ts';
import { countVerdict, emptySummary, type Summary } from '../report/summary.ts';
import { UsageError } from '../terminal/exit.ts';
import { progress } from '../terminal/progress.ts';
import { tellNotice } from '../terminal/tell.ts';
import type { Run } from './run.ts';

export interface Swept {
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  readonly responses: readonly Response[];
  readonly changes: readonly FindingChange[];
  /** What could not be listed. */
  readonly missing: readonly string[];
  /** Account and Region that it was stopped in; null: it came to its end. */
  readonly stoppedAt: string | null;
}

/** What is looked through: an account over the wire, or what files hold of it. */
export interface SweepSource {
  readonly homes: readonly Home[];
  readonly api: AwsApi;
  /** What judging asks, once a home was looked through: what its lists showed need not be asked again. */
  readonly facts: () => Facts;
  /** ISO time of what is seen. */
  readonly at: string;
}

/** The accounts that files given with --facts hold. Throws UsageError where they hold none. */
export function recordedSource(files: readonly string[]): SweepSource {
  const { api, places, asOf } = recordedAccounts(files);
  if (api === null || asOf === null || places.length === 0)
    throw new UsageError(`${files.join(', ')}: holds no account (make it with seawall snapshot)`);
  const facts = createFacts(api, dataUrls);
  return { api, facts: () => facts, homes: places, at: asOf };
}

/** What whoever sweeps is told meanwhile. */
interface SweepHooks {
  readonly verdict: (verdict: Verdict) => Promise<void>;
  /** Asked now and then whether to stop between two things; left out: nobody stops it. */
  readonly stops?: () => Promise<boolean>;
}

export async function sweepAccounts(
  { homes, api, facts, at }: SweepSource,
  run: Run,
  store: RecordStore,
  hooks: SweepHooks,
): Promise<Swept> {
  const summary = emptySummary();
  const changes: FindingChange[] = [];
  const missing: string[] = [];
  const view = { ...viewOf(run.policy), now: run.now };
  const parts = { api, facts, judging: run.judging, store, view, notify: tellNotice };
  const begun = new Set<string>();
  let stoppedAt: string | null = null;
  // What lists and reads show lies here already; what they say of later than now is not believed.
  const received = laterOf(run.now, at);
  for (const home of homes) {
    const look = { home, withIam: !begun.has(home.account), at, received };
    begun.add(home.account);
    const swept = await sweepHome(parts, look, stepsOf(home, summary, hooks));
    changes.push(...swept.changes);
    missing.push(...swept.missing);
    if (swept.left === 0) continue;
    stoppedAt = placeOf(home);
    break;
  }
  const findings = await listFindings(store, view);
  return { summary, findings, responses: planned(changes, run), changes, missing, stoppedAt };
}

function placeOf({ account, region }: Home): string {
  return region === null ? account : `${account} ${region}`;
}

function stepsOf(home: Home, summary: Summary, { verdict: report, stops }: SweepHooks) {
  let bar: ReturnType<typeof progress> | null = null;
  let left = 0;
  return {
    begin(things: number): void {
      left = things;
      bar = progress(things, `judging ${home.region ?? home.account}`, 'things');
      if (left === 0) bar.stop();
    },
    async take(verdicts: readonly Verdict[]): Promise<void> {
      summary.inputs++;
      summary.observations++;
      for (const verdict of verdicts) {
        countVerdict(summary, verdict);
        await report(verdict);
      }
      bar?.advance(1);
      if (--left === 0) bar?.stop();
    },
    async goOn(): Promise<boolean> {
      const isStopped = (await stops?.()) ?? false;
      if (isStopped) bar?.stop();
      return !isStopped;
    },
  };
}

function planned(changes: readonly FindingChange[], { policy }: Run): Response[] {
  const seen = noResponsesYet();
  return changes.flatMap((change) => respondTo(change, { policy, seen }) ?? []);
}
