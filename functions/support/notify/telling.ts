// One batch of the notify queue: changes to Slack, to mail and to the webhook; by mail too what Slack does not take.
import type { FindingChange } from '../../../shared/model/finding.ts';
import type { Severity } from '../../../shared/model/verdict.ts';
import { SlackError } from '../../../shared/notify/deliver/api.ts';
import { announce, type Delivering, deliver, refresh } from '../../../shared/notify/deliver/deliver.ts';
import {
  callHook,
  type Hook,
  mailChanges,
  type Publish,
  type Recipients,
} from '../../../shared/notify/deliver/recipients.ts';
import { makeRound, type Round } from '../../../shared/notify/deliver/rounds.ts';
import { type Told, toldIn } from './told.ts';

export interface Message {
  readonly id: string;
  readonly body: string;
  /** How often the queue has handed it out, this time included. */
  readonly receives: number;
}

export interface Telling {
  /** Null: nobody is told in Slack. An error: Slack is set up, and cannot be used. */
  readonly slack: Delivering | Error | null;
  /** Null: there is no topic. `minimum` null: only what Slack does not take. */
  readonly mail: { readonly publish: Publish; readonly minimum: Severity | null } | null;
  readonly hook: Hook | null;
  readonly recipients: Recipients;
  /** Lowest severity told by mail in place of Slack. */
  readonly slackMinimum: Severity;
  readonly hasTime: () => boolean;
  readonly log: {
    info: (message: string, details: Record<string, unknown>) => void;
    error: (message: string, details: Record<string, unknown>) => void;
  };
}

interface Read {
  readonly message: Message;
  readonly told: Told;
}

type Failures = Map<Message, unknown>;

/** Returns the ids of the messages that must come again. Each recipient is asked, whatever the others answer. */
export async function tellAll(messages: readonly Message[], telling: Telling): Promise<readonly string[]> {
  const failures: Failures = new Map();
  const read = messages.flatMap((message): Read[] => {
    try {
      return [{ message, told: toldIn(message.body, message.id) }];
    } catch (error) {
      // Comes again in vain, and ends in the dead letters, where somebody looks at it.
      failures.set(message, error);
      return [];
    }
  });
  const changes = read.flatMap(({ message, told }) =>
    'change' in told ? [{ message, change: told.change }] : [],
  );
  await toMail(changes, telling, failures);
  await toHook(changes, telling, failures);
  await toSlack(changes, read, telling, failures);
  for (const [{ id, receives }, error] of failures)
    telling.log.error('a change could not be told', { messageId: id, receives, error: String(error) });
  return [...failures.keys()].map(({ id }) => id);
}

interface Changed {
  readonly message: Message;
  readonly change: FindingChange;
}

async function toMail(changes: readonly Changed[], { mail, recipients }: Telling, failures: Failures) {
  if (mail === null || mail.minimum === null) return;
  try {
    const all = changes.map(({ change }) => change);
    await mailChanges(all, mail.minimum, mail.publish, recipients);
  } catch (error) {
    for (const { message } of changes) failures.set(message, error);
  }
}

async function toHook(changes: readonly Changed[], { hook, recipients }: Telling, failures: Failures) {
  if (hook === null) return;
  const all = changes.map(({ change }) => change);
  const failed = await callHook(all, hook, recipients);
  for (const { message, change } of changes)
    if (failed.has(change)) failures.set(message, failed.get(change));
}

async function toSlack(
  changes: readonly Changed[],
  read: readonly Read[],
  telling: Telling,
  failures: Failures,
) {
  const { slack } = telling;
  if (slack === null) return;
  const refused: (Changed & { readonly error: unknown })[] = [];
  const results =
    slack instanceof Error
      ? null
      : await deliver(
          changes.map(({ change }) => change),
          slack,
        );
  for (const [place, changed] of changes.entries()) {
    const error = results === null ? slack : (results[place] ?? null);
    if (error !== null) refused.push({ ...changed, error });
  }
  for (const { message, error } of refused) failures.set(message, error);
  await insteadOfSlack(refused, telling);
  for (const { message, told } of read.filter(({ told }) => !('change' in told)))
    await other(told, telling).catch((error: unknown) => failures.set(message, error));
}

/** Notices and rounds: what is no change of a finding. */
async function other(told: Told, { slack, hasTime, log }: Telling): Promise<void> {
  if (slack === null) return;
  if (slack instanceof Error) throw slack;
  if ('notice' in told) {
    if (told.notice.kind === 'brake') await announce({ ...told.notice, id: told.id }, slack);
    await refresh(told.notice.finding, slack);
  }
  if ('round' in told) {
    const round: Round = await makeRound(slack, hasTime);
    log.info('a round over all findings', { ...round });
  }
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
  refused: readonly (Changed & { readonly error: unknown })[],
  { mail, recipients, slackMinimum, log }: Telling,
): Promise<void> {
  const due = refused.filter(
    ({ message, error }) =>
      message.receives >= patientFor || !(error instanceof SlackError && passing.has(error.code)),
  );
  const [first] = due;
  if (mail === null || first === undefined) return;
  const trouble = first.error instanceof Error ? first.error.message : String(first.error);
  try {
    const changes = due.map(({ change }) => change);
    await mailChanges(changes, slackMinimum, mail.publish, recipients, trouble);
  } catch (error) {
    // The message comes again for Slack's sake anyway.
    log.error('nor could it be told by mail', { error: String(error) });
  }
}
