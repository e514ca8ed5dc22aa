// What time alone brings about, looked for now and then: waivers that ended, incidents gone quiet, findings out of sight for long.
// SPDX-License-Identifier: Apache-2.0

import { findingOf, notifiedSeverity } from '../../findings/finding.ts';
import { tick } from '../../findings/lifecycle.ts';
import { recordTick } from '../../findings/record.ts';
import type { Finding } from '../../model/finding.ts';
import { severityRank } from '../../model/severity.ts';
import type { CardPlace } from '../card.ts';
import { channelOf, windowOf } from '../quiet.ts';
import type { Counted } from '../slack/digest.ts';
import { noteToldOfBlindness, noticeBlindness } from './blindness.ts';
import { addToCard, appendNext, cardId, readCard } from './card-log.ts';
import type { Delivering } from './deliver.ts';
import { countedOf } from './showing.ts';
import { syncCard } from './sync.ts';

export interface Round {
  /** Changes that time brought about: the record tells them like all others. */
  readonly ticked: number;
  /** Findings told of as out of sight. */
  readonly blind: number;
  /** False: the time was over before the last finding. */
  readonly whole: boolean;
}

const day = 24 * 3_600_000;
/** Messages about lost sight that are kept up to date: the newest. */
const keptUp = 3;

/** `hasTime` false ends the round early; the next one begins anew. */
export async function makeRound(delivering: Delivering, hasTime: () => boolean): Promise<Round> {
  const { store, view } = delivering.showing;
  const now = delivering.now();
  const context = { ...view, now, replayed: false };
  const blind: Finding[] = [];
  let ticked = 0;
  let whole = true;
  for await (const row of store.list()) {
    if (!hasTime()) {
      whole = false;
      break;
    }
    if (tick(row, context).change !== null) {
      await recordTick(store, row.id, context);
      ticked++;
    }
    const finding = findingOf(row, context);
    if (finding !== null && (await isLongBlind(finding, delivering, now))) blind.push(finding);
  }
  await tellBlind(blind, delivering, now);
  await keepUp(delivering, now);
  return { ticked, blind: blind.length, whole };
}

/** Out of sight for longer than policy is patient with, at a severity that people asked for, and not told yet. */
async function isLongBlind(finding: Finding, { showing, notify }: Delivering, now: string): Promise<boolean> {
  if (finding.unknown === null || finding.status === 'resolved' || finding.status === 'waived') return false;
  if (severityRank(notifiedSeverity(finding)) < severityRank(notify.minimum)) return false;
  const blindness = await noticeBlindness(showing.store, finding);
  if (blindness === null || blindness.told) return false;
  return Date.parse(now) - Date.parse(blindness.since) >= showing.unknownAlarm;
}

/** One message a channel and day, however many findings. */
async function tellBlind(findings: readonly Finding[], delivering: Delivering, now: string): Promise<void> {
  const { policy, notify, showing } = delivering;
  const channels = Map.groupBy(findings, (finding) => channelOf(finding, policy, notify));
  for (const [channel, members] of channels) {
    const at = windowOf(now, day);
    const place: CardPlace = { card: cardId('blind', channel, at), kind: 'blind', channel, at };
    const { entries } = await readCard(showing.store, place.card);
    if (entries === 0) await appendNext(showing.store, blindLog, { ...place });
    await addToCard(showing.store, place.card, { do: 'add', members: members.map(blindMember) });
    await syncCard(place, delivering);
    for (const finding of members) await noteToldOfBlindness(showing.store, finding, place.card);
  }
}

const blindLog = 'slack/blind-cards';

function blindMember(finding: Finding): Counted {
  return { ...countedOf(finding), reason: finding.unknown?.reason.slice(0, 300) ?? '' };
}

/** Whoever can be looked at again is counted out. */
async function keepUp(delivering: Delivering, now: string): Promise<void> {
  const { store, view } = delivering.showing;
  const places = (await store.read(blindLog)).slice(-keptUp) as readonly object[] as readonly CardPlace[];
  for (const place of places) {
    const { members } = await readCard(store, place.card);
    const back: Counted[] = [];
    for (const member of members.filter(({ status }) => status !== 'resolved')) {
      const row = await store.get(member.finding);
      const finding = row === null ? null : findingOf(row, { ...view, now });
      const seen = finding === null || finding.unknown === null || finding.status === 'resolved';
      if (seen) back.push({ ...member, status: 'resolved' });
    }
    if (back.length === 0) continue;
    await addToCard(store, place.card, { do: 'add', members: back });
    await syncCard(place, delivering);
  }
}
