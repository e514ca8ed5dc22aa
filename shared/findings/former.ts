// Rows that older versions wrote, under ids half as long: found by today's id, never taken for another's.
// SPDX-License-Identifier: Apache-2.0
import { type Baseline, type BaselineKey, isSameBaseline } from '../model/baseline.ts';
import {
  baselineKey,
  formerBaselineKey,
  formerIdOf,
  formerSubject,
  isFormerId,
  subjectHash,
} from './identity.ts';
import type { Row } from './row.ts';
import type { RecordStore } from './store.ts';

/** Looks a row up where it lies; null: nothing lies there. */
type At = (place: string) => Promise<Row | null>;

/** The row of that id, today's or a former one. Two findings may share a former id: only the one that is asked for is given. */
export async function rowOf(at: At, id: string): Promise<Row | null> {
  const row = await at(id);
  const former = row === null && !isFormerId(id) ? formerIdOf(id) : null;
  if (former === null) return row;
  const older = await at(former);
  return older?.id === id ? older : null;
}

/** All rows about a subject, by id: `of` gives those that lie under one half of an id. */
export async function rowsAbout(
  of: (subject: string) => Promise<readonly Row[]>,
  subject: string,
): Promise<readonly Row[]> {
  const older = (await of(formerSubject(subject))).filter((row) => subjectHash(row) === subject);
  return [...(await of(subject)), ...older].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The compliant state of that key, where an older version kept the newest one too; never another's that lies under the same hash. */
export async function readBaseline(
  at: (place: string) => Promise<Baseline | null>,
  key: BaselineKey,
): Promise<Baseline | null> {
  for (const place of [baselineKey(key), formerBaselineKey(key)]) {
    const found = await at(place);
    if (found !== null && isSameBaseline(found.key, key)) return found;
  }
  return null;
}

/** Where a row lies. */
export function placeOfRow({ id, former }: Pick<Row, 'id' | 'former'>): string {
  return former ?? id;
}

/** The id that the logs about a finding bear: what an older version began under its id goes on there. */
export async function logIdOf(store: Pick<RecordStore, 'get'>, finding: string): Promise<string> {
  if (isFormerId(finding)) return finding;
  const row = await store.get(finding);
  return row === null ? finding : placeOfRow(row);
}
