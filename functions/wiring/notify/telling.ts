// One batch of the notify queue: what happened to findings to Slack, to mail and to the webhook; by mail too what Slack does not take.
// SPDX-License-Identifier: Apache-2.0
// The messages are hints at findings: what is told, the record says.

import type { FindingChange } from '../../../shared/model/finding.ts';
import type { Severity } from '../../../shared/model/severity.ts';
import { SlackError } from '../../../shared/notify/deliver/api.ts';
import { type Delivering, deliver, refresh } from '../../../shared/notify/deliver/deliver.ts';
import {
  type Hinted,
  hintedIn,
  type Message,
  type Newsworthy,
  newsOf,
} from '../../../shared/notify/deliver/hinted.ts';
import {
  callHook,
  type Loudness,
  mailChanges,
  type Publish,
  type Recipients,
  type Webhook,
} from '../../../shared/notify/deliver/recipients.ts';
import { makeRound, type Round } from '../../../shared/notify/deliver/rounds.ts';
import { announceLimit, type LimitsAt } from './limit-told.ts';

export interface Telling {
  /** Null: nobody is told in Slack. An error: Slack is set up, and cannot be used. */
  readonly slack: Delivering | Error | null;
  /** Null: there is no topic. `minimum` null: only what Slack does not take, or what acts where nobody is told in Slack. */
  readonly mail: ({ readonly publish: Publish } & Loudness) | null;
  readonly hook: Webhook | null;
  readonly recipients: Recipients;
  readonly record: Newsworthy & LimitsAt;
  /** Lowest severity told by mail in place of Slack. */
  readonly slackMinimum: Severity;
  readonly hasTime: () => boolean;
  readonly log: {
    info: (message: string, details: Record<string, unknown>) => void;
    error: (message: string, details: Record<string, unknown>) => void;
  };
}

type Failures = Map<Message, unknown>;

/** Returns the ids of the messages that must come again. Each recipient is asked, whatever the others answer. */
export async function tellAll(messages: readonly Message[], telling: Telling): Promise<readonly string[]> {
  const failures: Failures = new Map();
  const fail = (of: Hinted, error: unknown) => {
    for (const message of of.messages) failures.set(message, error);
  };
  const { hinted, rounds, refused } = hintedIn(messages);
  // Comes again in vain, and ends in the dead letters, where somebody looks at it.
  for (const [message, error] of refused) failures.set(message, error);
  const news = new Map<Hinted, readonly FindingChange[]>();
  const inSlack = new Map<Hinted, FindingChange>();
  for (const one of hinted) {
    const { all, newest } = await newsOf(one.finding, telling.record, telling.recipients.now());
    news.set(one, all);
    if (newest !== null) inSlack.set(one, newest);
  }
  await toMail(news, telling, fail);
  await toHook(news, telling, fail);
  await toSlack(inSlack, telling, fail);
  await besides(hinted, inSlack, telling, fail);
  for (const message of rounds) await round(telling).catch((error: unknown) => failures.set(message, error));
  for (const [{ id, receives }, error] of failures)
    telling.log.error('a change could not be told', { messageId: id, receives, error: String(error) });
  return [...failures.keys()].map(({ id }) => id);
}

type News = ReadonlyMap<Hinted, readonly FindingChange[]>;
type Fail = (of: Hinted, error: unknown) => void;

async function toMail(news: News, { mail, recipients }: Telling, fail: Fail) {
  if (mail === null) return;
  try {
    await mailChanges([...news.values()].flat(), mail, mail.publish, recipients);
  } catch (error) {
    for (const one of news.keys()) fail(one, error);
  }
}

async function toHook(news: News, { hook, recipients }: Telling, fail: Fail) {
  if (hook === null) return;
  const failed = await callHook([...news.values()].flat(), hook, recipients);
  for (const [one, changes] of news) {
    const first = changes.find((change) => failed.has(change));
    if (first !== undefined) fail(one, failed.get(first));
  }
}

interface Refused {
  readonly of: Hinted;
  readonly change: FindingChange;
  readonly error: unknown;
}

async function toSlack(inSlack: ReadonlyMap<Hinted, FindingChange>, telling: Telling, fail: Fail) {
  const { slack } = telling;
  if (slack === null) return;
  const changes = [...inSlack.values()];
  const results = slack instanceof Error ? null : await deliver(changes, slack);
  const refused: Refused[] = [];
  for (const [place, [of, change]] of [...inSlack].entries()) {
    const error = results === null ? slack : (results[place] ?? null);
    if (error !== null) refused.push({ of, change, error });
  }
  for (const { of, error } of refused) fail(of, error);
  await insteadOfSlack(refused, telling);
}

/** A step of a response, or an action limit that was reached, changes no finding: its message is brought up to date all the same. */
async function besides(
  hinted: readonly Hinted[],
  inSlack: ReadonlyMap<Hinted, FindingChange>,
  { slack, record }: Telling,
  fail: Fail,
) {
  if (slack === null) return;
  for (const one of hinted) {
    try {
      if (slack instanceof Error) throw slack;
      await announceLimit(one.finding, record, slack);
      if (!inSlack.has(one)) await refresh(one.finding, slack);
    } catch (error) {
      fail(one, error);
    }
  }
}

async function round({ slack, hasTime, log }: Telling): Promise<void> {
  if (slack === null) return;
  if (slack instanceof Error) throw slack;
  const made: Round = await makeRound(slack, hasTime);
  log.info('a round over all findings', { ...made });
}

/** Errors that pass by themselves; all others need somebody who mends something. */
const passing = new Set([
  'rate_limited',
  'ratelimited',
  'unreachable',
  'no_time',
  'busy',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
]);
/** After so many tries even a passing error has lasted too long: the dead letters come at five. */
const patientFor = 3;

/** Says by mail what Slack did not take, at once where it will not take it next time either. */
async function insteadOfSlack(
  refused: readonly Refused[],
  { mail, recipients, slackMinimum, log }: Telling,
): Promise<void> {
  const due = refused.filter(
    ({ of: { messages }, error }) =>
      messages.some(({ receives }) => receives >= patientFor) ||
      !(error instanceof SlackError && passing.has(error.code)),
  );
  const [first] = due;
  if (mail === null || first === undefined) return;
  const trouble = first.error instanceof Error ? first.error.message : String(first.error);
  try {
    const changes = due.map(({ change }) => change);
    const loudness = { minimum: slackMinimum, alone: true };
    await mailChanges(changes, loudness, mail.publish, { ...recipients, trouble });
  } catch (error) {
    // The message comes again for Slack's sake anyway.
    log.error('the fallback mail could not be sent either', { error: String(error) });
  }
}
