// Looks through accounts, judges what is there, records it, and ends what a complete look did not find.
// SPDX-License-Identifier: Apache-2.0

import { withCertificates } from '../../shared/findings/certificates.ts';
import { findingOf, type View } from '../../shared/findings/finding.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { rememberingOwners } from '../../shared/findings/owners.ts';
import { recorderOf } from '../../shared/findings/recorder.ts';
import { standingInstances } from '../../shared/findings/sightings.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import type { AwsApi } from '../../shared/gather/api.ts';
import { dataUrls } from '../../shared/gather/data-url.ts';
import { createFacts } from '../../shared/gather/facts.ts';
import { goneBy, type Known, nothingFound } from '../../shared/inventory/gone.ts';
import { found, type Home } from '../../shared/inventory/observation.ts';
import { survey } from '../../shared/inventory/survey.ts';
import type { Facts } from '../../shared/model/facts.ts';
import type { Finding, FindingChange } from '../../shared/model/finding.ts';
import type { Response } from '../../shared/model/response.ts';
import { laterOf } from '../../shared/model/time.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { handle } from '../../shared/pipeline.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { respondTo } from '../../shared/respond/engine/forecast.ts';
import { noResponsesYet } from '../../shared/respond/guardrails/seen.ts';
import { recordedAccounts } from '../input/facts.ts';
import { countVerdict, emptySummary, type Summary } from '../report/report.ts';
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

export async function sweepAccounts(
  { homes, api, facts, at }: SweepSource,
  run: Run,
  store: RecordStore,
  report: (verdict: Verdict) => Promise<void>,
): Promise<Swept> {
  const summary = emptySummary();
  const changes: FindingChange[] = [];
  const missing: string[] = [];
  const view = { ...viewOf(run.policy), now: run.now };
  const recorder = recorderOf(store, view, () => run.now, tellNotice);
  const publish = async (change: FindingChange) => void changes.push(change);
  const begun = new Set<string>();
  // What lists and reads show lies here already; what they say of later than now is not believed.
  const received = laterOf(run.now, at);
  for (const home of homes) {
    const surveyed = await survey(api, home, !begun.has(home.account), at);
    begun.add(home.account);
    missing.push(...surveyed.missing);
    const judging = {
      ...run.judging,
      facts: withCertificates(rememberingOwners(facts(), store), store, () => run.now),
    };
    const seen = nothingFound();
    const bar = progress(surveyed.observations.length, `judging ${home.region ?? home.account}`, 'things');
    for (const observation of surveyed.observations) {
      const { verdicts } = await handle({ ...observation, received }, judging, recorder, publish);
      summary.inputs++;
      summary.observations++;
      for (const verdict of verdicts) {
        seen.add(verdict);
        countVerdict(summary, verdict);
        await report(verdict);
      }
      bar.advance(1);
    }
    bar.stop();
    // Authorization details may have been made with a filter: what they lack is not gone.
    const complete = home.region === null ? new Set<string>() : surveyed.complete;
    const gone = goneBy(await readKnown(store, view), { ...home, complete, seen });
    const ending = { ...found(home, `sweep/${at}`, 'sweep', {}), time: at, received, gone };
    changes.push(...(await recorder.take([], ending)));
  }
  const findings = await listFindings(store, view);
  return { summary, findings, responses: planned(changes, run), changes, missing };
}

async function readKnown(store: RecordStore, view: View): Promise<readonly Known[]> {
  const known: Known[] = [];
  for await (const row of store.list()) {
    const finding = findingOf(row, view);
    if (finding !== null) known.push({ finding, standing: standingInstances(row.seen) });
  }
  return known;
}

function planned(changes: readonly FindingChange[], { policy }: Run): Response[] {
  const seen = noResponsesYet();
  return changes.flatMap((change) => respondTo(change, { policy, seen }) ?? []);
}
