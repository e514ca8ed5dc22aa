// Slack's incoming webhook: messages without buttons, updates or threads, for those who may not install an app.
// SPDX-License-Identifier: Apache-2.0
import type { SlackMessage } from '../slack/message.ts';
import { SlackError, type SlackMessages } from './api.ts';

/** The part of `fetch` that is needed. */
export type SendWebhook = (
  url: string,
  init: { readonly method: 'POST'; readonly headers: Record<string, string>; readonly body: string },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}>;

/** The address is itself the secret: it is in no error. The webhook's channel is fixed; routes have no effect. */
export function incomingWebhook(url: string, send: SendWebhook): SlackMessages {
  return {
    interactive: false,
    async post({ text, blocks }) {
      await deliver(url, { text, blocks }, send);
      return null;
    },
    async update() {
      throw new SlackError('not_supported', 'an incoming webhook cannot update messages');
    },
    find: async () => null,
  };
}

async function deliver(url: string, message: SlackMessage, send: SendWebhook): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await send(url, { method: 'POST', headers, body: JSON.stringify(message) }).catch(() => {
    throw new SlackError('unreachable', 'the incoming webhook could not be reached');
  });
  if (answer.status === 200) return;
  const words = (await answer.text()).slice(0, 200);
  if (answer.status !== 429)
    throw new SlackError(words, `the incoming webhook answered ${answer.status}: ${words}`);
  const retryAfter = Number(answer.headers.get('retry-after') ?? '1') * 1000;
  throw new SlackError('rate_limited', 'the incoming webhook asks to wait', { retryAfter });
}
