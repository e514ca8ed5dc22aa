// Puts every change of a finding on the seawall bus: the table's stream is the outbox. Events: the stream of the record, and a schedule for what that lost.
// SPDX-License-Identifier: Apache-2.0
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import middy from '@middy/core';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { clientConfig } from '../shared/model/request-handler.ts';
import { measureCanary } from './wiring/canary/steps.ts';
import { environmentOf } from './wiring/environment.ts';
import { logger, metrics } from './wiring/logger.ts';
import { loadDeployedPolicy } from './wiring/policy/deployed.ts';

const processor = new BatchProcessor(EventType.DynamoDBStreams);
const client = new EventBridgeClient(clientConfig());

/** An alarm watches the metric. */
function passOver(key: string, error: unknown): void {
  metrics.addMetric('EventUnreadable', MetricUnit.Count, 1);
  logger.error('a change can never be published, so nobody is told of it', { key, error: String(error) });
}

function measure(sentAt: string): void {
  measureCanary('CanaryPublished', sentAt, Date.now(), metrics);
}

function unnoted(key: string, error: unknown): void {
  logger.warn('a change was published and could not be noted as such', { key, error: String(error) });
}

export const handler = middy<DynamoDBStreamEvent | object, unknown>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler(async (event, context) => {
    // Loaded while the policy is asked for.
    const [policy, { catchUp, publisherOf }, { deployedRecord }] = await Promise.all([
      loadDeployedPolicy(),
      import('./wiring/publisher.ts'),
      import('./wiring/record.ts'),
    ]);
    const { bus } = environmentOf(process.env);
    const publishing = {
      ...{ bus, policy, passOver, unnoted, canary: measure },
      ...{ now: new Date().toISOString(), store: deployedRecord() },
    };
    if (!('Records' in event)) return tellCaughtUp(await catchUp(client, publishing));
    const publish = publisherOf(client, publishing);
    return processPartialResponse(event, publish, processor, { context, throwOnFullBatchFailure: false });
  });

/** An alarm watches the metric: the stream lost what it should have brought. */
function tellCaughtUp(late: number): { readonly late: number } {
  metrics.addMetric('ChangeCaughtUp', MetricUnit.Count, late);
  if (late > 0) logger.warn('changes that the stream did not bring are published now', { late });
  return { late };
}
