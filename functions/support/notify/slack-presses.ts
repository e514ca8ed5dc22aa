// What becomes of a press in Slack: decided or asked for here, by what the record and the policy say, and shown in its message.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { answer } from '../../../shared/notify/answer/answer.ts';
import type { Press } from '../../../shared/notify/answer/payload.ts';
import { slackClient } from '../../../shared/notify/deliver/client.ts';
import { refresh } from '../../../shared/notify/deliver/deliver.ts';
import { viewOf } from '../../../shared/policy/view.ts';
import { logger } from '../logger.ts';
import { deployedPolicy } from '../policy/deployed.ts';
import { deployedRecord } from '../record.ts';
import { deployedSealer } from '../sealer.ts';
import { decisionsOf, deliveringOf } from './notifier.ts';
import { queuedDecisions } from './slack-approvals.ts';
import { slackSecret, slackSecretArn } from './slack-secret.ts';

const sqs = new SQSClient({});
const queues = { respond: process.env.SEAWALL_RESPOND_QUEUE, notify: process.env.SEAWALL_NOTIFY_QUEUE };

export const warn = (message: string, details: Readonly<Record<string, string>>) =>
  logger.warn(message, details);

export async function put(QueueUrl: string | undefined, message: object): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
}

/** `deadline`: milliseconds since 1970 by which it must be done. Rejects where it must come again. */
export async function answerPress(press: Press, deadline: number) {
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
