// Takes what an observation led to, verdicts and ends, into the record; gives back what is to be told.
// SPDX-License-Identifier: Apache-2.0

import type { Baseline } from '../model/baseline.ts';
import type { FindingChange } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import { earlierOf, laterOf, latestClaim, storedTime } from '../model/time.ts';
import type { Verdict } from '../model/verdict.ts';
import type { View } from './finding.ts';
import { baselineKey } from './identity.ts';
import { recordJoin } from './join.ts';
import type { StepContext } from './lifecycle.ts';
import { lookOf } from './look.ts';
import { type Notify, unnoticed } from './notice.ts';
import { endsOn, joinsFor, noteOwner } from './owners.ts';
import { notePasses } from './passes.ts';
import { record, recordGone } from './record.ts';
import type { RecordStore } from './store.ts';
import { inTurn } from './turns.ts';
import { keepBaseline } from './writes/baselines.ts';

interface Recorder {
  take(
    verdicts: readonly Verdict[],
    observation: Observation,
    compliant?: readonly Baseline[],
  ): Promise<readonly FindingChange[]>;
}

/** `now` is the clock of the run: the wall's in AWS, the events' own in a replay. */
export type RecordClock = (observation: Observation) => string;

export function recorderOf(
  store: RecordStore,
  view: Omit<View, 'now'>,
  now: RecordClock,
  notify: Notify = unnoticed,
): Recorder {
  const parts = { store, view, now, notify };
  return {
    take: (verdicts, observation, compliant = []) =>
      inTurn(store, subjectsOf(verdicts, observation), () =>
        takeNow({ verdicts, observation, compliant }, parts),
      ),
  };
}

function subjectsOf(verdicts: readonly Verdict[], { gone }: Observation): readonly string[] {
  return [...verdicts, ...gone].map(({ identity }) => identity);
}

interface Taken {
  readonly verdicts: readonly Verdict[];
  readonly observation: Observation;
  readonly compliant: readonly Baseline[];
}

interface RecorderParts {
  readonly store: RecordStore;
  readonly view: Omit<View, 'now'>;
  readonly now: RecordClock;
  readonly notify: Notify;
}

async function takeNow(
  { verdicts, observation, compliant }: Taken,
  { store, view, now, notify }: RecorderParts,
): Promise<readonly FindingChange[]> {
  const { received, replayed, gone, links = [] } = observation;
  const at = now(observation);
  const context = { ...view, now: at, replayed, notify, ...limitOf(received, at) };
  const changes: FindingChange[] = [];
  // Noted first, and looked at again at the end: whoever sees a pod meanwhile finds its owner, or is found.
  for (const link of links) await noteOwner(store, link);
  const join = async () => {
    for (const one of await joinsFor(store, verdicts, links))
      changes.push(...(await recordJoin(store, one, context)));
  };
  await join();
  for (const { look, known } of await notePasses(store, verdicts.filter(isKept).map(lookOf), context))
    changes.push(...(await record(store, look, context, known)).changes);
  if (links.length > 0) await join();
  const occasion = { asOf: observation.time ?? context.now, eventId: observation.id };
  for (const end of await endsOn(store, gone))
    changes.push(...(await recordGone(store, end, occasion, context)));
  for (const baseline of compliant) await keep(store, baseline, context);
  return changes;
}

/**
 * What was read just now may be younger than the message that led to it, which waited; a replay's clock stands in the past, and what
 * it reads lay there before.
 */
function limitOf(received: string | undefined, now: string): Pick<StepContext, 'latest'> {
  return received === undefined ? {} : { latest: latestClaim(laterOf(received, now)) };
}

async function keep(store: RecordStore, baseline: Baseline, { latest, notify }: StepContext): Promise<void> {
  const asOf = latest === undefined ? baseline.asOf : earlierOf(baseline.asOf, latest);
  const kept = await keepBaseline(store, { ...baseline, asOf: storedTime(asOf) });
  const { identity } = baseline.key;
  if (!kept) notify?.({ kind: 'other-identity', what: 'state', identity, key: baselineKey(baseline.key) });
}

/**
 * A call is an incident or nothing: that another call did no harm says nothing about it. So with a change judged alone:
 * that it added nothing wrong does not say that nothing wrong is left.
 */
function isKept({ life, outcome, partial }: Verdict): boolean {
  return outcome === 'fail' || outcome === 'unknown' || (life === 'state' && !partial);
}
