// Answers findings as policy allows: guardrails ▸ plan ▸ approval ▸ calls ▸ verification. Events: its two queues, one at a time: hints of
// the seawall bus and of the gate, and what people decided, which comes by a queue that only their function may write to.
// SPDX-License-Identifier: Apache-2.0
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { isScheduled } from '../shared/people/hint.ts';
import { required } from './wiring/environment.ts';
import { isLastTry } from './wiring/last-try.ts';
import { logger, metrics } from './wiring/logger.ts';
import { heldPolicy } from './wiring/policy/deployed.ts';
import { underPolicy } from './wiring/policy/under-policy.ts';

const deployedResponder = underPolicy(
  heldPolicy,
  async () => (await import('./wiring/respond/deployed.ts')).buildResponder,
);
const processor = new BatchProcessor(EventType.SQS);

export const handler = middy<SQSEvent, unknown>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler((event, context) =>
    processPartialResponse(event, work, processor, { context, throwOnFullBatchFailure: false }),
  );

/** Where a message comes from says what it is, nothing in it does. */
async function work({ body, eventSourceARN, attributes }: SQSRecord): Promise<void> {
  // None is news too: an alarm watches the metric, and must see that there is one.
  metrics.addMetric('ResponseDistrusted', MetricUnit.Count, 0);
  const responder = await deployedResponder();
  const message: unknown = JSON.parse(body);
  if (eventSourceARN === required(process.env, 'SEAWALL_DECISIONS_ARN')) {
    const answer = await responder.decide(message, isLastTry(attributes));
    if (answer !== null) logger.info('decision', { ...answer });
    return;
  }
  if (isScheduled(message)) {
    logger.info('clean-up', { ...(await responder.cleanUp()) });
    return;
  }
  const responded = await responder.look(message);
  if (responded !== null) logger.info('response', { ...responded });
}
