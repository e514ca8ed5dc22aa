// Opens the file of the SQLite record: schema, version, and errors that say what to do.
// SPDX-License-Identifier: Apache-2.0
import { closeSync, fchmodSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { StoreError } from './store.ts';

/** Written into the file; a file of another version is refused, never guessed at. */
const schemaVersion = 1;

export interface FileOptions {
  /** How long to wait for another process that writes; 10 seconds. */
  readonly busyMilliseconds?: number;
}

const schema = `
  CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS finding (
    id TEXT PRIMARY KEY, subject TEXT NOT NULL, failed INTEGER NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS finding_subject ON finding (subject);
  CREATE INDEX IF NOT EXISTS finding_failed ON finding (id) WHERE failed = 1;
  CREATE TABLE IF NOT EXISTS log (
    name TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (name, seq)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS gone (key TEXT PRIMARY KEY, as_of TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS ended (
    key TEXT PRIMARY KEY, of TEXT NOT NULL, as_of TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS baseline (key TEXT PRIMARY KEY, rank TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS claim (key TEXT PRIMARY KEY, until TEXT NOT NULL) WITHOUT ROWID;`;

/** Errors: StoreError `damaged`, `version`. */
export function openFile(file: string, { busyMilliseconds = 10_000 }: FileOptions): DatabaseSync {
  let database: DatabaseSync | null = null;
  try {
    keepPrivate(file);
    database = new DatabaseSync(file, { timeout: busyMilliseconds });
    // A crash of the machine may lose the last moments, never the file: https://www.sqlite.org/pragma.html#pragma_synchronous
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    database.exec(schema);
    checkVersion(database, file);
    return database;
  } catch (error) {
    database?.close();
    throw error instanceof StoreError ? error : failure(file, error);
  }
}

/** Evidence and plans are nobody else's on this machine. SQLite gives the files beside it the same mode (sqlite.org/wal.html). */
function keepPrivate(file: string): void {
  if (file === ':memory:') return;
  const descriptor = openSync(file, 'a', 0o600);
  try {
    fchmodSync(descriptor, 0o600);
  } catch {
    // Another owner's file: whoever let us write to it decides who may read it.
  } finally {
    closeSync(descriptor);
  }
}

function checkVersion(database: DatabaseSync, file: string): void {
  database.prepare("INSERT INTO meta VALUES ('schema', ?) ON CONFLICT DO NOTHING").run(String(schemaVersion));
  const found = database.prepare("SELECT value FROM meta WHERE name = 'schema'").get()?.value;
  if (found === String(schemaVersion)) return;
  throw new StoreError(
    'version',
    `${file} holds a record of version ${String(found)}, this is version ${schemaVersion}: use the Seawall that wrote it, or another file`,
  );
}

export interface PreparedStatement {
  all(...values: SQLInputValue[]): readonly Record<string, SQLOutputValue>[];
  /** Number of rows changed. */
  run(...values: SQLInputValue[]): number;
}

/** A prepared statement whose failures are StoreErrors. */
export function statement(database: DatabaseSync, file: string, sql: string): PreparedStatement {
  const prepared = database.prepare(sql);
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw failure(file, error);
    }
  };
  return {
    all: (...values) => guarded(() => prepared.all(...values)),
    run: (...values) => guarded(() => Number(prepared.run(...values).changes)),
  };
}

/** SQLITE_BUSY and SQLITE_LOCKED: https://www.sqlite.org/rescode.html */
const heldByOthers = new Set([5, 6]);

function failure(file: string, cause: unknown): StoreError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const number = cause instanceof Error && 'errcode' in cause ? cause.errcode : null;
  if (typeof number === 'number' && heldByOthers.has(number & 0xff)) {
    return new StoreError('conflict', `${file} is held by another process (${why}): try again`, { cause });
  }
  const remedy = 'check the path and the disk, move the file away, or restore a copy';
  return new StoreError('damaged', `${file} cannot be used as a record (${why}): ${remedy}`, { cause });
}
