// Which changes the bus took, so that those that the table's stream lost are found: a change is noted behind its publishing.
// SPDX-License-Identifier: Apache-2.0

import { isCanary } from '../model/canary.ts';
import { numberOf } from '../model/json.ts';
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

/** Rows whose newest change should have been published by now and was not, as far as three days back. */
export async function* findUnpublished(
  store: Pick<RecordStore, 'list' | 'read'>,
  now: string,
): AsyncGenerator<Row> {
  for await (const row of store.list()) {
    const { last } = row.told;
    if (last === null || isCanary(row)) continue;
    const age = Date.parse(now) - Date.parse(last.at);
    if (age < shortest || age > longest) continue;
    const known = await store.read(`published/${row.id}`);
    if (!known.some(({ seq }) => (numberOf(seq) ?? 0) >= last.seq)) yield row;
  }
}
