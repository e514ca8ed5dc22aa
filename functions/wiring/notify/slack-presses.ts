// What becomes of a press in Slack: checked once more, weighed by what the record and the policy say, passed on, and shown in its message.
// SPDX-License-Identifier: Apache-2.0
import { KMSClient } from '@aws-sdk/client-kms';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig } from '../../../shared/model/request-handler.ts';
import { type Answering, answer, type PressOutcome } from '../../../shared/notify/answer/answer.ts';
import { pressIn } from '../../../shared/notify/answer/handed.ts';
import { slackClient } from '../../../shared/notify/deliver/client.ts';
import { refresh } from '../../../shared/notify/deliver/deliver.ts';
import { decisionKinds } from '../../../shared/people/decision-kind.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { kmsSeal } from '../../../shared/respond/journal/kms-seal.ts';
import type { Sealer } from '../../../shared/respond/journal/sealer.ts';
import { required } from '../environment.ts';
import { logger } from '../logger.ts';
import { deployedRecord } from '../record.ts';
import { deliveringOf } from './notifier.ts';
import { passOn } from './passed-on.ts';
import { slackSecret, slackSecretArn } from './slack-secret.ts';

const sqs = new SQSClient(clientConfig());

export const warn = (message: string, details: Readonly<Record<string, string>>) =>
  logger.warn(message, details);

export async function put(queue: string, message: object): Promise<void> {
  const QueueUrl = required(process.env, queue);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
}

export interface Trying {
  readonly policy: Policy;
  /** Milliseconds since 1970 by which it must be done. */
  readonly deadline: number;
  /** After it the press lies in the dead letters. */
  readonly isLastTry: boolean;
}

/** Rejects where it must come again. */
export async function answerPress(
  message: unknown,
  { policy, deadline, isLastTry }: Trying,
): Promise<PressOutcome> {
  const arn = slackSecretArn(process.env);
  const notify = policy.notify.slack;
  if (arn === null || notify === null) throw new Error('Slack is not set up in this deployment any more');
  const { botToken, signingSecret, team, app } = await slackSecret(arn);
  const found = pressIn(message, { secret: signingSecret, team, app, now: Date.now() });
  if (!found.ok) {
    warn('a press in the queue was refused', { reason: found.reason });
    return 'foreign';
  }
  const slack = slackClient(botToken);
  const store = deployedRecord();
  const send = (place: object) => put('SEAWALL_DECISIONS_QUEUE', place);
  const answering: Answering = {
    ...{ store, policy, slack, team, warn, able: decisionKinds },
    decide: passOn({ store, policy, send, seal: deployedSeal() }),
    now: () => new Date().toISOString(),
    async refresh(finding) {
      await refresh(finding, deliveringOf({ store, policy, notify, slack, deadline }));
    },
  };
  return answer(found.press, answering, isLastTry);
}

/** Makes seals of decisions, and opens none: the function that Slack reaches may not. */
function deployedSeal(): Sealer['seal'] | null {
  const key = process.env.SEAWALL_SEAL_KEY ?? '';
  return key === '' ? null : kmsSeal({ client: new KMSClient(clientConfig()), key });
}
