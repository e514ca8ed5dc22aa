// Tells changes to those beside Slack: an SNS topic by e-mail, and any other system by a signed webhook. Each change once.
// SPDX-License-Identifier: Apache-2.0

import { notifiedSeverity } from '../../findings/finding.ts';
import type { RecordStore } from '../../findings/store.ts';
import type { FindingChange } from '../../model/finding.ts';
import { type Severity, severityRank } from '../../model/severity.ts';
import { compareTimes } from '../../model/time.ts';
import { type Letter, type Mail, mailOf } from '../mail.ts';
import { actsOrAsks } from '../response-words.ts';
import { isTellable, type Told } from '../text.ts';
import { type WebhookRequest, webhookRequest } from '../webhook.ts';
import { findUntold, noteTold } from './told-once.ts';

export interface Recipients {
  readonly store: RecordStore;
  readonly toldOf: (change: FindingChange) => Promise<Told>;
  /** ISO time. */
  readonly now: () => string;
  /** Why Slack could not say the news; left out: it did, or nobody uses it. */
  readonly trouble?: string | null;
}

/** Who is told of which findings. */
export interface Loudness {
  /** Null: of none for its severity. */
  readonly minimum: Severity | null;
  /** Nobody else is told: of what acts or asks then too, whatever its severity. Left out: others are. */
  readonly alone?: boolean;
}

async function isLoud(
  change: FindingChange,
  { minimum, alone = false }: Loudness,
  { toldOf }: Recipients,
): Promise<boolean> {
  const severity = notifiedSeverity(change.finding);
  if (minimum !== null && severityRank(severity) >= severityRank(minimum)) return true;
  return alone && actsOrAsks((await toldOf(change)).response);
}

/** Rejects where the topic did not take it. */
export type Publish = (mail: Mail) => Promise<void>;

/** Rejects where the receiver did not take it. */
export type SendToRecipient = (request: WebhookRequest) => Promise<void>;

/**
 * One letter for all changes that are news at this severity. A letter that Slack's trouble causes is
 * written even to those who had the news by mail anyway, and only once.
 */
export async function mailChanges(
  changes: readonly FindingChange[],
  loudness: Loudness,
  publish: Publish,
  recipients: Recipients,
): Promise<void> {
  const { store, toldOf, now, trouble = null } = recipients;
  const told: FindingChange[] = [];
  for (const change of changes.filter(isTellable))
    if (await isLoud(change, loudness, recipients)) told.push(change);
  const joined = await Promise.all(told.map((change) => isToldBefore(store, change)));
  const news = told.filter((_, place) => !joined[place]);
  const recipient = trouble === null ? 'sns' : 'sns-instead-of-slack';
  const fresh = await findUntold(store, recipient, news);
  if (fresh.length === 0) return;
  const letters: Letter[] = [];
  for (const change of fresh)
    letters.push({ change, told: await toldOf(change), severity: notifiedSeverity(change.finding) });
  await publish(mailOf(letters, trouble));
  await noteTold(store, recipient, fresh, now());
}

/** A finding that began as another, before its owner was confirmed, was told as that one. */
async function isToldBefore(store: RecordStore, { type, finding }: FindingChange): Promise<boolean> {
  return type === 'opened' && (await store.get(finding.id))?.joined !== undefined;
}

export interface Webhook extends Loudness {
  readonly key: string;
  readonly send: SendToRecipient;
}

/** Every change at this severity, in the order of each finding's life; returns those that were not taken, and why. */
export async function callHook(
  changes: readonly FindingChange[],
  { key, send, ...loudness }: Webhook,
  recipients: Recipients,
): Promise<ReadonlyMap<FindingChange, unknown>> {
  const { store, toldOf, now } = recipients;
  const loud: FindingChange[] = [];
  for (const change of changes) if (await isLoud(change, loudness, recipients)) loud.push(change);
  const fresh = await findUntold(store, 'webhook', loud);
  const failed = new Map<FindingChange, unknown>();
  const stopped = new Map<string, unknown>();
  for (const change of fresh.toSorted((a, b) => compareTimes(a.at, b.at))) {
    const { id } = change.finding;
    if (stopped.has(id)) {
      failed.set(change, stopped.get(id));
      continue;
    }
    try {
      await send(webhookRequest(change, await toldOf(change), key, Date.parse(now())));
      await noteTold(store, 'webhook', [change], now());
    } catch (error) {
      // What comes later in this finding's life waits for it.
      stopped.set(id, error);
      failed.set(change, error);
    }
  }
  return failed;
}
