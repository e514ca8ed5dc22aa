// Opens the record that a command works on: a SQLite file, or the table of a deployment.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Command, Option } from 'commander';
import { sqliteStore } from '../../shared/findings/sqlite.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import type { TableAccess } from '../../shared/findings/table.ts';
import { awsRefusal } from '../input/aws-refusal.ts';
import { UsageError } from '../terminal/exit.ts';
import { withCommon } from '../terminal/options.ts';

/** Where the embedded record lies unless told otherwise, relative to the working directory. */
export const demoRecord = '.seawall/demo.sqlite';

const tablePrefix = 'dynamodb:';

/** Names the record in place of `--record`. */
const recordVariable = 'SEAWALL_RECORD';

/**
 * For commands that work on a record that is there: `--record`, the way to a deployment's, and what every command takes.
 * `normally`: the record where none is named. Commands that decide have none: a decision on another record than
 * the one that is meant looks like success.
 */
export function withRecord(
  command: Command,
  example: string,
  normally?: string,
  formats: readonly string[] = ['table', 'json'],
): Command {
  const named = new Option(
    '--record <record>',
    'the record: a SQLite file, or dynamodb:TABLE of a deployment',
  ).env(recordVariable);
  command
    .addOption(normally === undefined ? named : named.default(normally))
    .option('--profile <name>', 'AWS profile to use')
    .option('--region <region>', 'the AWS region of a deployment’s record, and of calls that name none');
  return withCommon(command, formats, example);
}

/** Throws UsageError where no record is named. */
export function recordNamed(record: string | undefined): string {
  if (record === undefined || record === '')
    throw new UsageError(
      `no record is named: expected --record FILE, --record dynamodb:TABLE or ${recordVariable}, so that it is certain what is decided on`,
    );
  return record;
}

/** Is it the table of a deployment? */
export function isDeployed(name: string): boolean {
  return name.startsWith(tablePrefix);
}

/** Makes the file and its folder where they are missing. Throws StoreError where the file is no record. */
export async function openRecord(name: string, access: TableAccess = {}): Promise<RecordStore> {
  if (isDeployed(name)) return openTable(name, access);
  mkdirSync(dirname(name), { recursive: true });
  return sqliteStore(name);
}

export async function openExistingRecord(name: string, access: TableAccess = {}): Promise<RecordStore> {
  if (isDeployed(name)) return openTable(name, access);
  if (!existsSync(name))
    throw new UsageError(
      `${name}: there is no such record: \`seawall demo\` and \`seawall replay --record FILE\` make one`,
    );
  return sqliteStore(name);
}

/** Looks at the table once, so that a wrong name or missing rights are said before anything is decided. */
async function openTable(name: string, access: TableAccess): Promise<RecordStore> {
  // Loaded only when asked for: the SDK would slow every command down.
  const { tableStore } = await import('../../shared/findings/table.ts');
  const store = tableStore(name.slice(tablePrefix.length), access);
  try {
    await store.get('0'.repeat(32));
    return store;
  } catch (error) {
    throw awsRefusal(name, error);
  }
}
