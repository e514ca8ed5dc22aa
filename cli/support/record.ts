// Opens the record that a command works on: a SQLite file.
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { sqliteStore } from '../../shared/record/sqlite.ts';
import type { RecordStore } from '../../shared/record/store.ts';
import { UsageError } from './exit.ts';

/** Where the embedded record lies unless told otherwise, relative to the working directory. */
export const demoRecord = '.seawall/demo.sqlite';

/** Makes the file and its folder where they are missing. Throws StoreError where the file is no record. */
export function openRecord(file: string): RecordStore {
  mkdirSync(dirname(file), { recursive: true });
  return sqliteStore(file);
}

export function openExistingRecord(file: string): RecordStore {
  if (!existsSync(file))
    throw new UsageError(
      `${file}: there is no such record: \`seawall demo\` and \`seawall replay --record FILE\` make one`,
    );
  return sqliteStore(file);
}
