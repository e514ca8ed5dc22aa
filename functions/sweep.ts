// Looks through accounts and Regions for what events did not tell. Events: its schedule, and its own queue, one message per account and Region.
// SPDX-License-Identifier: Apache-2.0
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { logger, metrics } from './wiring/logger.ts';
import { heldPolicy } from './wiring/policy/deployed.ts';
import { underPolicy } from './wiring/policy/under-policy.ts';

const sweeper = underPolicy(
  heldPolicy,
  async () => (await import('./wiring/sweep/deployed.ts')).buildSweeper,
);
const processor = new BatchProcessor(EventType.SQS);

export const handler = middy<SQSEvent | object, unknown>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler(async (event, context) => {
    if ('Records' in event) return take(event, context);
    const { planDeployed } = await import('./wiring/sweep/plan.ts');
    const homes = await planDeployed();
    logger.info('sweep planned', { homes });
    return { homes };
  });

async function take(event: SQSEvent, context: Context) {
  const sweep = await sweeper();
  const deadline = Date.now() + context.getRemainingTimeInMillis();
  return processPartialResponse(
    event,
    (record: SQSRecord) => sweep(JSON.parse(record.body), deadline),
    processor,
    { context, throwOnFullBatchFailure: false },
  );
}
