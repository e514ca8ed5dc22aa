// Tells Security Hub what became of findings, and each week of all that stand. Event: its queue, filled by deploy/resources/security-hub.yml.
// SPDX-License-Identifier: Apache-2.0
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { logger, metrics } from './wiring/logger.ts';
import { loadDeployedPolicy } from './wiring/policy/deployed.ts';

/** The whole batch at once, so that a call takes as many findings as it can. */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler(async ({ Records }) => {
    const messages = Records.map(({ messageId, body, attributes }) => ({
      ...{ id: messageId, body },
      receives: Number(attributes?.ApproximateReceiveCount ?? '1'),
    }));
    // Loaded while the policy is asked for.
    const [policy, { importFindings }] = await Promise.all([
      loadDeployedPolicy(),
      import('./wiring/security-hub/deployed.ts'),
    ]);
    const failed = await importFindings(messages, policy, process.env);
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  });
