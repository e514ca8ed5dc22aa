// What the pages show of a record, read anew for each page: findings as they are now, and the newest change of each.
// SPDX-License-Identifier: Apache-2.0
import type { View } from '../../shared/findings/finding.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { historyOf } from '../../shared/findings/record.ts';
import type { HistoryEntry } from '../../shared/findings/row.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import type { Control } from '../../shared/model/control.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { readKillSwitch } from '../../shared/respond/guardrails/kill-switch.ts';
import type { Journal } from '../../shared/respond/journal/entry.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { byWeight } from '../report/table.ts';

export interface Source {
  /** The record’s name, as given. */
  readonly record: string;
  readonly store: RecordStore;
  readonly policy: Policy;
  /** The built-in controls and the policy’s own. */
  readonly controls: readonly Control[];
  /** ISO time. */
  readonly now: () => string;
}

export interface Shown {
  /** Worst and unresolved first. */
  readonly findings: readonly Finding[];
  /** By finding. */
  readonly latest: ReadonlyMap<string, HistoryEntry>;
  readonly now: string;
}

export async function showFinding({ store, policy, now }: Source): Promise<Shown> {
  const at = now();
  const view: View = { ...viewOf(policy), now: at };
  const findings = [...(await listFindings(store, view))].sort(byWeight);
  const latest = new Map<string, HistoryEntry>();
  for await (const row of store.list()) if (row.told.last !== null) latest.set(row.id, row.told.last);
  return { findings, latest, now: at };
}

export interface Details {
  readonly finding: Finding;
  readonly history: readonly HistoryEntry[];
  readonly journal: Journal;
  /** Whether the kill switch holds all responses back. */
  readonly stopped: boolean;
  /** ISO time that it was read at. */
  readonly now: string;
}

/** Null: the record holds no such finding. */
export async function detailsOf(id: string, source: Source): Promise<Details | null> {
  const { findings, now } = await showFinding(source);
  const finding = findings.find((one) => one.id === id || one.formerId === id);
  if (finding === undefined) return null;
  return {
    finding,
    history: await historyOf(source.store, finding.id),
    journal: await readJournal(source.store, finding.id),
    stopped: (await readKillSwitch(source.store)).on,
    now,
  };
}
