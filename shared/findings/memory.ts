// The record in memory: replays and tests. Rows are immutable, so they are kept and handed out without copying.
// SPDX-License-Identifier: Apache-2.0
import { type Baseline, isSameBaseline, mergeBaselines } from '../model/baseline.ts';
import type { JsonObject } from '../model/json.ts';
import { isBefore, laterOf } from '../model/time.ts';
import { placeOfRow, rowOf, rowsAbout } from './former.ts';
import { baselineKey, passNoteKey, subjectHash, subjectOfId } from './identity.ts';
import type { NotePlace, PassNote } from './pass-note.ts';
import type { Row } from './row.ts';
import {
  type End,
  isFinding,
  matchesFilter,
  type PassNotes,
  type RecordStore,
  type RowFilter,
} from './store.ts';

/** An empty record that ends with the process. */
export function memoryStore(): RecordStore {
  const bySubject = new Map<string, Map<string, Row>>();
  const logs = new Map<string, Map<number, JsonObject>>();
  const gone = new Map<string, End>();
  const claims = new Map<string, string>();
  const baselines = new Map<string, Baseline>();

  const at = (place: string) => bySubject.get(subjectOfId(place))?.get(place) ?? null;
  const about: RecordStore['about'] = (subject) =>
    rowsAbout(async (half) => [...(bySubject.get(half)?.values() ?? [])], subject);

  return {
    get: (id) => rowOf(async (place) => at(place), id),
    async put(row, expected) {
      const place = placeOfRow(row);
      if ((at(place)?.version ?? 0) !== expected) return false;
      entryOf(bySubject, subjectOfId(place)).set(place, { ...row, version: expected + 1 });
      return true;
    },
    about,
    list: (filter = {}) => listRows(bySubject, filter),
    passNotes: notesInMemory(about, async (half) => [...(bySubject.get(half)?.values() ?? [])]),
    async append(log, seq, entry) {
      const entries = entryOf(logs, log);
      if (entries.has(seq)) return false;
      entries.set(seq, entry);
      return true;
    },
    async read(log) {
      return [...(logs.get(log) ?? [])].sort(([a], [b]) => a - b).map(([, entry]) => entry);
    },
    async setGone({ key, of }, asOf) {
      const before = gone.get(key);
      if (before !== undefined && before.of !== of) return false;
      gone.set(key, { of, asOf: laterOf(before?.asOf ?? null, asOf) });
      return true;
    },
    async ends(keys) {
      return keys.map((key) => gone.get(key) ?? null);
    },
    async keep(baseline) {
      const key = baselineKey(baseline.key);
      const before = baselines.get(key);
      if (before !== undefined && !isSameBaseline(before.key, baseline.key)) return false;
      baselines.set(key, before === undefined ? baseline : mergeBaselines(before, baseline));
      return true;
    },
    async kept(key) {
      const found = baselines.get(baselineKey(key));
      return found !== undefined && isSameBaseline(found.key, key) ? found : null;
    },
    async once(key, until, now) {
      const claimed = claims.get(key);
      if (claimed !== undefined && isBefore(now, claimed)) return false;
      claims.set(key, until);
      return true;
    },
    batch: (work) => work(),
    async close() {},
  };
}

function notesInMemory(about: RecordStore['about'], under: RecordStore['about']): PassNotes {
  const notes = new Map<string, PassNote>();
  const noteAt = (place: NotePlace) => notes.get(passNoteKey(place).key) ?? null;
  return {
    async read(place) {
      const rows = await about(subjectHash(place));
      return { note: noteAt(place), rows, former: rows.some(({ former }) => former !== undefined) };
    },
    get: async (place) => noteAt(place),
    rows: (place) => under(subjectHash(place)),
    async put(place, note, expected) {
      if ((noteAt(place)?.version ?? 0) !== expected) return false;
      notes.set(passNoteKey(place).key, { ...note, version: expected + 1 });
      return true;
    },
  };
}

async function* listRows(
  bySubject: ReadonlyMap<string, ReadonlyMap<string, Row>>,
  filter: RowFilter,
): AsyncGenerator<Row> {
  const rows: Row[] = [];
  for (const about of bySubject.values()) {
    for (const row of about.values()) if (isFinding(row) && matchesFilter(row, filter)) rows.push(row);
  }
  yield* rows.sort(byId);
}

function byId(a: Row, b: Row): number {
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

function entryOf<K, V>(maps: Map<string, Map<K, V>>, key: string): Map<K, V> {
  const found = maps.get(key);
  if (found !== undefined) return found;
  const map = new Map<K, V>();
  maps.set(key, map);
  return map;
}
