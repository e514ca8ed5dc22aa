// A request of Slack as it is taken in a deployment: checked, its dialogue opened, and put into the queue of presses. Loaded by the first one.
// SPDX-License-Identifier: Apache-2.0
import { type Receiving, receive } from '../../../shared/notify/answer/receive.ts';
import type { SlackRequest } from '../../../shared/notify/answer/verify.ts';
import { slackClient } from '../../../shared/notify/deliver/client.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { deployedRecord } from '../record.ts';
import { put, warn } from './slack-presses.ts';
import type { SlackSecret } from './slack-secret.ts';

/** Milliseconds for the dialogue, and as many for a word that it did not open: within the three seconds. */
const soon = 1_200;

export function receiveDeployed(
  request: SlackRequest,
  { botToken, signingSecret, team, app }: SlackSecret,
  policy: Policy,
): ReturnType<typeof receive> {
  return receive(request, {
    ...{ store: deployedRecord(), secret: signingSecret, team, app, now: Date.now, hand, warn },
    policy,
    slack: slackClient(botToken, { timeout: soon }),
  });
}

const hand: Receiving['hand'] = (handed) => put('SEAWALL_ANSWERS_QUEUE', handed);
