// What happens where two subjects have one hash: the hash is made so weak here that all have.
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { findingOf } from '../../shared/findings/finding.ts';
import { idOf } from '../../shared/findings/identity.ts';
import { lookOf } from '../../shared/findings/look.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import type { Notice } from '../../shared/findings/notice.ts';
import { record, recordGone } from '../../shared/findings/record.ts';
import { recorderOf } from '../../shared/findings/recorder.ts';
import { sqliteStore } from '../../shared/findings/sqlite.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import type { Baseline } from '../../shared/model/baseline.ts';
import type { Observation } from '../../shared/model/observation.ts';
import { dynaliteStore } from '../support/dynalite.ts';
import { context, gone, looked, minute, service, task } from './fixtures.ts';

vi.mock('node:crypto', async (original) => ({
  ...(await original<typeof import('node:crypto')>()),
  hash: () => '5'.repeat(64),
}));

const file = join(tmpdir(), `other-identity-${process.pid}.db`);
const dynalite = dynaliteStore();
beforeAll(dynalite.start);
afterAll(async () => {
  await dynalite.stop();
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
});

const other = service.replace('web', 'harmless');

const stores: [string, () => RecordStore][] = [
  ['memory', memoryStore],
  ['sqlite', () => sqliteStore(file)],
  ['dynamodb', () => dynalite.open()],
];

describe.each(stores)('%s: a subject with another’s hash', (_, open) => {
  const store = open();
  const notices: Notice[] = [];
  const told = () => notices.splice(0).map(({ what, identity }) => [what, identity]);
  const aware = context({ notify: (notice) => notices.push(notice) });
  const mine = lookOf(looked('fail', 1, { instance: task(1) }));
  const theirs = (outcome: 'pass' | 'fail', at: number) =>
    lookOf(looked(outcome, at, { identity: other, instance: null }));
  const status = async () => {
    const row = await store.get(idOf(mine.key));
    return row && [row.identity, findingOf(row, context())?.status];
  };

  test('is one hash here', () => {
    expect(idOf(mine.key)).toBe(idOf(theirs('pass', 1).key));
  });

  test('neither closes the finding, nor changes it', async () => {
    await record(store, mine, aware);
    expect(told()).toEqual([]);
    const before = await store.get(idOf(mine.key));
    for (const outcome of ['pass', 'fail'] as const)
      expect((await record(store, theirs(outcome, 9), aware)).changes).toEqual([]);
    expect(await store.get(idOf(mine.key))).toEqual(before);
    expect(told()).toEqual([
      ['finding', other],
      ['finding', other],
    ]);
  });

  test('does not end it', async () => {
    const occasion = { asOf: minute(9), eventId: 'gone' };
    for (const end of [gone({ identity: other }), gone({ identity: other, instance: task(1) })])
      expect(await recordGone(store, end, occasion, aware)).toEqual([]);
    expect(await status()).toEqual([service, 'open']);
    expect(told()).toContainEqual(['finding', other]);
  });

  test('does not end what is heard of later', async () => {
    // What was noted last stands under the key of all ends: this look finds one that is not its own.
    await record(store, lookOf(looked('fail', 2, { instance: task(2), uid: 'u' })), aware);
    expect(told().map(([what]) => what)).toContain('end');
    expect(await status()).toEqual([service, 'open']);
  });

  test('does not put its state in the place of another’s', async () => {
    const baseline = (identity: string, at: number): Baseline => ({
      key: { identity, account: '111122223333', region: null, part: 'trust' },
      ...{ asOf: minute(at), eventId: 'e', state: { trust: { identity } } },
    });
    const recorder = recorderOf(
      store,
      context(),
      () => minute(60),
      (notice) => notices.push(notice),
    );
    const observation: Observation = {
      ...{ id: 'e', source: 'survey', name: 'x', time: minute(1), account: null, region: null, actor: null },
      ...{ replayed: false, subjects: [], pending: [], gone: [] },
      ref: { file: null, index: 0, eventId: null, time: null },
    };
    await recorder.take([], observation, [baseline(service, 1), baseline(other, 2), baseline(service, 3)]);
    expect(told()).toEqual([['state', other]]);
    expect(await store.kept(baseline(service, 1).key)).toEqual(baseline(service, 3));
    expect(await store.kept(baseline(other, 1).key)).toBeNull();
  });
});
