// Says once that the action limit was reached: what it says is what respond wrote down, never what a message says.
// SPDX-License-Identifier: Apache-2.0

import { findingOf, type View } from '../../../shared/findings/finding.ts';
import type { RecordStore } from '../../../shared/findings/store.ts';
import { announce, type Delivering } from '../../../shared/notify/deliver/deliver.ts';
import { limitNews } from '../../../shared/respond/guardrails/action-limit.ts';

export interface LimitsAt {
  readonly store: RecordStore;
  readonly view: Omit<View, 'now'>;
}

/** A day, in milliseconds: what was reached before is no news. */
const newsFor = 86_400_000;

/** The action limit of the finding's control in its account, where it was reached of late; nothing where that was said. */
export async function announceLimit(finding: string, { store, view }: LimitsAt, delivering: Delivering) {
  const now = delivering.now();
  const row = await store.get(finding);
  const found = row === null ? null : findingOf(row, { ...view, now });
  if (found === null) return;
  const place = { control: found.control, account: found.subject.account };
  const last = (await limitNews(store, place)).at(-1);
  if (last === undefined || Date.parse(now) - Date.parse(last.at) > newsFor) return;
  const id = JSON.stringify([place.control, place.account, last.at]);
  await announce({ id, text: last.text, finding }, delivering);
}
