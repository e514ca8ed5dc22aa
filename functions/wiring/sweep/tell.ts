// What a sweep tells once it has come to its end: metrics that alarms watch, and each case of drift in the log.
// SPDX-License-Identifier: Apache-2.0
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SweepTask } from '../../../shared/sweep/homes.ts';
import type { SweptLeg } from './look.ts';
import type { SweeperParts } from './sweeper.ts';

interface Known {
  /** Whether the home was ever seen whole. */
  readonly isKnown: boolean;
}

export function tellSwept(task: SweepTask, swept: SweptLeg, { isKnown }: Known, parts: SweeperParts): void {
  const { metrics, logger } = parts;
  const { account, region } = task;
  const count = (name: string, value: number) => metrics.addMetric(name, MetricUnit.Count, value);
  const { things, changes, missing, left, drift, cut } = swept;
  // A look that was cut off among its lists knows of nothing that is left.
  const unseen = missing.length + (cut ? Math.max(left, 1) : 0);
  count('SweepThings', things - left);
  count('SweepDone', 1);
  count('SweepDrift', drift.length);
  // An account of the organisation that never let anybody in is no member; one that did and does no more rings.
  const isStranger = !isKnown && things === 0 && account !== parts.account;
  count(isStranger ? 'SweepStranger' : 'SweepIncomplete', unseen);
  logger.info('sweep done', { account, region, things, changes: changes.length, drift: drift.length });
  for (const one of drift) logger.warn('events and the sweep disagree', { ...one });
  if (cut) logger.warn('the sweep ends before its end: it came no further', { account, region, left });
  if (unseen > 0) logger.warn('the sweep did not see all there is', { account, region, missing, left });
}
