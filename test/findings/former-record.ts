// A record as commit 5488453 wrote it, in a SQLite file and in a table: findings acknowledged, waived, approved, told in Slack.
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { table } from '../support/dynalite.ts';

interface Story {
  readonly ids: Readonly<Record<string, string>>;
  readonly messages: Readonly<Record<string, { readonly channel: string; readonly ts: string }>>;
}

interface SqliteRecord extends Story {
  readonly schema: readonly string[];
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, string | number>>[]>>;
}

interface TableRecord extends Story {
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

function read<T>(kind: string): T {
  return JSON.parse(
    readFileSync(new URL(`../fixtures/record-of-5488453.${kind}.json`, import.meta.url), 'utf8'),
  );
}

const sqlite = read<SqliteRecord>('sqlite');
const items = read<TableRecord>('dynamodb');

/** The same story in both. */
export const former: Story = sqlite;

/** Makes the file. */
export function writeFormerFile(file: string): void {
  const database = new DatabaseSync(file);
  for (const statement of sqlite.schema) database.exec(statement);
  for (const [name, rows] of Object.entries(sqlite.rows))
    for (const row of rows) {
      const places = Object.keys(row).map(() => '?');
      database.prepare(`INSERT INTO ${name} VALUES (${places.join(', ')})`).run(...Object.values(row));
    }
  database.close();
}

/** Fills the table. */
export async function writeFormerTable(client: DynamoDBDocumentClient): Promise<void> {
  for (const Item of items.items) await client.send(new PutCommand({ TableName: table, Item: { ...Item } }));
}
