// The store in memory.
import { expect, test } from 'vitest';
import { lookOf } from '../../shared/record/look.ts';
import { memoryStore } from '../../shared/record/memory.ts';
import { record } from '../../shared/record/record.ts';
import { keepsTheContract } from './contract.ts';
import { context, looked } from './fixtures.ts';

const store = memoryStore();
keepsTheContract('memory', async () => store);

test('a row is handed out without copying', async () => {
  const { row } = await record(store, lookOf(looked('fail', 1, { identity: 'one' })), context());
  expect(await store.get(row.id)).toBe(await store.get(row.id));
});
