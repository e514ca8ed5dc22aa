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
import { found, type Home } from '../inventory/observation.ts';
import { survey } from '../inventory/survey.ts';
import type { Facts } from '../model/facts.ts';
import type { FindingChange } from '../model/finding.ts';
import type { Judging } from '../pipeline.ts';
import { type JudgedThing, judgeThings, type SweepSteps, thingOf } from './judge-things.ts';

export type { SweepSteps } from './judge-things.ts';

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
  /** What the same look judged before it was cut off. */
  readonly before?: readonly JudgedThing[];
}

export interface SweptHome {
  readonly things: number;
  readonly changes: readonly FindingChange[];
  /** What could not be listed, one line each. */
  readonly missing: readonly string[];
  /** Things that no time was left for. */
  readonly left: number;
  /** Whether it was stopped before its end, be it among the lists. */
  readonly cut: boolean;
}

/** Rejects where the record does: the look must be taken again. */
export async function sweepHome(
  parts: SweepParts,
  look: SweepLook,
  steps: SweepSteps = {},
): Promise<SweptHome> {
  const { store, view } = parts;
  const { home, before = [] } = look;
  const { observations, missing, complete } = await survey(parts.api, home, look.withIam, look.at);
  const facts = withCertificates(rememberingOwners(parts.facts(), store), store, () => view.now);
  const recorder = recorderOf(store, view, () => view.now, parts.notify);
  const known = new Set(before.map(({ thing }) => thing));
  const waiting = observations
    .filter((observation) => !known.has(thingOf(observation)))
    .map((observation) => ({ ...observation, received: look.received }));
  steps.begin?.(observations.length);
  const rest = await judgeThings(waiting, { judging: { ...parts.judging, facts }, recorder, steps });
  const judged = [...before, ...rest.judged];
  const unseen = new Set(judged.flatMap(({ unseen: kind }) => kind ?? []));
  // Where nothing waits, time may have run out among the lists.
  const cut = rest.left > 0 || (waiting.length === 0 && (await steps.goOn?.()) === false);
  const sure = new Set([...complete].filter((kind) => !unseen.has(kind)));
  const changes = cut ? rest.changes : [...rest.changes, ...(await endGone(parts, look, judged, sure))];
  const failed = [...unseen].map(
    (kind) => `${home.account}, ${home.region}: an ${kind} that is there was not shown`,
  );
  return { things: observations.length, changes, missing: [...missing, ...failed], left: rest.left, cut };
}

/** `sure`: of which kinds all there are were seen. */
async function endGone(
  { store, view, notify }: SweepParts,
  { home, at, received }: SweepLook,
  judged: readonly JudgedThing[],
  sure: ReadonlySet<string>,
): Promise<readonly FindingChange[]> {
  // Authorization details may have been made with a filter: what they lack is not gone.
  if (home.region === null || sure.size === 0) return [];
  const seen = nothingFound();
  for (const one of judged) for (const instance of one.seen) seen.add(instance);
  const gone = goneBy(await readKnown(store, view, home.account), { ...home, complete: sure, seen });
  const ending = { ...found(home, `sweep/${at}`, 'sweep', {}), time: at, received, gone };
  return recorderOf(store, view, () => view.now, notify).take([], ending);
}

async function readKnown(store: RecordStore, view: View, account: string): Promise<readonly Known[]> {
  const known: Known[] = [];
  for await (const row of store.list({ account })) {
    const finding = findingOf(row, view);
    if (finding !== null) known.push({ finding, standing: standingInstances(row.seen) });
  }
  return known;
}
