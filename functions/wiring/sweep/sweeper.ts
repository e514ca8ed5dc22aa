// One message of a sweep: looks through an account and Region for as long as there is time, and goes on later where that is not enough.
// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { RecordStore } from '../../../shared/findings/store.ts';
import type { AwsApi, BlobReader } from '../../../shared/gather/api.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { type SweepTask, sweepTaskIn } from '../../../shared/sweep/homes.ts';
import { type Leg, mostLegs, nextLeg } from '../../../shared/sweep/legs.ts';
import { keepSweep, readSweeps, type Sweeps, writeLeg } from '../../../shared/sweep/sweep-log.ts';
import { lookFor, type SweptLeg } from './look.ts';
import { tellSwept } from './tell.ts';

export interface SweeperParts {
  readonly policy: Policy;
  readonly store: RecordStore;
  readonly api: AwsApi;
  readonly blobs: BlobReader;
  readonly account: string;
  /** Of Seawall itself. */
  readonly version: string;
  /** Sends a message to the queue of sweeps. */
  readonly send: (task: SweepTask) => Promise<void>;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly metrics: { addMetric(name: string, unit: typeof MetricUnit.Count, value: number): unknown };
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
}

/** Takes one message; rejects where it must come again. `deadline`: milliseconds since 1970 at which the function is stopped. */
export function sweeperOf(parts: SweeperParts) {
  return async (message: unknown, deadline: number): Promise<void> => {
    const task = sweepTaskIn(message);
    if (task === null) throw new Error('the message names no account and Region to look through');
    const { policy, version, store, logger } = parts;
    const at = timeOf(parts.now());
    const sweeps = await readSweeps(store, task, at);
    const now = { at, policy: policy.hash, version, until: timeOf(deadline) };
    const leg = nextLeg(task, sweeps.underWay, now);
    if (leg === null || !(await writeLeg(store, sweeps, leg)))
      return logger.info('somebody else is at work on this sweep, or it has come to its end', { ...task });
    const swept = await lookFor(task, { leg, former: sweeps.whole, deadline }, parts);
    const goesOn = swept.cut && swept.sawMore && leg.number < mostLegs;
    await (goesOn ? goOnLater(task, leg, sweeps, parts) : finish(task, leg, { swept, sweeps }, parts));
  };
}

/** The leg is over first, so that the next one may begin; where the message cannot be sent, this one comes again. */
async function goOnLater(task: SweepTask, leg: Leg, sweeps: Sweeps, parts: SweeperParts): Promise<void> {
  const over = { ...leg, until: timeOf(parts.now()) };
  if (!(await writeLeg(parts.store, { ...sweeps, length: sweeps.length + 1 }, over)))
    throw new Error('somebody else took over this sweep');
  await parts.send({ ...task, since: leg.at });
  parts.metrics.addMetric('SweepContinued', MetricUnit.Count, 1);
  parts.logger.info('sweep goes on later', { ...task, since: leg.at, leg: leg.number });
}

interface Ended {
  readonly swept: SweptLeg;
  readonly sweeps: Sweeps;
}

async function finish(task: SweepTask, { at, policy, version }: Leg, ended: Ended, parts: SweeperParts) {
  const { swept, sweeps } = ended;
  const whole = !swept.cut && swept.missing.length === 0;
  await keepSweep(parts.store, task, { at, whole, policy, version }, swept.drift);
  tellSwept(task, swept, { isKnown: sweeps.whole !== null }, parts);
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
