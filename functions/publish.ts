// Puts every change of a finding on the seawall bus: the table's stream is the outbox. Event: the stream of the record.
// SPDX-License-Identifier: Apache-2.0
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import middy from '@middy/core';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { environmentOf } from './wiring/environment.ts';
import { logger } from './wiring/logger.ts';
import { loadDeployedPolicy } from './wiring/policy/deployed.ts';
import { publisherOf } from './wiring/publisher.ts';

const processor = new BatchProcessor(EventType.DynamoDBStreams);
const client = new EventBridgeClient({});

export const handler = middy<DynamoDBStreamEvent, unknown>()
  .use(injectLambdaContext(logger))
  .handler(async (event, context) => {
    const policy = await loadDeployedPolicy();
    const publish = publisherOf(client, environmentOf(process.env).bus, policy, new Date().toISOString());
    return processPartialResponse(event, publish, processor, { context, throwOnFullBatchFailure: false });
  });
