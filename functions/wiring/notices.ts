// What the record refused, and what an event claims that cannot be: counted, logged, and an alarm each (deploy/resources/alarms.yml).
// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Notify } from '../../shared/findings/notice.ts';
import type { Observation } from '../../shared/model/observation.ts';

interface Voice {
  readonly logger: Pick<Logger, 'warn'>;
  readonly metrics: { addMetric(name: string, unit: typeof MetricUnit.Count, value: number): unknown };
}

/** Two things have one key: nobody's mistake. */
export function noticesTo({ logger, metrics }: Voice): Notify {
  return (notice) => {
    metrics.addMetric('IdentityRefused', MetricUnit.Count, 1);
    logger.warn('the record holds something else under this key', { ...notice });
  };
}

/** A clock is wrong, or somebody wrote the line. */
export function tellClaim({ claimed, time, source, name }: Observation, { logger, metrics }: Voice): void {
  if (claimed === undefined) return;
  metrics.addMetric('EventFromFuture', MetricUnit.Count, 1);
  logger.warn('event from the future', { claimed, taken: time, source, name });
}
