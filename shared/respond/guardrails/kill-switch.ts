// The kill switch: stops all responses at once, in the record (`seawall kill-switch on`) or outside it.
// SPDX-License-Identifier: Apache-2.0

import { type RecordStore, StoreError } from '../../findings/store.ts';
import { appendToSwitch } from '../../findings/writes/switch.ts';
import { type JsonObject, stringOf } from '../../model/json.ts';
import { noOutsideSwitch, type OutsideSwitch } from './outside-switch.ts';
import { nextSwitchEntry } from './switch-chain.ts';

export interface SwitchState {
  readonly on: boolean;
  /** Null: nobody ever touched it. */
  readonly by: string | null;
  /** ISO time. */
  readonly at: string | null;
  readonly reason: string | null;
}

// As older versions named it: what is stored stays.
const switchLog = 'brake';
const attempts = 50;

export async function readKillSwitch(store: RecordStore): Promise<SwitchState> {
  const last = (await store.read(switchLog)).at(-1);
  if (last === undefined) return { on: false, by: null, at: null, reason: null };
  // Anything but a clear `off` holds: the guard fails closed.
  return {
    on: last.on !== false,
    by: stringOf(last.by),
    at: stringOf(last.at),
    reason: stringOf(last.reason),
  };
}

/** Every turn of the switch in order, as stored. */
export function readSwitchLog(store: RecordStore): Promise<readonly JsonObject[]> {
  return store.read(switchLog);
}

/** Errors: StoreError `conflict` where others were faster fifty times. */
export async function setKillSwitch(
  store: RecordStore,
  change: { readonly on: boolean; readonly by: string; readonly at: string; readonly reason: string | null },
): Promise<SwitchState> {
  await appendNext(store, { ...change });
  return change;
}

/** Where the kill switch may stand. */
export interface Switches {
  readonly store: RecordStore;
  readonly outside?: OutsideSwitch;
}

/** Who holds all responses, in the record or outside it, or null where it is off. Errors: StoreError. */
export async function findStop({ store, outside = noOutsideSwitch }: Switches): Promise<string | null> {
  const { on, by } = await readKillSwitch(store);
  return on ? (by ?? 'somebody') : outside();
}

async function appendNext(store: RecordStore, entry: JsonObject): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const log = await store.read(switchLog);
    if (await appendToSwitch(store, switchLog, log.length + 1, nextSwitchEntry(log, entry))) return;
  }
  throw new StoreError('conflict', 'the kill switch is written by too many at once; try again later');
}
