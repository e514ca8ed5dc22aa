// Those beside Slack as the functions reach them: the SNS topic for mail, and the receiver of the signed webhook.
// SPDX-License-Identifier: Apache-2.0
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Publish, SendToRecipient } from '../../../shared/notify/deliver/recipients.ts';

export function topicOf(client: Pick<SNSClient, 'send'>, TopicArn: string): Publish {
  return async ({ subject, body }) => {
    await client.send(new PublishCommand({ TopicArn, Subject: subject, Message: body }));
  };
}

/** The part of `fetch` that is needed. */
export type Fetch = (
  url: string,
  init: {
    readonly method: 'POST';
    readonly headers: Record<string, string>;
    readonly body: string;
    readonly redirect: 'error';
    readonly signal: AbortSignal;
  },
) => Promise<{ readonly ok: boolean; readonly status: number }>;

const patience = 5_000;

/** The address may be a secret itself: it is in no error. */
export function receiverAt(url: string, fetch: Fetch): SendToRecipient {
  return async ({ method, headers, body }) => {
    const signal = AbortSignal.timeout(patience);
    const answer = await fetch(url, {
      ...{ method, body, signal, redirect: 'error' },
      headers: { ...headers },
    }).catch(() => {
      throw new Error('the webhook receiver could not be reached');
    });
    if (!answer.ok) throw new Error(`the webhook receiver answered ${answer.status}`);
  };
}
