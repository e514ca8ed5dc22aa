// Recording into a store: what must hold whichever store it is.
import { describe, expect, test } from 'vitest';
import { findingOf } from '../../shared/findings/finding.ts';
import { findingId } from '../../shared/findings/identity.ts';
import { lookOf } from '../../shared/findings/look.ts';
import { historyOf, record, recordDecision, recordGone, recordTick } from '../../shared/findings/record.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { context, gone, looked, minute, service, task } from './fixtures.ts';

const control = 'namespace-isolation/no-privileged';

function idFor(identity: string, cluster: string | null = 'shop'): string {
  return findingId(control, identity, cluster, '111122223333', 'eu-west-1');
}

export function recordedBy(name: string, open: () => Promise<RecordStore>, ownIdentity: () => string): void {
  /** A story about an identity of its own. */
  async function story() {
    const store = await open();
    const identity = ownIdentity();
    const id = idFor(identity);
    const told: string[] = [];
    return {
      store,
      identity,
      id,
      told,
      look: async (outcome: Verdict['outcome'], at: number, change: Partial<Verdict> = {}) => {
        const { changes } = await record(
          store,
          lookOf(looked(outcome, at, { identity, ...change })),
          context(),
        );
        told.push(...changes.map(({ type }) => type));
      },
      end: async (at: number, change: Parameters<typeof gone>[0] = {}) => {
        const occasion = { asOf: minute(at), eventId: `gone-${at}` };
        const changes = await recordGone(store, gone({ identity, ...change }), occasion, context());
        told.push(...changes.map(({ type }) => type));
      },
      finding: async (of = id) => {
        const row = await store.get(of);
        return row && findingOf(row, context());
      },
    };
  }

  describe(`${name}: recording`, () => {
    test('tells each change once and keeps the history', async () => {
      const { store, id, look, told } = await story();
      for (const [outcome, at] of [
        ['fail', 1],
        ['fail', 1],
        ['pass', 2],
        ['unknown', 3],
        ['fail', 4],
      ] as const)
        await look(outcome, at);
      expect(told).toEqual(['opened', 'resolved', 'reopened']);
      const history = await historyOf(store, id);
      expect(history.map(({ seq, type, status, eventId }) => [seq, type, status, eventId])).toEqual([
        [1, 'opened', 'open', 'event-1'],
        [2, 'resolved', 'resolved', 'event-2'],
        [3, 'reopened', 'open', 'event-4'],
      ]);
    });

    test('writes nothing where a look says nothing new', async () => {
      const { store, id, look } = await story();
      for (const outcome of ['fail', 'pass', 'unknown'] as const) {
        await look(outcome, 5);
        const before = (await store.get(id))?.version;
        await look(outcome, 5);
        expect((await store.get(id))?.version).toBe(before);
      }
    });

    test('loses nothing where many writers race', async () => {
      const { store, id, look, told, finding } = await story();
      await Promise.all(Array.from({ length: 12 }, (_, n) => look('fail', n, { instance: task(n) })));
      expect(told).toEqual(['opened']);
      expect(await finding()).toMatchObject({
        firstSeen: minute(0),
        lastSeen: minute(11),
        instances: { length: 12 },
      });
      expect((await historyOf(store, id)).map(({ type }) => type)).toEqual(['opened']);
    });

    test('heals a history whose writer died after writing the row', async () => {
      const { store, id, look } = await story();
      await look('fail', 1);
      const row = await store.get(id);
      const last = row?.told.last;
      if (!row || !last) throw new Error('no row');
      const next = { ...last, seq: 2, type: 'updated' } as const;
      await store.put({ ...row, told: { ...row.told, last: next } }, row.version);
      await look('pass', 3);
      expect((await historyOf(store, id)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    });

    test('the end of the identity resolves, before or after the fail is heard of', async () => {
      const after = await story();
      await after.look('fail', 1);
      await after.end(2);
      expect(after.told).toEqual(['opened', 'resolved']);
      const before = await story();
      await before.end(2);
      await before.look('fail', 1);
      expect(before.told).toEqual([]);
      expect((await before.finding())?.status).toBe('resolved');
      await before.look('fail', 3);
      expect(before.told).toEqual(['opened']);
    });

    test('the end of the identity is none of its tasks’, unless it is gone with all of them', async () => {
      const one = await story();
      await one.end(2);
      await one.look('fail', 1, { instance: task(1) });
      await one.end(3);
      expect((await one.finding())?.status).toBe('open');
      await one.end(4, { whole: true });
      expect((await one.finding())?.status).toBe('resolved');
      const other = await story();
      await other.end(2, { whole: true });
      await other.look('fail', 1, { instance: task(1) });
      expect(other.told).toEqual([]);
      await other.look('fail', 3, { instance: task(1) });
      expect(other.told).toEqual(['opened']);
    });

    test('the end of what a uid names ends that alone, within what clocks differ, whichever is heard first', async () => {
      const pod = (uid: string | null) => ({ instance: 'web-0', uid });
      const after = await story();
      await after.look('fail', 5, pod('u1'));
      for (const uid of ['u2', '', 'web-0', service]) await after.end(9, pod(uid));
      expect((await after.finding())?.status).toBe('open');
      await after.end(2, pod('u1'));
      expect((await after.finding())?.status).toBe('resolved');
      await after.look('fail', 7, pod('u1'));
      expect((await after.finding())?.status).toBe('resolved');
      await after.look('fail', 6, pod('u3'));
      expect((await after.finding())?.status).toBe('resolved');
      await after.look('fail', 8, pod('u3'));
      expect((await after.finding())?.status).toBe('open');
      const before = await story();
      await before.end(1, pod('b1'));
      await before.look('fail', 5, pod('b1'));
      expect(before.told).toEqual([]);
      await before.look('fail', 6, pod(null));
      expect(before.told).toEqual(['opened']);
      await before.end(9, pod('web-0'));
      expect((await before.finding())?.status).toBe('open');
    });

    test('what fails long after its end had none', async () => {
      const pod = { instance: 'web-0', uid: 'c1' };
      const { look, end, told } = await story();
      await look('fail', 1, pod);
      await end(2, pod);
      await look('fail', 9, pod);
      await end(3, pod);
      expect(told).toEqual(['opened', 'resolved', 'reopened']);
      await end(4, pod);
      expect(told.at(-1)).toBe('resolved');
    });

    test('the end of an instance counts for that instance, before or after its fail', async () => {
      const { look, end, told, finding } = await story();
      await end(2, { instance: task(1) });
      await look('fail', 1, { instance: task(1) });
      expect(told).toEqual([]);
      await look('fail', 3, { instance: task(2) });
      expect(told).toEqual(['opened']);
      await end(4, { instance: task(2) });
      expect(told).toEqual(['opened', 'resolved']);
      expect(await finding()).toMatchObject({ status: 'resolved', instances: [task(2), task(1)] });
    });

    test('the end in one cluster leaves the same name in another alone', async () => {
      const { identity, look, end, finding } = await story();
      const other = idFor(identity, 'bank');
      await look('fail', 1);
      await look('fail', 1, { cluster: 'bank' });
      await end(2, { cluster: 'shop' });
      expect((await finding())?.status).toBe('resolved');
      expect((await finding(other))?.status).toBe('open');
      await look('fail', 1, { control: 'a/other', cluster: 'shop' });
      const late = findingId('a/other', identity, 'shop', '111122223333', 'eu-west-1');
      expect((await finding(late))?.status).toBe('resolved');
    });

    test('incidents do not end with what they were about', async () => {
      const { look, end, finding } = await story();
      await look('fail', 1, { life: 'incident' });
      await end(2);
      expect((await finding())?.status).toBe('open');
    });

    test('decisions are kept, and those without effect say so', async () => {
      const { store, id, look, told, finding } = await story();
      const acknowledge = { kind: 'acknowledge', by: 'kim', reason: null, approver: true } as const;
      await expect(recordDecision(store, id, acknowledge, context())).rejects.toMatchObject({
        code: 'not-found',
      });
      await look('fail', 1);
      expect(await recordDecision(store, id, acknowledge, context())).toMatchObject({ effect: true });
      expect((await finding())?.status).toBe('acknowledged');
      await look('pass', 2);
      expect(await recordDecision(store, id, acknowledge, context())).toMatchObject({
        effect: false,
        change: null,
      });
      expect(told).toEqual(['opened', 'resolved']);
    });

    test('a decision and a look that race are both kept', async () => {
      const { store, id, look, finding } = await story();
      await look('fail', 1);
      const waive = { kind: 'waive', by: 'kim', reason: 'x', until: '2026-04-01' } as const;
      await Promise.all([
        look('fail', 9, { instance: task(9) }),
        recordDecision(store, id, waive, context()),
      ]);
      expect(await finding()).toMatchObject({ status: 'waived', lastSeen: minute(9) });
    });

    test('time alone is told once', async () => {
      const { store, id, look } = await story();
      await look('fail', 1, { life: 'incident' });
      const later = context({ now: '2026-06-01T00:00:00.000Z' });
      expect((await recordTick(store, id, later)).change?.type).toBe('resolved');
      expect((await recordTick(store, id, later)).change).toBeNull();
    });
  });
}
