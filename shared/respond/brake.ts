// The two brakes as the record keeps them: the one that people pull, and the storm brake's count of actions.
import { type JsonObject, stringOf } from '../model/json.ts';
import { type RecordStore, StoreError } from '../record/store.ts';
import { noOutsideSwitch, type OutsideSwitch } from './outside-switch.ts';

export interface BrakeState {
  readonly on: boolean;
  /** Null: nobody ever touched it. */
  readonly by: string | null;
  /** ISO time. */
  readonly at: string | null;
  readonly reason: string | null;
}

const switchLog = 'brake';
const attempts = 50;

/** The kill switch: `seawall brake on` stops all responses at once. */
export async function readBrake(store: RecordStore): Promise<BrakeState> {
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

/** Errors: StoreError `conflict` where others were faster fifty times. */
export async function setBrake(
  store: RecordStore,
  change: { readonly on: boolean; readonly by: string; readonly at: string; readonly reason: string | null },
): Promise<BrakeState> {
  await appendNext(store, switchLog, { ...change });
  return change;
}

/** Who holds the brake, in the record or outside it, or null where it is off. Errors: StoreError. */
export async function stoppedBy({ store, outside = noOutsideSwitch }: Switches): Promise<string | null> {
  const { on, by } = await readBrake(store);
  return on ? (by ?? 'somebody') : outside();
}

/** Where the kill switch may stand. */
export interface Switches {
  readonly store: RecordStore;
  readonly outside?: OutsideSwitch;
}

export interface Place {
  readonly control: string;
  readonly account: string | null;
}

/** `actions` at most within `windowMs` milliseconds. */
export interface Limit {
  readonly actions: number;
  readonly windowMs: number;
}

/**
 * Takes one of the actions that the storm brake allows, for a response; asking again for the same response takes no other.
 * Gives how many were taken within the window before. `ok` false: none is left.
 */
export async function takeAction(
  store: RecordStore,
  place: Place,
  limit: Limit,
  response: string,
  now: number,
): Promise<{ readonly ok: boolean; readonly recent: number }> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const bucket = Math.floor(now / limit.windowMs);
    const current = await store.read(actionLog(place, limit, bucket));
    const entries = [...(await store.read(actionLog(place, limit, bucket - 1))), ...current];
    const others = entries.filter(
      (entry) => isWithin(entry, now - limit.windowMs) && entry.response !== response,
    );
    if (entries.some((entry) => entry.response === response)) return { ok: true, recent: others.length };
    if (others.length >= limit.actions) return { ok: false, recent: others.length };
    const entry = { response, at: new Date(now).toISOString() };
    // Whoever writes at this place has seen every action before it: two can never take the same one.
    if (await store.append(actionLog(place, limit, bucket), current.length + 1, entry))
      return { ok: true, recent: others.length };
  }
  throw new StoreError('conflict', `too many responses of ${place.control} at once; try again later`);
}

/** How long one run has for telling before another may: a minute, in milliseconds. */
const tellingFor = 60_000;

/** Tells that the brake is on, once a window: whoever comes while another tells, or after, does not. */
export async function tellOnce(
  store: RecordStore,
  place: Place,
  { windowMs }: Limit,
  now: number,
  tell: () => Promise<void>,
): Promise<void> {
  const log = `brake-told/${placeKey(place)}`;
  const told = await store.read(log);
  if (told.some((entry) => isWithin(entry, now - windowMs))) return;
  const at = new Date(now).toISOString();
  const until = new Date(now + tellingFor).toISOString();
  if (!(await store.once(log, until, at))) return;
  await tell();
  await store.append(log, told.length + 1, { at });
}

/** Buckets of one window each, so that a log never holds more than a window's actions. */
function actionLog(place: Place, { windowMs }: Limit, bucket: number): string {
  return `actions/${placeKey(place)}/${windowMs}/${bucket}`;
}

function placeKey({ control, account }: Place): string {
  return `${control}/${account ?? ''}`;
}

function isWithin({ at }: JsonObject, after: number): boolean {
  const time = Date.parse(stringOf(at) ?? '');
  // A time that cannot be read counts: the brake fails closed.
  return Number.isNaN(time) || time > after;
}

async function appendNext(store: RecordStore, log: string, entry: JsonObject): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { length } = await store.read(log);
    if (await store.append(log, length + 1, entry)) return;
  }
  throw new StoreError('conflict', `${log} is written by too many at once; try again later`);
}
