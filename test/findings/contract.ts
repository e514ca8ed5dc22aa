// What every store must keep. Each store's test runs this suite against itself.
import { describe, expect, test } from 'vitest';
import { findingId, subjectHash } from '../../shared/findings/identity.ts';
import { step } from '../../shared/findings/lifecycle.ts';
import { lookOf } from '../../shared/findings/look.ts';
import type { Row } from '../../shared/findings/row.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import { recordedBy } from './contract-record.ts';
import { context, looked, minute, service } from './fixtures.ts';

/** A store to test: opened once; keys are made unique by each test, so the tests may share it. */
export type Open = () => Promise<RecordStore>;

let serial = 0;

/** An identity no other test has. */
export function ownIdentity(): string {
  serial += 1;
  return `${service}-${process.pid}-${serial}`;
}

function rowFor(identity: string, outcome: 'pass' | 'fail' = 'fail', control = 'a/one'): Row {
  return step(null, lookOf(looked(outcome, 1, { identity, control })), context()).row;
}

async function all(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

export function keepsTheContract(name: string, open: Open): void {
  describe(`${name}: rows`, () => {
    test('come back as they were written, one version on', async () => {
      const store = await open();
      const row = rowFor(ownIdentity());
      expect(await store.get(row.id)).toBeNull();
      expect(await store.put(row, 0)).toBe(true);
      expect(await store.get(row.id)).toEqual({ ...row, version: 1 });
      const change = { ...row, told: { ...row.told, reopened: 3 } };
      expect(await store.put(change, 1)).toBe(true);
      expect(await store.get(row.id)).toEqual({ ...change, version: 2 });
    });

    test('are not written over a version that is not the expected one', async () => {
      const store = await open();
      const row = rowFor(ownIdentity());
      expect(await store.put(row, 1)).toBe(false);
      expect(await store.get(row.id)).toBeNull();
      expect(await store.put(row, 0)).toBe(true);
      expect(await store.put({ ...row, cluster: 'other' }, 0)).toBe(false);
      expect(await store.put({ ...row, cluster: 'other' }, 2)).toBe(false);
      expect(await store.get(row.id)).toEqual({ ...row, version: 1 });
    });

    test('keep hostile text and the order of keys', async () => {
      const store = await open();
      const found = JSON.parse('{"z":1,"__proto__":{"x":""},"a":[null,"\\u0000 \\ud800 𝄞",1.5e300,{}]}');
      const evidence = [{ path: '', found, wanted: null, message: '<!channel>' }];
      const { row } = step(null, lookOf(looked('fail', 1, { identity: ownIdentity(), evidence })), context());
      await store.put(row, 0);
      expect(JSON.stringify(await store.get(row.id))).toBe(JSON.stringify({ ...row, version: 1 }));
    });

    test('about one subject are found by it, findings or not, and no others', async () => {
      const store = await open();
      const identity = ownIdentity();
      const mine = [rowFor(identity), rowFor(identity, 'pass', 'a/two')];
      for (const row of [...mine, rowFor(ownIdentity())]) await store.put(row, 0);
      const subject = subjectHash({ identity, account: '111122223333', region: 'eu-west-1' });
      const found = (await store.about(subject)).map((row) => row.id);
      expect(found).toEqual(mine.map((row) => row.id).sort());
      expect(await store.about('0000000000000000')).toEqual([]);
    });

    test('that ever failed are listed by id; filters apply; passes alone are not listed', async () => {
      const store = await open();
      const control = `list/${ownIdentity()}`;
      const rows = Array.from({ length: 40 }, () => rowFor(ownIdentity(), 'fail', control));
      for (const row of [...rows, rowFor(ownIdentity(), 'pass', control)]) await store.put(row, 0);
      const ids = async (filter: Parameters<RecordStore['list']>[0]) =>
        (await all(store.list(filter))).map((row) => row.id);
      const sorted = rows.map((row) => row.id).sort();
      expect(await ids({ control })).toEqual(sorted);
      expect((await ids(undefined)).filter((id) => sorted.includes(id))).toEqual(sorted);
      expect(await ids({ control, cluster: 'shop', account: '111122223333' })).toEqual(sorted);
      expect(await ids({ control, cluster: 'other' })).toEqual([]);
      expect(await ids({ control, account: 'other' })).toEqual([]);
    });

    test('can be written while they are listed', async () => {
      const store = await open();
      const control = `walk/${ownIdentity()}`;
      for (let n = 0; n < 5; n++) await store.put(rowFor(ownIdentity(), 'fail', control), 0);
      let seen = 0;
      for await (const row of store.list({ control })) {
        expect(await store.put({ ...row, told: { ...row.told, reopened: 1 } }, row.version)).toBe(true);
        seen += 1;
      }
      expect(seen).toBe(5);
    });

    test('raced for by many writers are written by one of them', async () => {
      const store = await open();
      const row = rowFor(ownIdentity());
      const wins = await Promise.all(Array.from({ length: 8 }, () => store.put(row, 0)));
      expect(wins.filter(Boolean)).toHaveLength(1);
    });
  });

  describe(`${name}: logs, ends and claims`, () => {
    test('a log keeps its order and its places', async () => {
      const store = await open();
      const log = `history/${ownIdentity()}`;
      expect(await store.read(log)).toEqual([]);
      for (const seq of [2, 1, 10]) expect(await store.append(log, seq, { seq })).toBe(true);
      expect(await store.append(log, 2, { seq: 'other' })).toBe(false);
      expect(await store.read(log)).toEqual([{ seq: 1 }, { seq: 2 }, { seq: 10 }]);
    });

    test('of ends the latest stays', async () => {
      const store = await open();
      const [one, two] = [ownIdentity(), ownIdentity()].map((key) => ({ key, of: `of ${key}` }));
      if (one === undefined || two === undefined) throw new Error('no keys');
      expect(await store.ends([one.key])).toEqual([null]);
      for (const at of [5, 3, 5]) expect(await store.setGone(one, minute(at))).toBe(true);
      expect(await store.ends([one.key])).toEqual([{ of: one.of, asOf: minute(5) }]);
      await store.setGone(two, minute(7));
      expect((await store.ends([two.key, 'none', one.key])).map((end) => end?.asOf)).toEqual([
        minute(7),
        undefined,
        minute(5),
      ]);
      expect(await store.ends([])).toEqual([]);
    });

    test('an end is not noted over that of something else, earlier or later', async () => {
      const store = await open();
      const key = ownIdentity();
      await store.setGone({ key, of: 'one' }, minute(5));
      for (const at of [3, 5, 7]) expect(await store.setGone({ key, of: 'another' }, minute(at))).toBe(false);
      expect(await store.ends([key])).toEqual([{ of: 'one', asOf: minute(5) }]);
    });

    test('of compliant states the newest stays, in whatever order they come', async () => {
      const store = await open();
      const key = { identity: ownIdentity(), account: '111122223333', region: null, part: 'trust' } as const;
      const at = (asOf: string, eventId: string) => ({ key, asOf, eventId, state: { trust: { eventId } } });
      expect(await store.kept(key)).toBeNull();
      for (const one of [at(minute(5), 'b'), at(minute(3), 'c'), at(minute(5), 'a'), at(minute(5), 'b')])
        expect(await store.keep(one)).toBe(true);
      expect(await store.kept(key)).toEqual(at(minute(5), 'b'));
      await store.keep(at(minute(6), 'a'));
      expect(await store.kept(key)).toEqual(at(minute(6), 'a'));
      expect(await store.kept({ ...key, part: 'access' })).toBeNull();
      expect(await store.kept({ ...key, account: null })).toBeNull();
    });

    test('a claim is granted once, and again when it is over', async () => {
      const store = await open();
      const key = ownIdentity();
      expect(await store.once(key, minute(10), minute(0))).toBe(true);
      expect(await store.once(key, minute(20), minute(9))).toBe(false);
      expect(await store.once(key, minute(20), minute(10))).toBe(true);
      expect(await store.once(key, minute(30), minute(15))).toBe(false);
      const race = await Promise.all([1, 2, 3, 4].map(() => store.once(`${key}!`, minute(10), minute(0))));
      expect(race.filter(Boolean)).toHaveLength(1);
    });

    test('a batch hands back what the work returned, and keeps what was written even where the work failed', async () => {
      const store = await open();
      const row = rowFor(ownIdentity());
      const work = store.batch(async () => {
        await store.put(row, 0);
        throw new Error('half way');
      });
      await expect(work).rejects.toThrow('half way');
      expect(await store.get(row.id)).not.toBeNull();
      expect(await store.batch(() => store.batch(async () => 7))).toBe(7);
    });

    test('ids are told apart by each part', () => {
      const parts = ['control', 'identity', 'cluster', 'account', 'region'] as const;
      const ids = [findingId(...parts), ...parts.map((_, n) => findingId(...withOther(parts, n)))];
      expect(new Set(ids).size).toBe(6);
    });
  });

  recordedBy(name, open, ownIdentity);
}

type Parts = readonly [string, string, string, string, string];

function withOther(parts: Parts, place: number): [string, string, string, string, string] {
  const [a, b, c, d, e] = parts.map((part, n) => (n === place ? `${part}!` : part));
  return [a ?? '', b ?? '', c ?? '', d ?? '', e ?? ''];
}
