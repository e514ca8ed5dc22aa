// Remembers since when a finding cannot be looked at, and whether people were told: a log for each stretch of blindness.
// SPDX-License-Identifier: Apache-2.0

import type { RecordStore } from '../../findings/store.ts';
import { appendForSlack } from '../../findings/writes/slack.ts';
import type { Finding } from '../../model/finding.ts';
import { stringOf } from '../../model/json.ts';

export interface Blindness {
  /** ISO time of the first look that failed, as far as anybody noticed. */
  readonly since: string;
  readonly told: boolean;
}

/** Null where nobody noticed yet. A stretch ends with the next look that succeeds. */
export async function blindnessOf(store: RecordStore, finding: Finding): Promise<Blindness | null> {
  const log = await store.read(logOf(finding));
  const since = stringOf(log[0]?.since);
  return since === null ? null : { since, told: log.length > 1 };
}

/** Notes the beginning, unless somebody did; returns the stretch. `unknown.asOf` moves on with every look that fails. */
export async function noticeBlindness(store: RecordStore, finding: Finding): Promise<Blindness | null> {
  if (finding.unknown === null) return null;
  const before = await blindnessOf(store, finding);
  if (before !== null) return before;
  await appendForSlack(store, logOf(finding), 1, { since: finding.unknown.asOf });
  return blindnessOf(store, finding);
}

export async function noteToldOfBlindness(store: RecordStore, finding: Finding, card: string): Promise<void> {
  await appendForSlack(store, logOf(finding), 2, { card });
}

function logOf({ id, formerId, lastSeen }: Finding): `slack/${string}` {
  return `slack/blind/${formerId ?? id}/${lastSeen}`;
}
