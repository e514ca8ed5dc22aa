// The store in SQLite: a file, and in memory.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { lookOf } from '../../shared/findings/look.ts';
import { record } from '../../shared/findings/record.ts';
import { sqliteStore } from '../../shared/findings/sqlite.ts';
import { StoreError } from '../../shared/findings/store.ts';
import { keepsTheContract } from './contract.ts';
import { context, looked, minute, task } from './fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'seawall-record-'));
const file = join(folder, 'record.db');
const inFile = sqliteStore(file);
const inMemory = sqliteStore(':memory:');

afterAll(async () => {
  await inFile.close();
  await inMemory.close();
  rmSync(folder, { recursive: true });
});

keepsTheContract('sqlite file', async () => inFile);
keepsTheContract('sqlite memory', async () => inMemory);

describe('a record file', () => {
  test('is there again after it was closed; closing twice is fine', async () => {
    const path = join(folder, 'again.db');
    const first = sqliteStore(path);
    const { row } = await record(first, lookOf(looked('fail', 1)), context());
    await first.close();
    await first.close();
    const second = sqliteStore(path);
    expect(await second.get(row.id)).toMatchObject({ version: 1, seen: row.seen });
    await second.close();
  });

  test('takes two writers at once and loses nothing', async () => {
    const other = sqliteStore(file);
    const identity = 'two-writers';
    const looks = Array.from({ length: 16 }, (_, n) =>
      record(
        n % 2 === 0 ? inFile : other,
        lookOf(looked('fail', n, { identity, instance: task(n) })),
        context(),
      ),
    );
    const results = await Promise.all(looks);
    expect(results.flatMap(({ changes }) => changes)).toHaveLength(1);
    const row = await other.get(results[0]?.row.id ?? '');
    expect(row?.seen.failing).toHaveLength(16);
    expect(row?.seen.lastSeen).toBe(minute(15));
    await other.close();
  });

  test('that is no database is refused with what to do', () => {
    const path = join(folder, 'notes.txt');
    writeFileSync(path, 'these are notes, not a database '.repeat(100));
    expect(() => sqliteStore(path)).toThrow(StoreError);
    expect(() => sqliteStore(path)).toThrow(/notes\.txt cannot be used as a record .*restore a copy/);
    expect(() => sqliteStore(join(folder, 'no', 'such', 'folder.db'))).toThrow(/check the path/);
  });

  test('that breaks while open says so', async () => {
    const path = join(folder, 'broken.db');
    const first = sqliteStore(path);
    for (let n = 0; n < 50; n++)
      await record(first, lookOf(looked('fail', n, { identity: `i${n}` })), context());
    await first.close();
    const whole = new DatabaseSync(path);
    whole.exec("UPDATE finding SET body = 'half a r'");
    whole.close();
    const second = sqliteStore(path);
    const walk = (async () => {
      for await (const row of second.list()) expect(row).toBeDefined();
    })();
    await expect(walk).rejects.toMatchObject({ code: 'damaged' });
    await second.close();
    await expect(second.get('any')).rejects.toMatchObject({ name: 'StoreError' });
  });

  test('of another version is refused', async () => {
    const path = join(folder, 'newer.db');
    await sqliteStore(path).close();
    const database = new DatabaseSync(path);
    database.exec("UPDATE meta SET value = '99' WHERE name = 'schema'");
    database.close();
    expect(() => sqliteStore(path)).toThrow(/newer\.db holds a record of version 99, this is version 1/);
  });

  test('held by another process for too long is a conflict, not damage', async () => {
    const path = join(folder, 'held.db');
    const store = sqliteStore(path, { busyMilliseconds: 50 });
    const holder = new DatabaseSync(path);
    holder.exec('BEGIN IMMEDIATE');
    await expect(store.setGone({ key: 'key', of: '' }, minute(1))).rejects.toMatchObject({
      code: 'conflict',
    });
    holder.close();
    await store.close();
  });
});
