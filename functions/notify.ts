// Tells changes of findings: in Slack, by mail, by webhook. Event: its queue, filled by the rules of deploy/resources/notify.yml.
// SPDX-License-Identifier: Apache-2.0
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { clientConfig } from '../shared/model/request-handler.ts';
import { canaryIn, measureCanary } from './wiring/canary/steps.ts';
import { logger, metrics } from './wiring/logger.ts';
import { loadDeployedPolicy } from './wiring/policy/deployed.ts';

/** Time to write down what was sent. */
const reserve = 8_000;
const sns = new SNSClient(clientConfig());

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
    // Loaded while the policy is asked for.
    const [policy, { tellDeployed }] = await Promise.all([
      loadDeployedPolicy(),
      import('./wiring/notify/deployed.ts'),
    ]);
    const messages = records.map(({ messageId, body, attributes }) => ({
      ...{ id: messageId, body },
      receives: Number(attributes?.ApproximateReceiveCount ?? '1'),
    }));
    const around = { variables: process.env, sns, fetch, deadline, log: logger };
    const failed = await tellDeployed(messages, policy, around);
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  });
