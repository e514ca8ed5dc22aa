// What was seen by sweeps of one home, month by month: whether the next one can speak of drift, and every case of it.
// SPDX-License-Identifier: Apache-2.0
import type { RecordStore } from '../findings/store.ts';
import { StoreError } from '../findings/store.ts';
import { appendSweep } from '../findings/writes/sweeps.ts';
import { type JsonObject, stringOf } from '../model/json.ts';
import { type Drift, noteEntry, type SweepNote } from './drift.ts';

export interface SweptPlace {
  readonly account: string;
  readonly region: string;
}

type Logs = Pick<RecordStore, 'append' | 'read'>;

/** The last whole sweep of a home; null: none in this month or the one before. Errors: StoreError. */
export async function lastWholeSweep(store: Logs, place: SweptPlace, now: string): Promise<SweepNote | null> {
  for (const month of [monthOf(now), monthBefore(now)]) {
    const whole = (await store.read(logOf(place, month))).map(noteIn).findLast((note) => note.whole);
    if (whole !== undefined) return whole;
  }
  return null;
}

const attempts = 5;

/** Errors: StoreError. */
export async function keepSweep(
  store: Logs,
  place: SweptPlace,
  note: SweepNote,
  drift: readonly Drift[],
): Promise<void> {
  const log = logOf(place, monthOf(note.at));
  for (let attempt = 0; attempt < attempts; attempt++) {
    const known = await store.read(log);
    if (await appendSweep(store, log, known.length + 1, noteEntry(note, drift))) return;
  }
  throw new StoreError('conflict', 'others sweep the same account and Region');
}

function logOf({ account, region }: SweptPlace, month: string) {
  return `sweep/${account}/${region}/${month}` as const;
}

function noteIn(entry: JsonObject): SweepNote {
  const text = (key: string) => stringOf(entry[key]) ?? '';
  return { at: text('at'), whole: entry.whole === true, policy: text('policy'), version: text('version') };
}

function monthOf(time: string): string {
  return time.slice(0, 7);
}

function monthBefore(time: string): string {
  const first = new Date(`${monthOf(time)}-01T00:00:00Z`);
  return new Date(first.getTime() - 1).toISOString().slice(0, 7);
}
