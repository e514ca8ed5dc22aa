// Stories so short that all their orders are tried: what is noted before there is a row comes first as often as last.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingOf } from '../../shared/findings/finding.ts';
import { findingId } from '../../shared/findings/identity.ts';
import { lookOf } from '../../shared/findings/look.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { record, recordGone } from '../../shared/findings/record.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import type { Gone } from '../../shared/model/observation.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { runs } from '../support/extent.ts';
import { context, gone, looked, minute, service, task } from './fixtures.ts';

type Event = (store: RecordStore) => Promise<unknown>;

const seen =
  (outcome: Verdict['outcome'], at: number, change: Partial<Verdict> = {}): Event =>
  (store) =>
    record(store, lookOf(looked(outcome, at, change)), context());

const ended =
  (at: number, change: Partial<Gone> = {}): Event =>
  (store) =>
    recordGone(store, gone(change), { asOf: minute(at), eventId: 'gone' }, context());

const time = fc.integer({ min: 0, max: 3 });
const instance = fc.constantFrom(null, task(1), task(2));
const uid = fc.constantFrom(null, 'u1');

const verdictOf = (...outcomes: readonly Verdict['outcome'][]) =>
  fc
    .tuple(fc.constantFrom(...outcomes), time, instance, uid, fc.boolean())
    .map(([outcome, at, instance, uid, dormant]) =>
      seen(outcome, at, { instance, uid, dormant: dormant && outcome === 'fail' && instance === null }),
    );

const end = fc
  .tuple(time, instance, fc.constantFrom('shop', 'other', null), uid, fc.boolean())
  .map(([at, instance, cluster, uid, whole]) =>
    ended(at, { instance, cluster, ...(uid === null ? { whole: whole && instance === null } : { uid }) }),
  );

const story = fc.tuple(
  verdictOf('fail'),
  end,
  verdictOf('unknown'),
  verdictOf('fail', 'pass', 'unknown', 'not-applicable'),
);

function ordersOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length < 2) return [all];
  return all.flatMap((one, place) => ordersOf(all.toSpliced(place, 1)).map((rest) => [one, ...rest]));
}

const id = findingId('namespace-isolation/no-privileged', service, 'shop', '111122223333', 'eu-west-1');

/** But for `reopened`, a log of the order seen. */
async function endOf(events: readonly Event[]) {
  const store = memoryStore();
  for (const event of events) await event(store);
  const row = await store.get(id);
  const { reopened: _, ...rest } = (row && findingOf(row, context())) ?? { reopened: 0 };
  return rest;
}

async function endsAlike(events: readonly Event[]): Promise<void> {
  const expected = await endOf(events);
  for (const order of ordersOf(events)) expect(await endOf(order)).toEqual(expected);
}

describe('all orders of a short story end alike', () => {
  test('whatever it tells', async () => {
    await fc.assert(fc.asyncProperty(story, endsAlike), runs(300));
  });

  test.each<readonly [string, readonly Event[]]>([
    ['of the owner', [ended(3), seen('unknown', 2), seen('fail', 1, { instance: task(1) })]],
    ['of the owner in its cluster', [ended(3, { cluster: 'shop' }), seen('unknown', 2), seen('fail', 1)]],
    [
      'with all instances',
      [ended(3, { whole: true }), seen('unknown', 2), seen('fail', 1, { instance: task(1) })],
    ],
    [
      'of the task',
      [ended(3, { instance: task(1) }), seen('unknown', 2), seen('fail', 1, { instance: task(1) })],
    ],
    ['before the look that failed', [ended(1), seen('unknown', 2), seen('fail', 0, { instance: task(1) })]],
    ['of what slept', [ended(3), seen('fail', 2, { dormant: true }), seen('fail', 1, { instance: task(1) })]],
  ])('an end %s, a look that could not be made, and a fail', async (_, events) => {
    await endsAlike(events);
  });

  test('the end of an owner answers what could not be seen of it, and closes no task’s own fail', async () => {
    for (const order of ordersOf([ended(3), seen('unknown', 2), seen('fail', 1, { instance: task(1) })]))
      expect(await endOf(order)).toMatchObject({ status: 'open', unknown: null });
  });
});
