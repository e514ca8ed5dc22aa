// The store in memory.
import { expect, test } from 'vitest';
import { lookOf } from '../../shared/findings/look.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { record } from '../../shared/findings/record.ts';
import { keepsTheContract } from './contract.ts';
import { keepsNotes } from './contract-notes.ts';
import { context, looked } from './fixtures.ts';

const store = memoryStore();
keepsTheContract('memory', async () => store);
keepsNotes('memory', async () => store);

test('a row is handed out without copying', async () => {
  const { row } = await record(store, lookOf(looked('fail', 1, { identity: 'one' })), context());
  expect(await store.get(row.id)).toBe(await store.get(row.id));
});
