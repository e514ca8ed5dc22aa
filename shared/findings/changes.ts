// The changes of a finding as they were told, read from the record: what an event about it is only a hint of.
// SPDX-License-Identifier: Apache-2.0
import type { Finding, FindingChange } from '../model/finding.ts';
import type { Severity } from '../model/severity.ts';
import { findingOf, type View } from './finding.ts';
import { historyOf } from './record.ts';
import type { HistoryEntry } from './row.ts';
import type { RecordStore } from './store.ts';

export interface NumberedChange {
  /** 1, 2, 3 … within the finding. */
  readonly seq: number;
  readonly change: FindingChange;
}

/** In the order told, each with the finding as it is now but for what the change itself said of it; none where the record knows no such finding. */
export async function changesOf(
  store: RecordStore,
  id: string,
  view: View,
): Promise<readonly NumberedChange[]> {
  const row = await store.get(id);
  const finding = row === null ? null : findingOf(row, view);
  if (finding === null) return [];
  let { reopened } = finding;
  const newestFirst: NumberedChange[] = [];
  for (const entry of (await historyOf(store, id)).toReversed()) {
    newestFirst.push({ seq: entry.seq, change: changeFrom(entry, { ...finding, reopened }) });
    if (entry.previous === 'resolved' && entry.status !== 'resolved') reopened--;
  }
  return newestFirst.toReversed();
}

function changeFrom(entry: HistoryEntry, finding: Finding): FindingChange {
  const { type, previous, at, eventId, replayed, status } = entry;
  const severity = entry.severity as Severity;
  return { type, finding: { ...finding, status, severity }, previous, at, eventId, replayed };
}
