// Delivers changes to Slack: places each finding on a card, then brings every card that changed up to date.
// SPDX-License-Identifier: Apache-2.0

import { findingOf } from '../../findings/finding.ts';
import type { FindingChange } from '../../model/finding.ts';
import type { CardPlace } from '../card.ts';
import { channelOf } from '../quiet.ts';
import { actsOrAsks } from '../response-words.ts';
import { addToCard, cardId, placeOf, readCard } from './card-log.ts';
import { type Fresh, type PlacedMessage, type Placing, placeAll } from './placing.ts';
import { countedOf, freshFinding } from './showing.ts';
import { type Syncing, syncCard } from './sync.ts';

export type Delivering = Syncing & Omit<Placing, 'store'>;

/** What became of each change, in the order given: null, or why it must come again. */
export type Delivered = readonly (unknown | null)[];

/**
 * Takes changes in any order and any number of times: what Slack shows is made from the record as it is now.
 * Fails one by one; a failed change is safe to deliver again.
 */
export async function deliver(changes: readonly FindingChange[], delivering: Delivering): Promise<Delivered> {
  const { showing } = delivering;
  const now = delivering.now();
  const newest = new Map<string, FindingChange>();
  for (const change of changes) newest.set(change.finding.id, telling(newest.get(change.finding.id), change));
  const fresh: Fresh[] = [];
  for (const change of newest.values()) fresh.push(await freshly(change, delivering, now));
  const placed = await placeAll(fresh, { ...delivering, store: showing.store }, now);
  const failures = new Map<string, unknown>();
  for (const members of byCard(placed).values()) {
    try {
      await deliverCard(members, delivering);
    } catch (error) {
      for (const { finding } of members) failures.set(finding.id, error);
    }
  }
  return changes.map(({ finding }) => failures.get(finding.id) ?? null);
}

async function freshly(change: FindingChange, { showing }: Delivering, now: string): Promise<Fresh> {
  const finding = await freshFinding(showing, change, now);
  return { change, finding, acts: actsOrAsks(await showing.responseOf(finding)) };
}

/** Of several changes of one finding in one batch, the one that says it is back or new; else the last. */
function telling(before: FindingChange | undefined, change: FindingChange): FindingChange {
  const loud = before?.type === 'opened' || before?.type === 'reopened' || before?.type === 'woken';
  return before !== undefined && loud ? before : change;
}

function byCard(placed: readonly PlacedMessage[]): Map<string, [PlacedMessage, ...PlacedMessage[]]> {
  const cards = new Map<string, [PlacedMessage, ...PlacedMessage[]]>();
  for (const one of placed) {
    const members = cards.get(one.place.card);
    if (members === undefined) cards.set(one.place.card, [one]);
    else members.push(one);
  }
  return cards;
}

async function deliverCard(
  members: readonly [PlacedMessage, ...PlacedMessage[]],
  delivering: Delivering,
): Promise<void> {
  const { store } = delivering.showing;
  const [{ place }] = members;
  const { members: known } = await readCard(store, place.card);
  const counted = members.map(({ finding }) => countedOf(finding));
  const news = counted.filter(
    (one) =>
      !known.some(
        (old) => old.finding === one.finding && old.status === one.status && old.severity === one.severity,
      ),
  );
  if (news.length > 0) await addToCard(store, place.card, { do: 'add', members: news });
  await syncCard(place, delivering);
}

/** Says one thing of the whole once: `id` tells it from others. In the channel of the finding that led to it. */
export async function announce(
  { id, text, finding }: { readonly id: string; readonly text: string; readonly finding: string },
  delivering: Delivering,
): Promise<void> {
  const { showing, policy, notify } = delivering;
  const at = delivering.now();
  const row = await showing.store.get(finding);
  const found = row === null ? null : findingOf(row, { ...showing.view, now: at });
  const channel = found === null ? notify.channel : channelOf(found, policy, notify);
  await syncCard({ card: cardId('notice', id), kind: 'notice', channel, at, text }, delivering);
}

/** Brings the message that shows a finding up to date, after a decision; nothing where it has none. */
export async function refresh(finding: string, syncing: Syncing): Promise<CardPlace | null> {
  const place = await placeOf(syncing.showing.store, finding);
  if (place !== null) await syncCard(place, syncing);
  return place;
}
