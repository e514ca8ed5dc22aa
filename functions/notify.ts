// Tells changes of findings in Slack. Event: its queue, filled by the rule on the seawall bus (deploy/resources/notify.yml).
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { FindingChange } from '../shared/model/finding.ts';
import { slackClient } from '../shared/notify/deliver/client.ts';
import { deliver, refresh } from '../shared/notify/deliver/deliver.ts';
import { incomingWebhook } from '../shared/notify/deliver/incoming-webhook.ts';
import { logger } from './support/logger.ts';
import { decisionsOf, deliveringOf, deployedRecord, toldIn } from './support/notifier.ts';
import { deployedPolicy } from './support/policy.ts';
import { slackSecret, slackSecretArn } from './support/slack.ts';
import { queuedDecisions } from './support/slack-approvals.ts';

/** Time to write down what was sent. */
const reserve = 8_000;

/** The whole batch at once, so that one cause is one message; those that failed come again one by one. */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(logger))
  .handler(async ({ Records }, context) => {
    const deadline = Date.now() + context.getRemainingTimeInMillis() - reserve;
    const policy = deployedPolicy(new Date());
    const arn = slackSecretArn(process.env);
    const notify = policy.notify.slack;
    if (arn === null || notify === null) return { batchItemFailures: [] };
    const secret = await slackSecret(arn);
    const slack =
      secret.webhookUrl === null ? slackClient(secret.botToken) : incomingWebhook(secret.webhookUrl, fetch);
    const store = deployedRecord();
    // Only their names count here: which buttons there are.
    const send = async () => {};
    const decisions = { ...decisionsOf(store, policy), ...queuedDecisions({ store, policy, send }) };
    const delivering = deliveringOf({ store, policy, notify, slack, decisions, deadline });
    const batchItemFailures: { itemIdentifier: string }[] = [];
    const changes: { messageId: string; change: FindingChange }[] = [];
    const notices: { messageId: string; finding: string }[] = [];
    const failed = (messageId: string, error: unknown) => {
      logger.error('a change could not be told', { messageId, error: String(error) });
      batchItemFailures.push({ itemIdentifier: messageId });
    };
    for (const { messageId, body } of Records) {
      try {
        const told = toldIn(body);
        if ('change' in told) changes.push({ messageId, change: told.change });
        else notices.push({ messageId, finding: told.finding });
      } catch (error) {
        // Comes again in vain, and ends in the dead letters, where somebody looks at it.
        failed(messageId, error);
      }
    }
    const results = await deliver(
      changes.map(({ change }) => change),
      delivering,
    );
    for (const [place, { messageId }] of changes.entries())
      if (results[place] !== null) failed(messageId, results[place]);
    for (const { messageId, finding } of notices)
      await refresh(finding, delivering).catch((error: unknown) => failed(messageId, error));
    return { batchItemFailures };
  });
