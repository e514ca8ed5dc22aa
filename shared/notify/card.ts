// A card: one Slack message and the findings it shows. Its state is what a log of small entries adds up to. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../model/json.ts';
import type { Counted } from './slack/digest.ts';

/** Where a card is kept and posted; a finding remembers the whole of it, so that a card can be made anew from any member. */
export interface CardPlace {
  readonly card: string;
  /** `blind`: counts what cannot be looked at. `notice`: says one thing, once. */
  readonly kind: 'card' | 'digest' | 'blind' | 'notice';
  /** As the policy names it. */
  readonly channel: string;
  /** ISO time at which the card was begun. */
  readonly at: string;
  /** What a notice says. */
  readonly text?: string;
}

/** `add`: findings join, or their counted state changes. `sending`: somebody is at it. `sent`: what Slack now shows. */
export type CardEntry =
  | { readonly do: 'add'; readonly members: readonly Counted[] }
  | { readonly do: 'sending'; readonly at: string; readonly by: string }
  | {
      readonly do: 'sent';
      readonly by: string;
      readonly at: string;
      /** Channel id and time stamp, which name the message from now on; null where it could not be posted. */
      readonly message: { readonly channel: string; readonly ts: string } | null;
      /** Hash of what is shown, so that nothing is sent twice. */
      readonly hash: string;
      /** Number of the newest change told, by finding. */
      readonly told: Readonly<Record<string, number>>;
    };

export interface CardState {
  readonly entries: number;
  readonly members: readonly Counted[];
  readonly message: { readonly channel: string; readonly ts: string } | null;
  readonly hash: string | null;
  readonly told: Readonly<Record<string, number>>;
  /** Whoever announced that he is sending and has not said how it ended. */
  readonly sending: { readonly at: string; readonly by: string } | null;
}

/** What a card's log adds up to. Written by Seawall alone; entries of other shapes are passed over. */
export function cardState(log: readonly JsonObject[]): CardState {
  const members = new Map<string, Counted>();
  let state: Omit<CardState, 'members' | 'entries'> = { message: null, hash: null, told: {}, sending: null };
  for (const raw of log) {
    const entry = raw as object as CardEntry;
    if (entry.do === 'add') for (const member of entry.members) members.set(member.finding, member);
    else if (entry.do === 'sending') state = { ...state, sending: { at: entry.at, by: entry.by } };
    else if (entry.do === 'sent') {
      const { message, hash, told } = entry;
      state = { message: message ?? state.message, hash, told, sending: null };
    }
  }
  return { ...state, members: [...members.values()], entries: log.length };
}
