// The record in one SQLite file (or in memory, as `:memory:`), by Node's own node:sqlite: the embedded default.
// SPDX-License-Identifier: Apache-2.0
import type { DatabaseSync } from 'node:sqlite';
import { type Baseline, isSameBaseline, rankOf } from '../model/baseline.ts';
import type { JsonObject } from '../model/json.ts';
import { placeOfRow, readBaseline, rowOf, rowsAbout } from './former.ts';
import { baselineKey, subjectOfId } from './identity.ts';
import type { Row } from './row.ts';
import { rowFrom, rowText } from './row-text.ts';
import { type FileOptions, openFile, type PreparedStatement, statement } from './sqlite-file.ts';
import { type End, isFinding, matchesFilter, type RecordStore, type RowFilter } from './store.ts';

const pageSize = 200;

/**
 * Opens the record in `file`, and makes it where there is none.
 * Errors: StoreError `damaged` where the file is no SQLite database or a broken one, `version` where another version of
 * Seawall wrote it.
 */
export function sqliteStore(file: string, options: FileOptions = {}): RecordStore {
  const database = openFile(file, options);
  const statements = prepared(database, file);
  return { ...rowsIn(statements), ...restIn(statements), ...unitsOf(database) };
}

type Statements = ReturnType<typeof prepared>;

function prepared(database: DatabaseSync, file: string) {
  const prepare = (sql: string): PreparedStatement => statement(database, file, sql);
  return {
    get: prepare('SELECT body FROM finding WHERE id = ?'),
    insert: prepare('INSERT INTO finding VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING'),
    update: prepare('UPDATE finding SET failed = ?, version = ?, body = ? WHERE id = ? AND version = ?'),
    about: prepare('SELECT body FROM finding WHERE subject = ? ORDER BY id'),
    page: prepare(`SELECT body FROM finding WHERE failed = 1 AND id > ? ORDER BY id LIMIT ${pageSize}`),
    append: prepare('INSERT INTO log VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
    read: prepare('SELECT body FROM log WHERE name = ? ORDER BY seq'),
    setGone: prepare(
      `INSERT INTO ended VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET as_of = max(as_of, excluded.as_of) WHERE of = excluded.of`,
    ),
    // Older versions wrote `gone`, which does not tell what a key stands for.
    end: prepare(
      "SELECT of, as_of FROM ended WHERE key = ?1 UNION ALL SELECT '', as_of FROM gone WHERE key = ?1",
    ),
    keep: prepare(
      `INSERT INTO baseline VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET rank = excluded.rank, body = excluded.body WHERE rank < excluded.rank`,
    ),
    kept: prepare('SELECT body FROM baseline WHERE key = ?'),
    claim: prepare(
      'INSERT INTO claim VALUES (?, ?) ON CONFLICT DO UPDATE SET until = excluded.until WHERE until <= ?',
    ),
  };
}

function rowsIn(sql: Statements): Pick<RecordStore, 'get' | 'put' | 'about' | 'list'> {
  const at = async (place: string) => bodies(sql.get.all(place)).map(rowFrom)[0] ?? null;
  return {
    get: (id) => rowOf(at, id),
    async put(row, expected) {
      const version = expected + 1;
      const place = placeOfRow(row);
      const body = rowText({ ...row, version });
      const failed = isFinding(row) ? 1 : 0;
      const changes =
        expected === 0
          ? sql.insert.run(place, subjectOfId(place), failed, version, body)
          : sql.update.run(failed, version, body, place, expected);
      return changes === 1;
    },
    about: (subject) => rowsAbout(async (half) => bodies(sql.about.all(half)).map(rowFrom), subject),
    list: (filter = {}) => listRows(sql.page, filter),
  };
}

/** Page by page, so that rows can be written while they are listed. */
async function* listRows(page: PreparedStatement, filter: RowFilter): AsyncGenerator<Row> {
  let after = '';
  for (;;) {
    const rows = bodies(page.all(after)).map(rowFrom);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield* rows.filter((row) => matchesFilter(row, filter));
    after = placeOfRow(last);
  }
}

function restIn(
  sql: Statements,
): Pick<RecordStore, 'append' | 'read' | 'setGone' | 'ends' | 'keep' | 'kept' | 'once'> {
  const baselineAt = (place: string) =>
    bodies(sql.kept.all(place)).map((body) => JSON.parse(body) as Baseline)[0] ?? null;
  return {
    async append(log, seq, entry) {
      return sql.append.run(log, seq, JSON.stringify(entry)) === 1;
    },
    async read(log) {
      return bodies(sql.read.all(log)).map((body) => JSON.parse(body) as JsonObject);
    },
    async setGone({ key, of }, asOf) {
      return sql.setGone.run(key, of, asOf) === 1;
    },
    async ends(keys) {
      return keys.map((key) => endIn(sql.end.all(key)[0]));
    },
    async keep(baseline) {
      const key = baselineKey(baseline.key);
      const before = baselineAt(key);
      if (before !== null && !isSameBaseline(before.key, baseline.key)) return false;
      sql.keep.run(key, rankOf(baseline), JSON.stringify(baseline));
      return true;
    },
    kept: (key) => readBaseline(async (place) => baselineAt(place), key),
    async once(key, until, now) {
      return sql.claim.run(key, until, now) === 1;
    },
  };
}

/**
 * A batch is for speed: one wait for the disk instead of one for each write. It is committed even where the work fails,
 * since every write is whole in itself and others in this process may have written meanwhile.
 */
function unitsOf(database: DatabaseSync): Pick<RecordStore, 'batch' | 'close'> {
  let depth = 0;
  return {
    async batch(work) {
      if (depth++ === 0) database.exec('BEGIN IMMEDIATE');
      try {
        return await work();
      } finally {
        if (--depth === 0 && database.isTransaction) database.exec('COMMIT');
      }
    },
    async close() {
      if (database.isOpen) database.close();
    },
  };
}

function bodies(rows: readonly Record<string, unknown>[]): readonly string[] {
  return rows.map((row) => textOf(row.body) ?? '');
}

function endIn(row: Record<string, unknown> | undefined): End | null {
  const [of, asOf] = [textOf(row?.of), textOf(row?.as_of)];
  return of === undefined || asOf === undefined ? null : { of, asOf };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
