// Works on a press in Slack: does it come from the finding's own message, who is it, and what became of what they decided.
// SPDX-License-Identifier: Apache-2.0

import type { RecordStore } from '../../findings/store.ts';
import type { Decision, DecisionAnswer } from '../../people/decision.ts';
import type { DecisionKind } from '../../people/decision-kind.ts';
import { approverGroups, type Person, slackPerson } from '../../people/person.ts';
import type { Policy } from '../../policy/policy.ts';
import { type MessageRef, SlackError, type SlackPeople, type SlackReplies } from '../deliver/api.ts';
import { placeOf, readCard } from '../deliver/card-log.ts';
import { plain } from '../slack/escape.ts';
import type { Press } from './payload.ts';

export interface Answering {
  readonly store: RecordStore;
  readonly policy: Pick<Policy, 'respond'>;
  readonly slack: SlackPeople & SlackReplies;
  /** What can be decided in this deployment. */
  readonly able: readonly DecisionKind[];
  /** Weighs a decision by the one rule of who may, and takes it or passes it on. Rejects where the press must come again. */
  readonly decide: (decision: Decision) => Promise<DecisionAnswer>;
  /** The workspace that the app is installed in. */
  readonly team: string;
  /** ISO time. */
  readonly now: () => string;
  /** Brings the finding's message up to date. */
  readonly refresh: (finding: string) => Promise<void>;
  readonly warn: (message: string, details: Readonly<Record<string, string>>) => void;
}

/** What became of a press, for the log: `decidePress`, or the step at which it ended. */
export type PressOutcome = DecisionAnswer['outcome'] | 'foreign';

interface Told {
  readonly outcome: PressOutcome;
  readonly words: string;
}

/**
 * Takes the decision, tells the person, and updates the message. A press that comes twice changes nothing the second
 * time. Throws where the record or the message cannot be written: the queue then brings the press again, unless it was the last try,
 * of which the person hears.
 */
export async function answer(pressed: Press, answering: Answering, isLastTry = false): Promise<PressOutcome> {
  try {
    return await workOn(pressed, answering);
  } catch (error) {
    if (isLastTry)
      await whisper(
        pressed,
        'Nothing was done: Seawall could not process this. Please try again.',
        answering,
      ).catch(() => {});
    throw error;
  }
}

async function workOn(pressed: Press, answering: Answering): Promise<PressOutcome> {
  // The button of an old message names the finding by its former id.
  const row = await answering.store.get(pressed.finding);
  const press = { ...pressed, finding: row?.id ?? pressed.finding };
  const { outcome, words } = await decidePress(press, answering);
  // Another workspace's message is none of ours to speak in.
  if (press.team === answering.team) await whisper(press, words, answering);
  if (outcome !== 'refused' && outcome !== 'foreign') await answering.refresh(press.finding);
  if (outcome === 'refused' || outcome === 'foreign')
    answering.warn('a press in Slack was refused', { user: press.user, finding: press.finding, words });
  return outcome;
}

const refused = (words: string): Told => ({ outcome: 'refused', words });

async function decidePress(press: Press, answering: Answering): Promise<Told> {
  const { team, store, able, decide, now } = answering;
  if (press.team !== team || press.userTeam !== team)
    return { outcome: 'foreign', words: 'Nothing was done: people of other workspaces cannot decide.' };
  if (!(await isShown(press, store)))
    return refused('Nothing was done: this message no longer shows that finding. Use its newest message.');
  const person = await whoPressed(press, answering);
  if (person === null) return refused('Guests, apps and people of other workspaces cannot decide.');
  if (!able.includes(press.decision)) return refused('This deployment does not support that.');
  const { decision: kind, finding, occurrence, response, plan, until, reason } = press;
  const { outcome, words } = await decide({
    ...{ kind, finding, occurrence, response, plan, until, reason, person, at: now() },
  });
  return { outcome, words: sentence(words) };
}

/** A button is only good in the message that shows its finding. */
async function isShown({ finding, channel, ts }: Press, store: RecordStore): Promise<boolean> {
  const place = await placeOf(store, finding);
  if (place === null) return false;
  const { message, members } = await readCard(store, place.card);
  const member = members.some((one) => one.finding === finding);
  return member && message !== null && message.channel === channel && message.ts === ts;
}

async function whoPressed({ user, team }: Press, { slack, policy, warn }: Answering): Promise<Person | null> {
  const found = await slack.person(user);
  if (found === null || found.outsider || found.team !== team) return null;
  const named = approverGroups(policy.respond.approvers);
  const members = await Promise.all(named.map((group) => slack.membersOf(group)));
  for (const [place, group] of named.entries())
    if (members[place] === null) warn('the policy names a Slack group that does not exist', { group });
  const { email, confirmed } = found;
  const groups = named.filter((_, place) => members[place]?.includes(user));
  return slackPerson({ user, email, confirmed, groups });
}

/** The engine's words as a sentence of their own. */
function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;
}

/** A word that cannot be delivered must not undo the decision: it is in the log. */
async function whisper(press: Press, words: string, { slack, warn }: Answering): Promise<void> {
  const ref: MessageRef = { channel: press.channel, ts: press.ts };
  try {
    await slack.whisper(ref, press.user, words);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    warn('the reply to a button press could not be delivered', {
      user: press.user,
      code: error.code,
      words: plain(words, 300),
    });
  }
}
