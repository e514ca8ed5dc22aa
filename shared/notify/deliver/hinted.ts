// Which findings the messages of the notify queue hint at, and what is news of them by the record.
// SPDX-License-Identifier: Apache-2.0

import { changesOf, type NumberedChange } from '../../findings/changes.ts';
import type { View } from '../../findings/finding.ts';
import type { RecordStore } from '../../findings/store.ts';
import type { FindingChange } from '../../model/finding.ts';
import { isBefore } from '../../model/time.ts';
import { hintIn, isScheduled } from '../../people/hint.ts';
import { placeOf, readCard } from './card-log.ts';

export interface Message {
  readonly id: string;
  readonly body: string;
  /** How often the queue has handed it out, this time included. */
  readonly receives: number;
}

export interface Hinted {
  readonly finding: string;
  readonly messages: readonly Message[];
}

interface Read {
  readonly hinted: readonly Hinted[];
  /** What the clock sent. */
  readonly rounds: readonly Message[];
  readonly refused: ReadonlyMap<Message, unknown>;
}

export function hintedIn(messages: readonly Message[]): Read {
  const byFinding = new Map<string, Message[]>();
  const rounds: Message[] = [];
  const refused = new Map<Message, unknown>();
  for (const message of messages) {
    try {
      const finding = findingIn(JSON.parse(message.body));
      if (finding === null) rounds.push(message);
      else byFinding.set(finding, [...(byFinding.get(finding) ?? []), message]);
    } catch (error) {
      refused.set(message, error);
    }
  }
  const hinted = [...byFinding].map(([finding, of]) => ({ finding, messages: of }));
  return { hinted, rounds, refused };
}

/** Null: it is time for a round. Throws for anything that hints at no finding. */
function findingIn(event: unknown): string | null {
  if (isScheduled(event)) return null;
  const hint = hintIn(event);
  if (hint.kind === 'finding') return hint.finding;
  throw new Error(
    hint.kind === 'decision'
      ? `the message holds \`${hint.word}\`: decisions never come this way`
      : 'the message hints at no finding',
  );
}

export interface Newsworthy {
  readonly store: RecordStore;
  readonly view: Omit<View, 'now'>;
}

export interface News {
  /** For those who are told each change once: all that may not have been told yet. */
  readonly all: readonly FindingChange[];
  /** For Slack, which shows the finding as it is: the change that says why; null: there is none. */
  readonly newest: FindingChange | null;
}

/** No queue keeps a hint for longer (Amazon SQS Developer Guide, "Message quotas"): fourteen days, in milliseconds. */
const longestHint = 14 * 86_400_000;

export async function newsOf(finding: string, { store, view }: Newsworthy, now: string): Promise<News> {
  const changes = await changesOf(store, finding, { ...view, now });
  const since = new Date(Date.parse(now) - longestHint).toISOString();
  const all = changes.map(({ change }) => change).filter(({ at }) => !isBefore(at, since));
  return { all, newest: await newestOf(finding, changes, store) };
}

/** Of those that the message does not show yet, the one that says that it is new or back; else the last. */
async function newestOf(
  finding: string,
  changes: readonly NumberedChange[],
  store: RecordStore,
): Promise<FindingChange | null> {
  const place = await placeOf(store, finding);
  const told = place?.kind === 'card' ? ((await readCard(store, place.card)).told[finding] ?? 0) : 0;
  const fresh = place === null || place.kind === 'card' ? changes.filter(({ seq }) => seq > told) : [];
  const loud = fresh.findLast(
    ({ change: { type } }) => type === 'opened' || type === 'reopened' || type === 'woken',
  );
  return (loud ?? changes.at(-1))?.change ?? null;
}
