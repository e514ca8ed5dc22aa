// Answers buttons and dialogues in Slack: checks and queues at the function URL, decides from the queue. Both are its events.
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type {
  Context,
  LambdaFunctionURLEvent,
  LambdaFunctionURLResult,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import { answer } from '../shared/notify/answer/answer.ts';
import type { Press } from '../shared/notify/answer/payload.ts';
import { receive } from '../shared/notify/answer/receive.ts';
import { slackClient } from '../shared/notify/deliver/client.ts';
import { refresh } from '../shared/notify/deliver/deliver.ts';
import { viewOf } from '../shared/policy/view.ts';
import { logger } from './support/logger.ts';
import { decisionsOf, deliveringOf } from './support/notify/notifier.ts';
import { queuedDecisions } from './support/notify/slack-approvals.ts';
import { slackSecret, slackSecretArn } from './support/notify/slack-secret.ts';
import { deployedPolicy } from './support/policy/deployed.ts';
import { deployedRecord } from './support/record.ts';
import { deployedSealer } from './support/sealer.ts';

type Event = SQSEvent | LambdaFunctionURLEvent;
type Answer = SQSBatchResponse | LambdaFunctionURLResult;

const sqs = new SQSClient({});
const reserve = 8_000;
/** Milliseconds for the dialogue, and as many for a word that it did not open: within the three seconds. */
const soon = 1_200;
const warn = (message: string, details: Readonly<Record<string, string>>) => logger.warn(message, details);

export const handler = middy<Event, Answer>()
  .use(injectLambdaContext(logger))
  .handler(async (event, context) => ('Records' in event ? work(event, context) : take(event)));

/** Slack waits three seconds: nothing but the checks, and the dialogue, whose trigger lives as long. */
async function take({
  headers,
  body,
  isBase64Encoded,
}: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> {
  const arn = slackSecretArn(process.env);
  if (arn === null) return { statusCode: 404 };
  const { botToken, signingSecret, team, app } = await slackSecret(arn);
  const raw = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  const answered = await receive(
    { headers, body: raw },
    {
      ...{ store: deployedRecord(), secret: signingSecret, team, app, now: Date.now, hand, warn },
      policy: await deployedPolicy(),
      slack: slackClient(botToken, { timeout: soon }),
    },
  );
  const type = answered.body === '' ? {} : { headers: { 'content-type': 'application/json' } };
  return { statusCode: answered.status, body: answered.body, ...type };
}

async function hand(press: Press): Promise<void> {
  await put(process.env.SEAWALL_ANSWERS_QUEUE, press);
}

async function put(QueueUrl: string | undefined, message: object): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
}

const queues = { respond: process.env.SEAWALL_RESPOND_QUEUE, notify: process.env.SEAWALL_NOTIFY_QUEUE };

/** Only `take` writes to the queue, so that a press in it was checked. */
async function work({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - reserve;
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of Records) {
    try {
      const outcome = await answerPress(JSON.parse(body) as Press, deadline);
      logger.info('a press in Slack was worked on', { outcome });
    } catch (error) {
      logger.error('a press in Slack could not be worked on', { messageId, error: String(error) });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}

async function answerPress(press: Press, deadline: number) {
  const policy = await deployedPolicy();
  const arn = slackSecretArn(process.env);
  const notify = policy.notify.slack;
  if (arn === null || notify === null) throw new Error('Slack is not set up in this deployment any more');
  const { botToken, team } = await slackSecret(arn);
  const slack = slackClient(botToken);
  const store = deployedRecord();
  const sealer = deployedSealer(process.env);
  const send = (to: 'respond' | 'notify', event: object) => put(queues[to], event);
  const decisions = { ...decisionsOf(store, policy), ...queuedDecisions({ store, policy, send, sealer }) };
  return answer(press, {
    ...{ store, policy, slack, decisions, team, warn },
    view: viewOf(policy),
    now: () => new Date().toISOString(),
    async refresh(finding) {
      await refresh(finding, deliveringOf({ store, policy, notify, slack, decisions, deadline }));
    },
  });
}
