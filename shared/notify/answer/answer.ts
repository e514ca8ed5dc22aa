// Works on a decision that somebody asked for: is it his to take, is it still to be taken, and what came of it.
import type { Finding } from '../../model/finding.ts';
import type { Policy } from '../../policy/policy.ts';
import { findingOf, type View } from '../../record/finding.ts';
import { historyOf } from '../../record/record.ts';
import type { RecordStore } from '../../record/store.ts';
import { type MessageRef, SlackError, type SlackPeople, type SlackReplies } from '../deliver/api.ts';
import { placeOf, readCard } from '../deliver/card-log.ts';
import { plain } from '../slack/escape.ts';
import { approverGroups, authorise, type Decider } from './authorise.ts';
import type { Decide, DecisionAnswer, Decisions } from './decisions.ts';
import { firstsOf, noteFirst } from './first-of-two.ts';
import type { Press } from './payload.ts';

export interface Answering {
  readonly store: RecordStore;
  readonly view: Omit<View, 'now'>;
  readonly policy: Pick<Policy, 'respond'>;
  readonly slack: SlackPeople & SlackReplies;
  readonly decisions: Decisions;
  /** The workspace that the app is installed in. */
  readonly team: string;
  /** ISO time. */
  readonly now: () => string;
  /** Brings the finding's message up to date. */
  readonly refresh: (finding: string) => Promise<void>;
  readonly warn: (message: string, details: Readonly<Record<string, string>>) => void;
}

/** What became of a press, for the log: `decided`, or the step at which it ended. */
export type Outcome = 'decided' | 'half' | 'no-effect' | 'refused' | 'late' | 'foreign';

/**
 * Takes the decision, tells the person, and updates the message. A press that comes twice changes nothing the second
 * time. Throws where the record or the message cannot be written: the queue then brings the press again.
 */
export async function answer(press: Press, answering: Answering): Promise<Outcome> {
  const { outcome, words } = await decided(press, answering);
  if (outcome !== 'foreign') await whisper(press, words, answering);
  if (outcome !== 'refused' && outcome !== 'foreign') await answering.refresh(press.finding);
  if (outcome === 'refused' || outcome === 'foreign')
    answering.warn('a press in Slack was refused', { user: press.user, finding: press.finding, words });
  return outcome;
}

interface Told {
  readonly outcome: Outcome;
  readonly words: string;
}

const refused = (words: string): Told => ({ outcome: 'refused', words });

async function decided(press: Press, answering: Answering): Promise<Told> {
  const { team, store, view, decisions, policy } = answering;
  if (press.team !== team || press.userTeam !== team)
    return { outcome: 'foreign', words: 'the press comes from another workspace' };
  if (!(await isShown(press, store)))
    return refused(
      'Nothing was done: this message does not show that finding, or no more. Answer in its newest message.',
    );
  const row = await store.get(press.finding);
  const finding = row === null ? null : findingOf(row, { ...view, now: answering.now() });
  if (finding === null) return refused('The record does not hold this finding any more.');
  const decider = await deciderOf(press, answering);
  if (decider === null) return refused('Guests, apps and people of other workspaces cannot decide.');
  const may = authorise(press.decision, decider, finding, policy.respond);
  if (!may.ok) return refused(may.reason);
  const late = await tooLate(press, finding, store);
  if (late !== null) return { outcome: 'late', words: late };
  const decide = decisions[press.decision];
  if (decide === undefined) return refused('This deployment cannot do that.');
  // Whoever responds counts the people who approve himself, in the journal.
  const waits = may.needsSecond && press.decision !== 'approve';
  return waits
    ? withSecond(press, decider, finding, decide, answering)
    : take(press, decider, [nameOf(decider)], finding, decide, answering);
}

