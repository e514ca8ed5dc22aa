// Looks through one account and Region: judges all that is there, records it, and ends what a complete look did not find.
// SPDX-License-Identifier: Apache-2.0
import { withCertificates } from '../findings/certificates.ts';
import { findingOf, type View } from '../findings/finding.ts';
import type { Notify } from '../findings/notice.ts';
import { rememberingOwners } from '../findings/owners.ts';
import { recorderOf } from '../findings/recorder.ts';
import { standingInstances } from '../findings/sightings.ts';
import type { RecordStore } from '../findings/store.ts';
import type { AwsApi } from '../gather/api.ts';
import { goneBy, type Known, nothingFound } from '../inventory/gone.ts';
import { found, type Home, unseenIn } from '../inventory/observation.ts';
import { survey } from '../inventory/survey.ts';
import type { Facts } from '../model/facts.ts';
import type { FindingChange } from '../model/finding.ts';
import type { Verdict } from '../model/verdict.ts';
import { handle, type Judging } from '../pipeline.ts';

export interface SweepParts {
  readonly api: AwsApi;
  /** What judging asks, once a home was looked through: what its lists showed need not be asked again. */
  readonly facts: () => Facts;
  readonly judging: Omit<Judging, 'facts'>;
  readonly store: RecordStore;
  readonly view: View;
  readonly notify: Notify;
}

export interface SweepLook {
  readonly home: Home;
  /** IAM knows no Regions: one look at an account is enough. */
  readonly withIam: boolean;
  /** ISO time of what is seen. */
  readonly at: string;
  /** ISO time that nothing seen is believed to be later than. */
  readonly received: string;
}

/** What whoever sweeps is told meanwhile. */
export interface SweepSteps {
  begin?(things: number): void;
  take?(verdicts: readonly Verdict[]): Promise<void>;
  /** False ends the look where it is: what it found counts, and nothing is gone. */
  goOn?(): boolean | Promise<boolean>;
}

export interface SweptHome {
  readonly things: number;
  readonly changes: readonly FindingChange[];
  /** What could not be listed, one line each. */
  readonly missing: readonly string[];
  /** Things that no time was left for. */
  readonly left: number;
}

/** Rejects where the record does: the look must be taken again. */
export async function sweepHome(
  parts: SweepParts,
  look: SweepLook,
  steps: SweepSteps = {},
): Promise<SweptHome> {
  const { store, view, api } = parts;
  const { home, at, received } = look;
  const { observations, missing, complete } = await survey(api, home, look.withIam, at);
  const recorder = recorderOf(store, view, () => view.now, parts.notify);
  const facts = withCertificates(rememberingOwners(parts.facts(), store), store, () => view.now);
  const judging = { ...parts.judging, facts };
  const changes: FindingChange[] = [];
  const publish = async (change: FindingChange) => void changes.push(change);
  const seen = nothingFound();
  steps.begin?.(observations.length);
  const unseen = new Set<string>();
  let judged = 0;
  for (const observation of observations) {
    if ((await steps.goOn?.()) === false) break;
    const { verdicts } = await handle({ ...observation, received }, judging, recorder, publish);
    for (const verdict of verdicts) seen.add(verdict);
    const kind = await unseenIn(observation, facts);
    if (kind !== null) unseen.add(kind);
    await steps.take?.(verdicts);
    judged++;
  }
  const left = observations.length - judged;
  // Authorization details may have been made with a filter: what they lack is not gone.
  const isWhole = home.region !== null && left === 0;
  const sure = new Set([...complete].filter((kind) => !unseen.has(kind)));
  if (isWhole && sure.size > 0) {
    const gone = goneBy(await readKnown(store, view, home.account), { ...home, complete: sure, seen });
    const ending = { ...found(home, `sweep/${at}`, 'sweep', {}), time: at, received, gone };
    changes.push(...(await recorder.take([], ending)));
  }
  const failed = [...unseen].map(
    (kind) => `${home.account}, ${home.region}: an ${kind} that is there was not shown`,
  );
  return { things: observations.length, changes, missing: [...missing, ...failed], left };
}

async function readKnown(store: RecordStore, view: View, account: string): Promise<readonly Known[]> {
  const known: Known[] = [];
  for await (const row of store.list({ account })) {
    const finding = findingOf(row, view);
    if (finding !== null) known.push({ finding, standing: standingInstances(row.seen) });
  }
  return known;
}
