// Answers buttons and dialogues in Slack: checks and queues at the function URL, weighs and passes on from the queue. Both are its events.
// SPDX-License-Identifier: Apache-2.0
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type {
  Context,
  LambdaFunctionURLEvent,
  LambdaFunctionURLResult,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import { isLastTry } from './wiring/last-try.ts';
import { logger, metrics } from './wiring/logger.ts';
import { slackSecret, slackSecretArn } from './wiring/notify/slack-secret.ts';
import { loadDeployedPolicy } from './wiring/policy/deployed.ts';

type Event = SQSEvent | LambdaFunctionURLEvent;
type Answer = SQSBatchResponse | LambdaFunctionURLResult;

const reserve = 8_000;

export const handler = middy<Event, Answer>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler(async (event, context) => ('Records' in event ? work(event, context) : take(event)));

/** Slack waits three seconds: nothing but the checks, and the dialogue, whose trigger lives as long. */
async function take({
  headers,
  body,
  isBase64Encoded,
}: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> {
  const arn = slackSecretArn(process.env);
  if (arn === null) return { statusCode: 404 };
  const secret = await slackSecret(arn);
  // Messages through an incoming webhook have no buttons, so nobody has anything to answer here.
  if (secret.signingSecret === '') return { statusCode: 404 };
  const raw = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  const [policy, { receiveDeployed }] = await Promise.all([
    loadDeployedPolicy(),
    import('./wiring/notify/slack-requests.ts'),
  ]);
  const answered = await receiveDeployed({ headers, body: raw }, secret, policy);
  metrics.addMetric('SlackRequestRefused', MetricUnit.Count, answered.status === 200 ? 0 : 1);
  const type = answered.body === '' ? {} : { headers: { 'content-type': 'application/json' } };
  return { statusCode: answered.status, body: answered.body, ...type };
}

/** Whoever gets at the queue, or invokes the function, can put anything there: what Slack did not sign is refused again. */
async function work({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - reserve;
  const [policy, { answerPress }] = await Promise.all([
    loadDeployedPolicy(),
    import('./wiring/notify/slack-presses.ts'),
  ]);
  const trying = { policy, deadline };
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body, attributes } of Records) {
    try {
      const outcome = await answerPress(JSON.parse(body), {
        ...trying,
        isLastTry: isLastTry(attributes),
      });
      logger.info('a press in Slack was worked on', { outcome });
    } catch (error) {
      logger.error('a press in Slack could not be worked on', { messageId, error: String(error) });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}
