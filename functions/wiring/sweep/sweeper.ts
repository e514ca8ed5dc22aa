// One message of a sweep: looks through an account and Region, records what is there, and tells where events had said otherwise.
// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { RecordStore } from '../../../shared/findings/store.ts';
import type { AwsApi, BlobReader } from '../../../shared/gather/api.ts';
import { retrying } from '../../../shared/gather/retry.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { viewOf } from '../../../shared/policy/view.ts';
import { type Drift, driftOf } from '../../../shared/sweep/drift.ts';
import { type SweepTask, sweepTaskIn } from '../../../shared/sweep/homes.ts';
import { liveSource } from '../../../shared/sweep/live-source.ts';
import { type SweptHome, sweepHome } from '../../../shared/sweep/sweep-home.ts';
import { keepSweep, lastWholeSweep } from '../../../shared/sweep/sweep-log.ts';
import { catalogueFor } from '../catalogue.ts';
import { noticesTo } from '../notices.ts';

export interface SweeperParts {
  readonly policy: Policy;
  readonly store: RecordStore;
  readonly api: AwsApi;
  readonly blobs: BlobReader;
  readonly account: string;
  /** Of Seawall itself. */
  readonly version: string;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly metrics: { addMetric(name: string, unit: typeof MetricUnit.Count, value: number): unknown };
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
}

/** The look ends this long before the function would be stopped, so that it can still say so. */
const reserve = 30_000;

/** Takes one message; rejects where it must come again. `deadline`: milliseconds since 1970 by which it must be done. */
export function sweeperOf(parts: SweeperParts) {
  return async (message: unknown, deadline: number): Promise<void> => {
    const task = sweepTaskIn(message);
    if (task === null) throw new Error('the message names no account and Region to look through');
    const at = new Date(parts.now()).toISOString();
    const swept = await look(task, at, deadline, parts);
    const whole = swept.left === 0 && swept.missing.length === 0;
    const policy = parts.policy.hash;
    const note = { at, whole, policy, version: parts.version };
    const former = await lastWholeSweep(parts.store, task, at);
    const drift = driftOf(swept.changes, former, note);
    await keepSweep(parts.store, task, note, drift);
    tell(task, swept, { drift, isKnown: former !== null }, parts);
  };
}

async function look(task: SweepTask, at: string, deadline: number, parts: SweeperParts): Promise<SweptHome> {
  const { policy, store, now, sleep, random } = parts;
  const end = deadline - reserve;
  const api = retrying(parts.api, {
    ...{ now, sleep, random, deadline: end },
    ...{ attempts: 8, eventAt: null, notFoundFor: 0 },
  });
  const source = liveSource(api, parts.blobs, parts.account, at);
  const judging = { catalogue: await catalogueFor(policy), policy, clock: 'facts' } as const;
  const view = { ...viewOf(policy), now: at };
  const home = { account: task.account, region: task.region };
  return sweepHome(
    { ...source, judging, store, view, notify: noticesTo(parts) },
    { home, withIam: task.iam, at, received: at },
    { goOn: () => now() < end },
  );
}

interface Compared {
  readonly drift: readonly Drift[];
  /** Whether the home was ever seen whole. */
  readonly isKnown: boolean;
}

function tell(task: SweepTask, swept: SweptHome, { drift, isKnown }: Compared, parts: SweeperParts): void {
  const { metrics, logger } = parts;
  const { account, region } = task;
  const count = (name: string, value: number) => metrics.addMetric(name, MetricUnit.Count, value);
  const { things, changes, missing, left } = swept;
  count('SweepThings', things - left);
  count('SweepDone', 1);
  count('SweepDrift', drift.length);
  // An account of the organisation that never let anybody in is no member; one that did and does no more rings.
  const isStranger = !isKnown && things === 0 && account !== parts.account;
  count(isStranger ? 'SweepStranger' : 'SweepIncomplete', missing.length + left);
  logger.info('sweep done', { account, region, things, changes: changes.length, drift: drift.length });
  for (const one of drift) logger.warn('events and the sweep disagree', { ...one });
  if (missing.length + left > 0)
    logger.warn('the sweep did not see all there is', { account, region, missing, left });
}
