// What Seawall asks of Slack: three ports, so that delivery and answers know neither HTTP nor the official client.
// SPDX-License-Identifier: Apache-2.0
import type { ModalView } from '@slack/types';
import type { SlackMessage } from '../slack/message.ts';

/** What names a message: its channel's id and its time stamp. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

export interface Posting extends SlackMessage {
  /** Name or id. */
  readonly channel: string;
  /** Time stamp of the message whose thread this belongs to; null: a message of its own. */
  readonly thread: string | null;
  /** Unseen mark by which the message can be found again after a crash between posting and writing down. */
  readonly key: string;
}

/** Where a message is looked for: a channel by its id, or a thread in it. */
export type Searched = Pick<Posting, 'channel' | 'thread'>;

/** Throws SlackError. */
export interface SlackMessages {
  /** Whether buttons can be answered, and messages updated and found again: false for an incoming webhook. */
  readonly interactive: boolean;
  /** Null where Slack does not tell (an incoming webhook). */
  post(posting: Posting): Promise<MessageRef | null>;
  update(ref: MessageRef, message: SlackMessage): Promise<void>;
  /** The message with this key among those posted since `since` (ISO); null: there is none, or it cannot be asked. */
  find(place: Searched, key: string, since: string): Promise<MessageRef | null>;
}

export interface SlackPerson {
  readonly id: string;
  readonly team: string;
  readonly email: string | null;
  /** Whether its owner has confirmed the address. */
  readonly confirmed: boolean;
  /** Guest, bot, or no longer there: nobody who decides. */
  readonly outsider: boolean;
}

/** Throws SlackError. */
export interface SlackPeople {
  /** Null: Slack knows nobody by this id. */
  person(id: string): Promise<SlackPerson | null>;
  /** Null: there is no such group. */
  membersOf(group: string): Promise<readonly string[] | null>;
}

/** Throws SlackError. */
export interface SlackReplies {
  /** Said in the message's channel, seen by one person only, and not kept. The text may be hostile: nothing in it is parsed. */
  whisper(ref: MessageRef, user: string, text: string): Promise<void>;
  openView(trigger: string, view: ModalView): Promise<void>;
}

export type Slack = SlackMessages & SlackPeople & SlackReplies;

/** Slack refused or could not be reached. `code`: Slack's own (`channel_not_found`), or `rate_limited`, `unreachable`. */
export class SlackError extends Error {
  override readonly name = 'SlackError';
  readonly code: string;
  /** Milliseconds to wait before the next try, where Slack names them. */
  readonly retryAfter: number | null;

  constructor(code: string, message: string, options: ErrorOptions & { readonly retryAfter?: number } = {}) {
    super(message, options);
    this.code = code;
    this.retryAfter = options.retryAfter ?? null;
  }
}
