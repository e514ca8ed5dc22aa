// The record in memory: replays and tests. Rows are immutable, so they are kept and handed out without copying.
import { type Baseline, mergeBaselines } from '../model/baseline.ts';
import type { JsonObject } from '../model/json.ts';
import { baselineKey, subjectOfId } from './identity.ts';
import type { Row } from './row.ts';
import { isFinding, matchesFilter, type RecordStore, type RowFilter } from './store.ts';

/** An empty record that ends with the process. */
export function memoryStore(): RecordStore {
  const bySubject = new Map<string, Map<string, Row>>();
  const logs = new Map<string, Map<number, JsonObject>>();
  const gone = new Map<string, string>();
  const claims = new Map<string, string>();
  const baselines = new Map<string, Baseline>();

  const rowOf = (id: string) => bySubject.get(subjectOfId(id))?.get(id) ?? null;

  return {
    async get(id) {
      return rowOf(id);
    },
    async put(row, expected) {
      if ((rowOf(row.id)?.version ?? 0) !== expected) return false;
      entryOf(bySubject, subjectOfId(row.id)).set(row.id, { ...row, version: expected + 1 });
      return true;
    },
    async about(subject) {
      return [...(bySubject.get(subject)?.values() ?? [])].sort(byId);
    },
    list: (filter = {}) => listed(bySubject, filter),
    async append(log, seq, entry) {
      const entries = entryOf(logs, log);
      if (entries.has(seq)) return false;
      entries.set(seq, entry);
      return true;
    },
    async read(log) {
      return [...(logs.get(log) ?? [])].sort(([a], [b]) => a - b).map(([, entry]) => entry);
    },
    async setGone(key, asOf) {
      const before = gone.get(key);
      if (before === undefined || before < asOf) gone.set(key, asOf);
    },
    async goneSince(keys) {
      return latest(keys.map((key) => gone.get(key)));
    },
    async keep(baseline) {
      const key = baselineKey(baseline.key);
      const before = baselines.get(key);
      baselines.set(key, before === undefined ? baseline : mergeBaselines(before, baseline));
    },
    async kept(key) {
      return baselines.get(baselineKey(key)) ?? null;
    },
    async once(key, until, now) {
      const claimed = claims.get(key);
      if (claimed !== undefined && claimed > now) return false;
      claims.set(key, until);
      return true;
    },
    batch: (work) => work(),
    async close() {},
  };
}

/** The latest of some ISO times; null where there is none. */
export function latest(times: readonly (string | undefined)[]): string | null {
  let newest: string | null = null;
  for (const time of times) if (time !== undefined && (newest === null || time > newest)) newest = time;
  return newest;
}

async function* listed(
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