/** A button is only good in the message that shows its finding. */
async function isShown({ finding, channel, ts }: Press, store: RecordStore): Promise<boolean> {
  const place = await placeOf(store, finding);
  if (place === null) return false;
  const { message, members } = await readCard(store, place.card);
  const member = members.some((one) => one.finding === finding);
  return member && message !== null && message.channel === channel && message.ts === ts;
}

async function deciderOf({ user, team }: Press, { slack, policy, warn }: Answering): Promise<Decider | null> {
  const found = await slack.person(user);
  if (found === null || found.outsider || found.team !== team) return null;
  const named = approverGroups(policy.respond.approvers);
  const members = await Promise.all(named.map((group) => slack.membersOf(group)));
  for (const [place, group] of named.entries())
    if (members[place] === null) warn('the policy names a Slack group that does not exist', { group });
  return { user, email: found.email, groups: named.filter((_, place) => members[place]?.includes(user)) };
}

function nameOf({ user, email }: Decider): string {
  return `slack:${user}${email === null ? '' : ` (${email})`}`;
}

/** Says why there is nothing left to decide; null where there is. */
async function tooLate(
  { occurrence, decision, finding: id }: Press,
  finding: Finding,
  store: RecordStore,
): Promise<string | null> {
  if (occurrence !== finding.reopened)
    return 'The finding was resolved and has come back since: look at it again before you decide.';
  if (decision === 'undo') return null;
  const { status } = finding;
  if (status === 'resolved') return `Too late: it is resolved${await byWhom(store, id)}.`;
  if (decision === 'acknowledge' && status !== 'open')
    return `It is ${status} already${await byWhom(store, id)}.`;
  if (status === 'waived') return `It is waived already${await byWhom(store, id)}.`;
  return null;
}

async function byWhom(store: RecordStore, id: string): Promise<string> {
  const by = (await historyOf(store, id)).at(-1)?.by ?? null;
  return by === null ? '' : `, by ${by.replaceAll(/slack:\w+ \(([^()]*)\)/g, '$1')}`;
}

/** The first of two is written down; the second, another person within the policy's time, decides. */
async function withSecond(
  press: Press,
  decider: Decider,
  finding: Finding,
  decide: Decide,
  answering: Answering,
): Promise<Told> {
  const { store, policy, now } = answering;
  const { user, decision, until } = press;
  const since = new Date(Date.parse(now()) - policy.respond.approvalExpiresMs).toISOString();
  const agreed = async () =>
    (await firstsOf(store, press, since)).filter((one) => one.decision === decision && one.until === until);
  if (!(await agreed()).some((one) => one.user === user))
    await noteFirst(store, press, { user, by: nameOf(decider), at: now(), decision, until });
  // Read again behind one's own entry: of two who press at once, the later sees the other.
  const other = (await agreed()).find((one) => one.user !== user);
  if (other !== undefined)
    return take(press, decider, [other.by, nameOf(decider)], finding, decide, answering);
  const words = `Noted. A second person has to ${press.decision} it too: ${
    policy.respond.secondPerson
      ? 'the policy wants two'
      : 'it is critical, and who caused it cannot be told apart from you'
  }.`;
  return { outcome: 'half', words };
}

async function take(
  { reason, until }: Press,
  { user, groups }: Decider,
  names: readonly string[],
  finding: Finding,
  decide: Decide,
  { now }: Answering,
): Promise<Told> {
  const by = names.toReversed().join(' with ');
  const { done, words }: DecisionAnswer = await decide({
    finding,
    user,
    groups,
    by,
    now: now(),
    reason,
    until,
  });
  return { outcome: done ? 'decided' : 'no-effect', words };
}

/** A word that cannot be delivered must not undo the decision: it is in the log. */
async function whisper(press: Press, words: string, { slack, warn }: Answering): Promise<void> {
  const ref: MessageRef = { channel: press.channel, ts: press.ts };
  try {
    await slack.whisper(ref, press.user, words);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    warn('somebody could not be told what became of a press', {
      user: press.user,
      code: error.code,
      words: plain(words, 300),
    });
  }
}
