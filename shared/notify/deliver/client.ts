// Slack's Web API through the official client: what the ports of api.ts become over HTTP.
// SPDX-License-Identifier: Apache-2.0
import {
  LogLevel,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebClient,
  type WebClientOptions,
} from '@slack/web-api';
import { dig, listOf, objectOf, stringOf, stringsOf } from '../../model/json.ts';
import { plain } from '../slack/escape.ts';
import { limits } from '../slack/limits.ts';
import { plainText, type SlackMessage, section } from '../slack/message.ts';
import {
  type MessageRef,
  type Posting,
  type Searched,
  type Slack,
  SlackError,
  type SlackPerson,
} from './api.ts';

const eventType = 'seawall_message';
/** Messages looked through for one that may have been posted before a crash. */
const searched = 100;

/** `options` is for tests and proxies (another URL, another fetch), and for those who cannot wait ten seconds. */
export function slackClient(
  token: string,
  options: Pick<WebClientOptions, 'slackApiUrl' | 'fetch' | 'timeout'> = {},
): Slack {
  const client = new WebClient(token, {
    timeout: 10_000,
    ...options,
    // Waiting is the caller's: he knows his deadline. The client would sleep out Retry-After past the end of the function.
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
    allowAbsoluteUrls: false,
  });
  return {
    interactive: true,
    post: (posting) => post(client, posting),
    update: (ref, message) => update(client, ref, message),
    find: (place, key, since) => find(client, place, key, since),
    person: (id) => person(client, id),
    membersOf: (group) => membersOf(client, group),
    // Not in the message's thread: there it is only shown where somebody has replied already
    // (https://docs.slack.dev/reference/methods/chat.postEphemeral).
    async whisper({ channel }, user, words) {
      const text = plain(words, limits.sectionText);
      const blocks = [section(plainText(words, limits.sectionText))];
      await callSlack(() =>
        client.chat.postEphemeral({ channel, user, text, blocks, parse: 'none', link_names: false }),
      );
    },
    async openView(trigger, view) {
      await callSlack(() => client.views.open({ trigger_id: trigger, view }));
    },
  };
}

async function post(client: WebClient, posting: Posting): Promise<MessageRef> {
  const { channel, text, blocks, thread, key } = posting;
  const answer = await callSlack(() =>
    client.chat.postMessage({
      channel,
      text,
      blocks: [...blocks],
      ...(thread === null ? {} : { thread_ts: thread }),
      // No `@name` and no bare address in the text becomes a mention or a link, and nothing is fetched for a preview.
      ...{ parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false },
      metadata: { event_type: eventType, event_payload: { key } },
    }),
  );
  const ts = stringOf(answer.ts);
  const id = stringOf(answer.channel);
  if (ts === null || id === null)
    throw new SlackError('unreadable', 'Slack did not say where the message is');
  return { channel: id, ts };
}

async function update(
  client: WebClient,
  { channel, ts }: MessageRef,
  { text, blocks }: SlackMessage,
): Promise<void> {
  await callSlack(() =>
    client.chat.update({ channel, ts, text, blocks: [...blocks], parse: 'none', link_names: false }),
  );
}

const unsearchable = new Set(['missing_scope', 'not_in_channel', 'channel_not_found']);

async function find(
  client: WebClient,
  { channel, thread }: Searched,
  key: string,
  since: string,
): Promise<MessageRef | null> {
  // Only ids can be searched, and nothing without channels:history or outside the channel: then it is posted again rather than never.
  if (!/^[CG][A-Z0-9]+$/.test(channel)) return null;
  try {
    const oldest = String(Date.parse(since) / 1000 - 5);
    const where = { channel, oldest, limit: searched, include_all_metadata: true };
    const answer = await callSlack(() =>
      thread === null
        ? client.conversations.history(where)
        : client.conversations.replies({ ...where, ts: thread }),
    );
    const found = listOf(objectOf(answer).messages).find(
      (message) => dig(message, 'metadata', 'event_payload', 'key') === key,
    );
    const ts = stringOf(dig(found, 'ts'));
    return ts === null ? null : { channel, ts };
  } catch (error) {
    if (error instanceof SlackError && unsearchable.has(error.code)) return null;
    throw error;
  }
}

async function membersOf(client: WebClient, group: string): Promise<readonly string[] | null> {
  try {
    return stringsOf(
      objectOf(await callSlack(() => client.usergroups.users.list({ usergroup: group }))).users,
    );
  } catch (error) {
    if (error instanceof SlackError && error.code === 'no_such_subteam') return null;
    throw error;
  }
}

async function person(client: WebClient, id: string): Promise<SlackPerson | null> {
  try {
    const user = objectOf(await callSlack(() => client.users.info({ user: id }))).user;
    const flags = ['deleted', 'is_bot', 'is_restricted', 'is_ultra_restricted', 'is_stranger'];
    return {
      id,
      team: stringOf(dig(user, 'team_id')) ?? '',
      email: stringOf(dig(user, 'profile', 'email')),
      confirmed: dig(user, 'is_email_confirmed') === true,
      outsider: flags.some((flag) => dig(user, flag) === true),
    };
  } catch (error) {
    if (error instanceof SlackError && /^users?_not_(?:found|visible)$/.test(error.code)) return null;
    throw error;
  }
}

/** Turns the client's errors into ours. The token is in none of them. */
async function callSlack<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw errorOf(error);
  }
}

function errorOf(error: unknown): SlackError {
  if (error instanceof WebAPIRateLimitedError)
    return new SlackError('rate_limited', `Slack asks to wait for ${error.retryAfter} s`, {
      retryAfter: error.retryAfter * 1000,
    });
  if (error instanceof WebAPIPlatformError) {
    const details = stringsOf(dig(error.data, 'response_metadata', 'messages')).join('; ');
    return new SlackError(
      error.data.error,
      `Slack refused: ${error.data.error}${details === '' ? '' : ` (${details})`}`,
    );
  }
  const words = error instanceof Error ? error.message : String(error);
  return new SlackError('unreachable', `Slack could not be asked: ${words}`);
}
