// The action limit as the record keeps it: how many actions of a control in an account lie within a window, and that people were told.
// SPDX-License-Identifier: Apache-2.0
import { type RecordStore, StoreError } from '../../findings/store.ts';
import { appendToBrake, claimTelling } from '../../findings/writes/brakes.ts';
import { type JsonObject, stringOf } from '../../model/json.ts';

const attempts = 50;

interface Place {
  readonly control: string;
  readonly account: string | null;
}

/** `actions` at most within `windowMs` milliseconds. */
export interface Limit {
  readonly actions: number;
  readonly windowMs: number;
}

/**
 * Takes one of the actions that the limit allows, for a response; asking again for the same response takes no other.
 * Gives how many were taken within the window before. `ok` false: none is left. `now`: milliseconds since 1970.
 */
export async function takeAction(
  store: RecordStore,
  place: Place,
  limit: Limit,
  { response, now }: { readonly response: string; readonly now: number },
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
    if (await appendToBrake(store, actionLog(place, limit, bucket), current.length + 1, entry))
      return { ok: true, recent: others.length };
  }
  throw new StoreError('conflict', `too many responses of ${place.control} at once; try again later`);
}

/** How long one run has for telling before another may: a minute, in milliseconds. */
const tellingFor = 60_000;

/** What is told of a limit that was reached. */
export interface LimitNews {
  /** ISO time. */
  readonly at: string;
  readonly text: string;
}

/**
 * Tells that the limit is reached, once a window: whoever comes while another tells, or after, does not. It is written down first, for
 * those who tell people read it there; whoever was stopped in between hints at it again.
 */
export async function tellOnce(
  store: RecordStore,
  place: Place,
  { windowMs, text, now }: Pick<Limit, 'windowMs'> & { readonly text: string; readonly now: number },
  tell: () => Promise<void>,
): Promise<void> {
  const log = toldLog(place);
  const told = await store.read(log);
  const at = new Date(now).toISOString();
  const until = new Date(now + tellingFor).toISOString();
  const last = told.at(-1);
  const known = last !== undefined && isWithin(last, now - windowMs);
  if (known && last.hinted !== false) return;
  if (!(await claimTelling(store, log, until, at))) return;
  const seq = known ? told.length : told.length + 1;
  if (!known) await appendToBrake(store, log, seq, { at, text, hinted: false });
  await tell();
  await appendToBrake(store, log, seq + 1, { at: known ? stringOf(last.at) : at, text, hinted: true });
}

/** What was told of the limit of a control in an account, the oldest first. Older versions did not write down what. */
export async function limitNews(store: RecordStore, place: Place): Promise<readonly LimitNews[]> {
  return (await store.read(toldLog(place))).flatMap((entry) => {
    const [at, text] = [stringOf(entry.at), stringOf(entry.text)];
    return at === null || text === null ? [] : [{ at, text }];
  });
}

// The keys are as older versions named them: what is stored stays.
function toldLog(place: Place): `brake-told/${string}` {
  return `brake-told/${placeKey(place)}`;
}

/** Buckets of one window each, so that a log never holds more than a window's actions. */
function actionLog(place: Place, { windowMs }: Limit, bucket: number): `actions/${string}` {
  return `actions/${placeKey(place)}/${windowMs}/${bucket}`;
}

function placeKey({ control, account }: Place): string {
  return `${control}/${account ?? ''}`;
}

function isWithin({ at }: JsonObject, after: number): boolean {
  const time = Date.parse(stringOf(at) ?? '');
  // A time that cannot be read counts: the guard fails closed.
  return Number.isNaN(time) || time > after;
}
