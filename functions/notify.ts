// Tells changes of findings: in Slack, by mail, by webhook. Event: its queue, filled by the rules of deploy/resources/notify.yml.
// SPDX-License-Identifier: Apache-2.0
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { canaryIn, measureCanary } from './wiring/canary/steps.ts';
import { logger, metrics } from './wiring/logger.ts';
import { tellingOf } from './wiring/notify/deployed.ts';
import { tellAll } from './wiring/notify/telling.ts';

/** Time to write down what was sent. */
const reserve = 8_000;
const sns = new SNSClient({});

/** The whole batch at once, so that one cause is one message; those that failed come again one by one. */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler(async ({ Records }, context) => {
    for (const sentAt of Records.flatMap(({ body }) => canaryIn(body) ?? []))
      measureCanary('CanaryTold', sentAt, Date.now(), metrics);
    const records = Records.filter(({ body }) => canaryIn(body) === null);
    if (records.length === 0) return { batchItemFailures: [] };
    const deadline = Date.now() + context.getRemainingTimeInMillis() - reserve;
    const telling = await tellingOf({ variables: process.env, sns, fetch, deadline, log: logger });
    const messages = records.map(({ messageId, body, attributes }) => ({
      ...{ id: messageId, body },
      receives: Number(attributes?.ApproximateReceiveCount ?? '1'),
    }));
    const failed = await tellAll(messages, telling);
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  });
