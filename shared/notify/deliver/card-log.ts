// The logs in which the record keeps cards: one a card, one a finding (where it is shown), one a cause, one a storm's window.
// SPDX-License-Identifier: Apache-2.0

import { logIdOf } from '../../findings/former.ts';
import { isFormerId } from '../../findings/identity.ts';
import { type RecordStore, StoreError } from '../../findings/store.ts';
import { appendForSlack } from '../../findings/writes/slack.ts';
import { stableHash } from '../../model/hash.ts';
import { type JsonObject, stringOf } from '../../model/json.ts';
import { isBefore } from '../../model/time.ts';
import { type CardEntry, type CardPlace, type CardState, cardState } from '../card.ts';
import type { Counted } from '../slack/digest.ts';

const attempts = 50;

type SlackLog = `slack/${string}`;

/** Appends at the next free place; returns that place. */
export async function appendNext(store: RecordStore, log: SlackLog, entry: JsonObject): Promise<number> {
  let seq = (await store.read(log)).length + 1;
  for (let attempt = 0; attempt < attempts; attempt++, seq++)
    if (await appendForSlack(store, log, seq, entry)) return seq;
  throw new StoreError('conflict', `log ${log}: ${attempts} places in a row were taken by others`);
}

export async function readCard(store: RecordStore, card: string): Promise<CardState> {
  const state = cardState(await store.read(cardLog(card)));
  return state.members.some(({ finding }) => isFormerId(finding)) ? migrateState(state, store) : state;
}

/** A card of before: what it shows has another id today. */
async function migrateState(state: CardState, store: RecordStore): Promise<CardState> {
  const members = new Map<string, Counted>();
  for (const member of state.members) {
    const finding = (await store.get(member.finding))?.id ?? member.finding;
    members.set(finding, { ...member, finding });
  }
  return { ...state, members: [...members.values()] };
}

export async function addToCard(store: RecordStore, card: string, entry: CardEntry): Promise<void> {
  await appendNext(store, cardLog(card), { ...entry });
}

/** Writes at exactly the place behind the state that was read; false where somebody wrote meanwhile. */
export function addBehind(
  store: RecordStore,
  card: string,
  state: CardState,
  entry: CardEntry,
): Promise<boolean> {
  return appendForSlack(store, cardLog(card), state.entries + 1, { ...entry });
}

/** Where a finding is shown now; null: nowhere yet. */
export async function placeOf(store: RecordStore, finding: string): Promise<CardPlace | null> {
  return lastPlace(await store.read(await findingLog(store, finding)));
}

/**
 * Notes where a finding is shown, unless somebody noted another place first; returns the place that counts.
 * `after`: the place it was shown before, or null.
 */
export async function keepPlace(
  store: RecordStore,
  finding: string,
  place: CardPlace,
  after: CardPlace | null,
): Promise<CardPlace> {
  const log = await findingLog(store, finding);
  const before = await store.read(log);
  const current = lastPlace(before);
  if (current !== null && current.card !== after?.card) return current;
  if (await appendForSlack(store, log, before.length + 1, { ...place })) return place;
  return lastPlace(await store.read(log)) ?? place;
}

/** The newest card of a cause in a channel, begun since `since` (ISO); null: none. */
export async function cardOfCause(
  store: RecordStore,
  channel: string,
  cause: string,
  since: string,
): Promise<CardPlace | null> {
  const place = lastPlace(await store.read(causeLog(channel, cause)));
  return place === null || isBefore(place.at, since) ? null : place;
}

export async function noteCause(
  store: RecordStore,
  channel: string,
  cause: string,
  place: CardPlace,
): Promise<void> {
  await appendNext(store, causeLog(channel, cause), { ...place });
}

/** How many cards were begun in a channel in a storm's window. */
export async function countSentWithin(store: RecordStore, channel: string, window: string): Promise<number> {
  return (await store.read(windowLog(channel, window))).length;
}

export async function noteSent(
  store: RecordStore,
  channel: string,
  window: string,
  card: string,
): Promise<void> {
  await appendNext(store, windowLog(channel, window), { card });
}

/** The id of a channel that the policy names by name, once something was posted there. */
export async function channelId(store: RecordStore, channel: string): Promise<string | null> {
  return stringOf((await store.read(channelLog(channel)))[0]?.id);
}

export async function keepChannelId(store: RecordStore, channel: string, id: string): Promise<void> {
  if (channel !== id) await appendForSlack(store, channelLog(channel), 1, { id });
}

/** A card's id: the same for the same beginning, so that two who begin it at once begin one. */
export function cardId(...parts: readonly string[]): string {
  return stableHash(['slack-card', ...parts]);
}

function lastPlace(log: readonly JsonObject[]): CardPlace | null {
  const last = log.at(-1);
  return last === undefined ? null : (last as object as CardPlace);
}

const cardLog = (card: string): SlackLog => `slack/card/${card}`;
const findingLog = async (store: RecordStore, finding: string): Promise<SlackLog> =>
  `slack/finding/${await logIdOf(store, finding)}`;
const causeLog = (channel: string, cause: string): SlackLog => `slack/cause/${stableHash([channel, cause])}`;
const windowLog = (channel: string, window: string): SlackLog =>
  `slack/window/${stableHash([channel, window])}`;
const channelLog = (channel: string): SlackLog => `slack/channel/${stableHash(channel)}`;
