// What the notify function is made of: policy, record, and each recipient that the deployment and the policy name.
// SPDX-License-Identifier: Apache-2.0
import type { SNSClient } from '@aws-sdk/client-sns';
import type { RecordStore } from '../../../shared/findings/store.ts';
import { slackClient } from '../../../shared/notify/deliver/client.ts';
import type { Delivering } from '../../../shared/notify/deliver/deliver.ts';
import type { Message } from '../../../shared/notify/deliver/hinted.ts';
import { incomingWebhook, type SendWebhook } from '../../../shared/notify/deliver/incoming-webhook.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { viewOf } from '../../../shared/policy/view.ts';
import { deployedRecord } from '../record.ts';
import { deliveringOf, responseNow, textsOf } from './notifier.ts';
import { type Fetch, receiverAt, topicOf } from './recipients.ts';
import { type SlackSecret, slackSecret, slackSecretArn } from './slack-secret.ts';
import { type Telling, tellAll } from './telling.ts';

export interface NotifyAround {
  readonly variables: NodeJS.ProcessEnv;
  readonly sns: Pick<SNSClient, 'send'>;
  readonly fetch: Fetch & SendWebhook;
  /** Milliseconds since 1970 by which it must be done. */
  readonly deadline: number;
  readonly log: Telling['log'];
}

/** Returns the ids of the messages that must come again. */
export async function tellDeployed(messages: readonly Message[], policy: Policy, around: NotifyAround) {
  return tellAll(messages, await tellingOf(policy, around));
}

async function tellingOf(
  policy: Policy,
  { variables, sns, fetch, deadline, log }: NotifyAround,
): Promise<Telling> {
  const store = deployedRecord();
  const secret = await secretOf(variables);
  const { slack: inSlack, sns: byMail, webhook } = policy.notify;
  const topic = variables.SEAWALL_NOTIFY_TOPIC ?? '';
  const receiver = secret instanceof Error ? null : (secret?.receiver ?? null);
  if (webhook !== null && receiver === null)
    log.error('the policy has notify.webhook, and the secret names no receiver', {});
  const slack = inSlack === null ? null : slackOf({ policy, store, secret, deadline, fetch });
  const tellsInSlack = slack !== null;
  return {
    slack,
    mail:
      topic === ''
        ? null
        : {
            publish: topicOf(sns, topic),
            ...{ minimum: byMail?.minimum ?? null, alone: !tellsInSlack },
          },
    hook:
      webhook === null || receiver === null
        ? null
        : {
            ...{ minimum: webhook.minimum, alone: !tellsInSlack && topic === '' },
            ...{ key: receiver.key, send: receiverAt(receiver.url, fetch) },
          },
    recipients: {
      store,
      async toldOf({ finding }) {
        const response = await responseNow(store, finding, policy);
        return { ...textsOf(finding.control, policy), response };
      },
      now: () => new Date().toISOString(),
    },
    record: { store, view: viewOf(policy) },
    slackMinimum: inSlack?.minimum ?? 'medium',
    hasTime: () => Date.now() < deadline,
    log,
  };
}

/** An error where it is set up and cannot be read: then mail says so. */
async function secretOf(variables: NodeJS.ProcessEnv): Promise<SlackSecret | Error | null> {
  const arn = slackSecretArn(variables);
  if (arn === null) return null;
  return slackSecret(arn).catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  );
}

interface SlackParts {
  readonly policy: Policy;
  readonly store: RecordStore;
  readonly secret: SlackSecret | Error | null;
  readonly deadline: number;
  readonly fetch: SendWebhook;
}

function slackOf({ policy, store, secret, deadline, fetch }: SlackParts): Delivering | Error | null {
  const notify = policy.notify.slack;
  if (notify === null || secret === null) return null;
  if (secret instanceof Error) return secret;
  const { webhookUrl, botToken } = secret;
  const slack = webhookUrl === null ? slackClient(botToken) : incomingWebhook(webhookUrl, fetch);
  return deliveringOf({ store, policy, notify, slack, deadline });
}
