// How long a canary was under way when it came to a step, in milliseconds: a metric of each step's function.
// SPDX-License-Identifier: Apache-2.0
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { isSentAt } from '../../../shared/model/canary.ts';
import { dig, stringOf } from '../../../shared/model/json.ts';

export type CanaryStep = 'CanaryTaken' | 'CanaryJudged' | 'CanaryPublished' | 'CanaryTold';

interface Metrics {
  addMetric(name: string, unit: typeof MetricUnit.Milliseconds, value: number): unknown;
}

export function measureCanary(step: CanaryStep, sentAt: string, now: number, metrics: Metrics): void {
  metrics.addMetric(step, MetricUnit.Milliseconds, Math.max(0, now - Date.parse(sentAt)));
}

/** When the canary was sent that a message of the notify queue tells of; null: it tells of something else. */
export function canaryIn(body: string): string | null {
  try {
    const event: unknown = JSON.parse(body);
    const isTold = dig(event, 'source') === 'seawall' && dig(event, 'detail-type') === 'Canary Found';
    const sent = isTold ? (stringOf(dig(event, 'detail', 'sent')) ?? '') : '';
    return isSentAt(sent) ? sent : null;
  } catch {
    return null;
  }
}
