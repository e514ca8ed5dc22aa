// Recording where others write at the same moment.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { lookOf } from '../../shared/findings/look.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { record, recordGone } from '../../shared/findings/record.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import { context, gone, looked, minute, task } from './fixtures.ts';

/** A store in which something else happens just before its first write. */
function interrupted(meanwhile: (store: RecordStore) => Promise<unknown>): RecordStore {
  const store = memoryStore();
  let first = true;
  return {
    ...store,
    async put(row, expected) {
      if (first) {
        first = false;
        await meanwhile(store);
      }
      return store.put(row, expected);
    },
  };
}

describe('recording', () => {
  test('sees an end that is noted between its read and its write', async () => {
    const end = { asOf: minute(5), eventId: 'gone' };
    const store = interrupted((inside) => recordGone(inside, gone({ instance: task(1) }), end, context()));
    const { row, changes } = await record(store, lookOf(looked('fail', 1, { instance: task(1) })), context());
    expect(changes.map(({ type }) => type)).toEqual(['opened', 'resolved']);
    expect(row).toEqual(await store.get(row.id));
  });

  test('steps again from what another writer made of the row', async () => {
    const store = interrupted((inside) => record(inside, lookOf(looked('pass', 9)), context()));
    const { changes, row } = await record(store, lookOf(looked('fail', 1)), context());
    expect(changes).toEqual([]);
    expect(row).toMatchObject({ version: 2, seen: { cleared: minute(9), lastSeen: minute(1) } });
  });

  test('gives up with a clear error where it never gets its turn', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    const store = { ...memoryStore(), put: async () => false };
    const writing = record(store, lookOf(looked('fail', 1)), context());
    await expect(writing).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('try again'),
    });
  });
});
