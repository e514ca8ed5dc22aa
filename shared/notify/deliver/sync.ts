// Brings one Slack message up to date with the findings on its card: posts it once, updates it in place, replies in its thread.
// SPDX-License-Identifier: Apache-2.0
import { stableHash } from '../../model/hash.ts';
import type { CardEntry, CardPlace, CardState } from '../card.ts';
import { blindMessage } from '../slack/blind.ts';
import { digestMessage } from '../slack/digest.ts';
import { cardMessage } from '../slack/group.ts';
import type { SlackMessage } from '../slack/message.ts';
import { noticeMessage } from '../slack/notice.ts';
import type { Shown } from '../slack/shown.ts';
import { threadMessage } from '../slack/thread.ts';
import { type MessageRef, SlackError, type SlackMessages } from './api.ts';
import { addBehind, addToCard, channelId, keepChannelId, readCard } from './card-log.ts';
import { newsOf, toldOf } from './news.ts';
import { type Looked, lookUp, type Showing } from './showing.ts';

export interface Syncing {
  readonly showing: Showing;
  readonly slack: SlackMessages;
  /** ISO time. */
  readonly now: () => string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Names this run among others at work on the same cards. */
  readonly worker: string;
}

/** After this long, milliseconds, whoever announced a message counts as gone. */
const abandoned = 60_000;
const waits = 20;
const waitFor = 500;

/**
 * One card at a time is sent by one worker only. Throws SlackError; `busy` where another is at it for too long.
 * Doing it again does nothing: what is shown already is known by its hash.
 */
export async function syncCard(place: CardPlace, syncing: Syncing): Promise<void> {
  const { state, orphan } = await takeWork(place, syncing);
  if (state === null) return;
  const { worker, now, showing } = syncing;
  const looked = place.kind === 'card' ? await lookUpAll(state, syncing) : [];
  const message = messageOf(place, state, looked);
  const told = toldOf(looked);
  const done = (ref: MessageRef | null, hash: string): CardEntry => ({
    ...{ do: 'sent', by: worker, at: now(), message: ref, hash, told },
  });
  try {
    const hash = stableHash(message);
    const ref =
      message === null
        ? state.message
        : await sendCard(place, message, { state, orphan, hash, looked }, syncing);
    await addToCard(showing.store, place.card, done(ref, hash));
  } catch (error) {
    // Gives the card back, so that the next try need not wait until this one counts as gone. After a lost answer the
    // message may be there: then the card stays taken, and the next try looks for it.
    if (error instanceof SlackError && error.code !== 'unreachable') await giveBack(place, state, syncing);
    throw error;
  }
}

interface Taken {
  /** Null: everything is shown already. */
  readonly state: CardState | null;
  /** When somebody announced a message and never said how it ended. */
  readonly orphan: string | null;
}

/** Announces the work, once nobody else is at it. */
async function takeWork(
  { card }: CardPlace,
  { showing: { store }, now, sleep, worker }: Syncing,
): Promise<Taken> {
  for (let attempt = 0; attempt < waits; attempt++) {
    const state = await readCard(store, card);
    const at = now();
    if (state.sending !== null && Date.parse(at) - Date.parse(state.sending.at) < abandoned) {
      await sleep(waitFor);
      continue;
    }
    const free = await addBehind(store, card, state, { do: 'sending', at, by: worker });
    if (free) return { state, orphan: state.sending?.at ?? null };
  }
  throw new SlackError('busy', 'another worker is sending this message; it is tried again later');
}

async function giveBack(
  place: CardPlace,
  { hash, told }: CardState,
  { showing, now, worker }: Syncing,
): Promise<void> {
  const entry: CardEntry = { do: 'sent', by: worker, at: now(), message: null, hash: hash ?? '', told };
  await addToCard(showing.store, place.card, entry);
}

async function lookUpAll({ members }: CardState, { showing, now }: Syncing): Promise<readonly Looked[]> {
  const looked = await Promise.all(members.map(({ finding }) => lookUp(showing, finding, now())));
  return looked.filter((one) => one !== null);
}

function messageOf(
  { kind, at, text }: CardPlace,
  { members }: CardState,
  looked: readonly Looked[],
): SlackMessage | null {
  switch (kind) {
    case 'digest':
      return digestMessage(members, at);
    case 'blind':
      return blindMessage(members);
    case 'notice':
      return noticeMessage(text ?? '');
    case 'card': {
      const [first, ...others]: readonly Shown[] = looked.map(({ shown }) => shown);
      return first === undefined ? null : cardMessage([first, ...others]);
    }
  }
}

interface Sending {
  readonly state: CardState;
  readonly orphan: string | null;
  readonly hash: string;
  readonly looked: readonly Looked[];
}

/** Posts, updates and replies as the card needs it; returns where the message is (null: Slack does not tell). */
async function sendCard(
  place: CardPlace,
  message: SlackMessage,
  { state, orphan, hash, looked }: Sending,
  syncing: Syncing,
): Promise<MessageRef | null> {
  const news = threadMessage(newsOf(state.told, looked));
  const ref = state.message ?? (await findOrphan(place, orphan, syncing));
  if (ref === null && (state.hash === null || state.hash === '')) return postCard(place, message, syncing);
  if (ref === null) {
    // An incoming webhook cannot be asked to update: what is news is a message of its own.
    if (news !== null) await postCard(place, news, syncing);
    return null;
  }
  const there = state.hash === hash || (await unlessDeleted(() => syncing.slack.update(ref, message)));
  const told = there && (news === null || (await replyInThread(place, ref, { news, orphan }, syncing)));
  return told ? ref : postCard(place, message, syncing);
}

/** A message that somebody announced, perhaps posted, and never wrote down. */
async function findOrphan(
  { card, channel }: CardPlace,
  orphan: string | null,
  { slack, showing }: Syncing,
): Promise<MessageRef | null> {
  if (orphan === null) return null;
  const id = (await channelId(showing.store, channel)) ?? channel;
  return slack.find({ channel: id, thread: null }, card, orphan);
}

async function postCard(
  { card, channel }: CardPlace,
  message: SlackMessage,
  { slack, showing }: Syncing,
): Promise<MessageRef | null> {
  const ref = await slack.post({ channel, ...message, thread: null, key: card });
  if (ref !== null) await keepChannelId(showing.store, channel, ref.channel);
  return ref;
}

interface Reply {
  readonly news: SlackMessage;
  readonly orphan: string | null;
}

/** Replies in the message's thread, unless whoever announced it did so before he was stopped. False: the message is gone. */
async function replyInThread(
  { card }: CardPlace,
  { channel, ts }: MessageRef,
  { news, orphan }: Reply,
  { slack }: Syncing,
): Promise<boolean> {
  const key = `${card}/${stableHash(news)}`;
  if (orphan !== null && (await slack.find({ channel, thread: ts }, key, orphan)) !== null) return true;
  return unlessDeleted(() => slack.post({ channel, ...news, thread: ts, key }));
}

const gone = new Set(['message_not_found', 'thread_not_found', 'cant_update_message', 'edit_window_closed']);

/** False where the message was deleted, or is not ours to change any more: it is then posted anew. */
async function unlessDeleted(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof SlackError && gone.has(error.code)) return false;
    throw error;
  }
}
