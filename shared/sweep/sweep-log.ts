// What was seen by sweeps of one home, month by month: whether the next one can speak of drift, and every case of it.
// SPDX-License-Identifier: Apache-2.0
import type { RecordStore } from '../findings/store.ts';
import { StoreError } from '../findings/store.ts';
import { appendSweep } from '../findings/writes/sweeps.ts';
import { type JsonObject, stringOf } from '../model/json.ts';
import { type Drift, noteEntry, type SweepNote } from './drift.ts';
import { type Leg, legEntry, legIn } from './legs.ts';

export interface SweptPlace {
  readonly account: string;
  readonly region: string;
}

export type Logs = Pick<RecordStore, 'append' | 'read'>;

/** What is written down of the sweeps of a home. */
export interface Sweeps {
  /** The last one that saw all there is; null: none in this month or the one before. */
  readonly whole: SweepNote | null;
  /** The leg that was begun last, of a sweep that has not come to its end; null: there is none. */
  readonly underWay: Leg | null;
  /** Where the next leg is written: that of the month in which its sweep began. */
  readonly log: SweepLogName;
  readonly length: number;
}

type SweepLogName = `sweep/${string}`;

/** Errors: StoreError. */
export async function readSweeps(store: Logs, place: SweptPlace, now: string): Promise<Sweeps> {
  const log = logOf(place, monthOf(now));
  const entries = await store.read(log);
  const whole = lastWhole(entries);
  const here = { log, length: entries.length, underWay: legIn(entries.at(-1)) };
  if (whole !== null) return { ...here, whole };
  const before = logOf(place, monthBefore(now));
  const former = await store.read(before);
  const overTheEnd = entries.length === 0 ? legIn(former.at(-1)) : null;
  const there = overTheEnd === null ? here : { log: before, length: former.length, underWay: overTheEnd };
  return { ...there, whole: lastWhole(former) };
}

/** False where somebody else was faster: theirs is the sweep. Errors: StoreError. */
export function writeLeg(store: Logs, { log, length }: Sweeps, leg: Leg): Promise<boolean> {
  return appendSweep(store, log, length + 1, legEntry(leg));
}

function lastWhole(entries: readonly JsonObject[]): SweepNote | null {
  return entries.map(noteIn).findLast((note) => note.whole) ?? null;
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

function logOf({ account, region }: SweptPlace, month: string): SweepLogName {
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
