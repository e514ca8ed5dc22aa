// One leg of a sweep: what legs before it saw is known, what it sees is written down, and it ends while there is time to say so.
// SPDX-License-Identifier: Apache-2.0
import { answeredBefore } from '../../../shared/gather/kept-answers.ts';
import { retrying } from '../../../shared/gather/retry.ts';
import { viewOf } from '../../../shared/policy/view.ts';
import { type Drift, driftOf, type SweepNote } from '../../../shared/sweep/drift.ts';
import { hindranceOf } from '../../../shared/sweep/hindrance.ts';
import type { SweepTask } from '../../../shared/sweep/homes.ts';
import type { Leg } from '../../../shared/sweep/legs.ts';
import { liveSource } from '../../../shared/sweep/live-source.ts';
import { readProgress, type SweepProgress } from '../../../shared/sweep/progress.ts';
import { type SweptHome, sweepHome } from '../../../shared/sweep/sweep-home.ts';
import { catalogueFor } from '../catalogue.ts';
import { noticesTo } from '../notices.ts';
import type { SweeperParts } from './sweeper.ts';

export interface LegToLook {
  readonly leg: Leg;
  /** The last sweep that saw all there is. */
  readonly former: SweepNote | null;
  readonly deadline: number;
}

export interface SweptLeg extends SweptHome {
  /** Of all legs. */
  readonly drift: readonly Drift[];
  /** Whether this leg saw anything that those before it had not. */
  readonly sawMore: boolean;
}

/** The look ends this long before the function is stopped: there must be time to write down what it saw last. */
const reserve = 60_000;

export async function lookFor(task: SweepTask, to: LegToLook, parts: SweeperParts): Promise<SweptLeg> {
  const { leg, former, deadline } = to;
  const { store, now } = parts;
  const end = deadline - reserve;
  const from = (now() + end) / 2;
  const progress = await readProgress(store, { ...task, leg, from, now });
  const note = { at: leg.at, whole: true, policy: leg.policy, version: leg.version };
  const swept = await lookUntil(end, task, { progress, at: leg.at, former, note }, parts);
  const sawMore = swept.cut && (await progress.flush());
  return { ...swept, sawMore, drift: [...progress.drift, ...driftOf(swept.changes, former, note)] };
}

interface Noting {
  readonly progress: SweepProgress;
  readonly at: string;
  readonly former: SweepNote | null;
  readonly note: SweepNote;
}

async function lookUntil(
  end: number,
  { account, region, iam }: SweepTask,
  { progress, at, former, note }: Noting,
  parts: SweeperParts,
): Promise<SweptHome> {
  const { policy, store, now, sleep, random } = parts;
  const asking = retrying(parts.api, {
    ...{ now, sleep, random, deadline: end },
    ...{ attempts: 8, eventAt: null, notFoundFor: 0 },
  });
  const { api, hindered, insist } = hindranceOf(asking, now);
  const source = liveSource(
    answeredBefore(api, progress.answers, progress.note),
    parts.blobs,
    parts.account,
    at,
  );
  const judging = { catalogue: await catalogueFor(policy), policy, clock: 'facts' } as const;
  const view = { ...viewOf(policy), now: at };
  return sweepHome(
    { ...source, judging, store, view, notify: noticesTo(parts) },
    { home: { account, region }, withIam: iam, at, received: at, before: progress.judged },
    {
      goOn: () => now() < end,
      ...{ hindered, insist },
      keep: (judged, changes) => progress.keep(judged, driftOf(changes, former, note)),
    },
  );
}
