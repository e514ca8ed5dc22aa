// Which changes the bus took, so that those that the table's stream lost are found: a change is noted behind its publishing.
// SPDX-License-Identifier: Apache-2.0

import { isCanary } from '../model/canary.ts';
import { numberOf, stringOf } from '../model/json.ts';
import { isBefore } from '../model/time.ts';
import type { Row } from './row.ts';
import type { RecordStore } from './store.ts';
import { appendPublished } from './writes/published.ts';

type Told = Pick<Row, 'id' | 'told'>;

const minute = 60_000;
/** By then the stream has brought it, on all but its worst days; a change that comes twice after those is told once all the same. */
const shortest = 30 * minute;
/** A stream keeps a record for a day (DynamoDB Developer Guide, "Change data capture for DynamoDB Streams"); an outage is noticed in three. */
const longest = 3 * 24 * 60 * minute;

/** The newest change alone: what came before is in the finding's history. `now`: ISO time. */
export async function notePublished(
  store: Pick<RecordStore, 'append'>,
  row: Told,
  now: string,
): Promise<void> {
  if (row.told.last === null) return;
  const { seq } = row.told.last;
  // As long as it may be looked for, and some.
  const until = new Date(Date.parse(now) + 2 * longest).toISOString();
  await appendPublished(store, { log: `published/${row.id}`, until }, seq, { seq });
}

/**
 * Rows whose newest change should have been published by now and was not, as far as three days back. Nothing is known of what was published
 * before the first look ever (an older version noted nothing), so that what changed before it counts as published.
 */
export async function* findUnpublished(store: Noted, now: string): AsyncGenerator<Row> {
  const since = await firstLook(store, now);
  let waiting: Row[] = [];
  for await (const row of store.list()) {
    if (!isDue(row, since, now)) continue;
    waiting.push(row);
    if (waiting.length < together) continue;
    yield* await withoutNote(waiting, store);
    waiting = [];
  }
  yield* await withoutNote(waiting, store);
}

type Noted = Pick<RecordStore, 'append' | 'list' | 'read'>;

/** Notes that are asked for at the same time: after a bad day every finding may have changed. */
const together = 50;
/** Finding ids hold no such word. */
const firstLog = 'published/since';

/** ISO time of the first look, noted for good: this one, where there was none. */
async function firstLook(store: Noted, now: string): Promise<string> {
  const [known] = await store.read(firstLog);
  if (known !== undefined) return stringOf(known.at) ?? now;
  // Somebody else may be faster, by moments.
  await appendPublished(store, { log: firstLog }, 1, { at: now });
  return now;
}

function isDue(row: Row, since: string, now: string): boolean {
  const { last } = row.told;
  if (last === null || isCanary(row) || isBefore(last.at, since)) return false;
  const age = Date.parse(now) - Date.parse(last.at);
  return age >= shortest && age <= longest;
}

async function withoutNote(rows: readonly Row[], store: Noted): Promise<readonly Row[]> {
  const known = await Promise.all(rows.map(({ id }) => store.read(`published/${id}`)));
  return rows.filter(({ told }, place) => {
    const seqs = (known[place] ?? []).map(({ seq }) => numberOf(seq) ?? 0);
    return Math.max(0, ...seqs) < (told.last?.seq ?? 0);
  });
}
