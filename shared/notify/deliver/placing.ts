// Finds the message that a finding belongs to: the one it has, that of its cause, one of its own, or the storm's digest.
// SPDX-License-Identifier: Apache-2.0

import { notifiedSeverity } from '../../findings/finding.ts';
import type { RecordStore } from '../../findings/store.ts';
import type { Finding, FindingChange } from '../../model/finding.ts';
import { severityRank } from '../../model/severity.ts';
import type { Policy, SlackNotify } from '../../policy/policy.ts';
import type { CardPlace } from '../card.ts';
import {
  causesOf,
  causeWindow,
  channelOf,
  defaultDigest,
  hasRoom,
  isNews,
  isWorthNewMessage,
  windowOf,
} from '../quiet.ts';
import { mostMembers } from '../slack/group.ts';
import {
  cardId,
  cardOfCause,
  countSentWithin,
  keepPlace,
  noteCause,
  noteSent,
  placeOf,
  readCard,
} from './card-log.ts';

export interface Placing {
  readonly store: RecordStore;
  readonly policy: Pick<Policy, 'groups'>;
  readonly notify: SlackNotify;
}

/** A change together with the finding as the record holds it now. */
export interface Fresh {
  readonly change: FindingChange;
  readonly finding: Finding;
  /** Whether something is done about it, or people are asked: then they are told, whatever its severity. */
  readonly acts: boolean;
}

export interface PlacedMessage extends Fresh {
  readonly place: CardPlace;
}

/** Findings that a digest counts before another is begun: reading one must stay cheap. */
const mostCounted = 1000;

/** Puts each change's finding on a card; those that people need not be told of are left out. The severest come first. */
export async function placeAll(
  changes: readonly Fresh[],
  placing: Placing,
  now: string,
): Promise<readonly PlacedMessage[]> {
  const placed: PlacedMessage[] = [];
  const counts = new Map<string, number>();
  for (const fresh of changes.toSorted(severestFirst)) {
    const place = await placeFor(fresh, placing, now, counts);
    if (place !== null) placed.push({ ...fresh, place });
  }
  return placed;
}

function severestFirst({ finding: a }: Fresh, { finding: b }: Fresh): number {
  return severityRank(notifiedSeverity(b)) - severityRank(notifiedSeverity(a));
}

async function placeFor(
  { change, finding, acts }: Fresh,
  placing: Placing,
  now: string,
  counts: Map<string, number>,
): Promise<CardPlace | null> {
  const { store, notify } = placing;
  const before = (await placeOf(store, finding.id)) ?? (await placeBefore(store, finding.id));
  if (before !== null && !isWorthNewMessage(change, before.at, now)) return before;
  if (!isNews(change, finding, acts ? 'low' : notify.minimum)) return before;
  const channel = channelOf(finding, placing.policy, notify);
  const causes = causesOf(change, finding);
  const shared = await shareable(store, channel, causes, { now, counts });
  const place = shared ?? (await newPlace({ change, finding, acts }, channel, placing, { now, counts }));
  const kept = await keepPlace(store, finding.id, place, before);
  counts.set(kept.card, (counts.get(kept.card) ?? 0) + 1);
  return kept;
}

/** Of a finding that began as another, before its owner was confirmed: that one's card, which is its own from now on. */
async function placeBefore(store: RecordStore, finding: string): Promise<CardPlace | null> {
  const row = await store.get(finding);
  const place = row?.joined === undefined ? null : await placeOf(store, row.joined);
  return place === null ? null : keepPlace(store, finding, place, null);
}

interface Sending {
  readonly now: string;
  readonly counts: ReadonlyMap<string, number>;
}

/** A card of the same cause that is young enough and has a place left. */
async function shareable(
  store: RecordStore,
  channel: string,
  causes: readonly string[],
  { now, counts }: Sending,
): Promise<CardPlace | null> {
  const since = new Date(Date.parse(now) - causeWindow).toISOString();
  for (const cause of causes) {
    const place = await cardOfCause(store, channel, cause, since);
    if (place === null || place.kind !== 'card') continue;
    const { members } = await readCard(store, place.card);
    if (members.length + (counts.get(place.card) ?? 0) < mostMembers) return place;
  }
  return null;
}

async function newPlace(
  { change, finding }: Fresh,
  channel: string,
  { store, notify }: Placing,
  { now, counts }: Sending,
): Promise<CardPlace> {
  const window = windowOf(now, notify.digestMs ?? defaultDigest);
  if (!hasRoom(await countSentWithin(store, channel, window), notifiedSeverity(finding)))
    return digestOf(store, channel, window, counts);
  const card = cardId(channel, finding.id, String(finding.reopened), now);
  const place: CardPlace = { card, kind: 'card', channel, at: now };
  await noteSent(store, channel, window, card);
  for (const cause of causesOf(change, finding)) await noteCause(store, channel, cause, place);
  return place;
}

async function digestOf(
  store: RecordStore,
  channel: string,
  window: string,
  counts: ReadonlyMap<string, number>,
): Promise<CardPlace> {
  for (let number = 1; ; number++) {
    const card = cardId('digest', channel, window, String(number));
    const { members } = await readCard(store, card);
    if (members.length + (counts.get(card) ?? 0) < mostCounted)
      return { card, kind: 'digest', channel, at: window };
  }
}
