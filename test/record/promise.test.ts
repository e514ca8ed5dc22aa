// The promise: the order and the repetition of events make no difference to what the record ends up holding.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../shared/model/finding.ts';
import type { Gone } from '../../shared/model/observation.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { findingOf } from '../../shared/record/finding.ts';
import { findingId } from '../../shared/record/identity.ts';
import { type Look, lookOf, type Sight } from '../../shared/record/look.ts';
import { memoryStore } from '../../shared/record/memory.ts';
import { record, recordGone } from '../../shared/record/record.ts';
import { nothingSeen, see } from '../../shared/record/sightings.ts';
import { context, evidence, gone, minute, service, task, verdict } from './fixtures.ts';

type Event =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'gone'; readonly gone: Gone; readonly at: number };

/** Few times, ids and instances, so that ties, ids used twice and forgotten instances happen often. */
const time = fc.integer({ min: 0, max: 40 });
const instance = fc.option(fc.integer({ min: 0, max: 30 }).map(task), { nil: null });

const anyVerdict = fc
  .record({
    outcome: fc.constantFrom('fail', 'fail', 'fail', 'pass', 'unknown', 'not-applicable'),
    at: time,
    eventId: fc.constantFrom('a', 'b', 'c'),
    severity: fc.constantFrom('low', 'high', 'critical'),
    path: fc.constantFrom('x', 'y', 'z'),
    dormant: fc.boolean(),
    instance,
  })
  .map(({ outcome, at, eventId, severity, path, dormant, instance }): Event => {
    const shown = outcome === 'fail' ? [evidence(path)] : [];
    const change = {
      outcome,
      asOf: minute(at),
      eventId,
      severity,
      dormant,
      instance,
      evidence: shown,
    } as const;
    return { kind: 'verdict', verdict: verdict(change) };
  });

const anyGone = fc
  .record({ at: time, instance, cluster: fc.constantFrom('shop', 'other', null) })
  .map(({ at, instance, cluster }): Event => ({ kind: 'gone', gone: gone({ instance, cluster }), at }));

const anyEvents = fc.array(
  fc.oneof({ weight: 5, arbitrary: anyVerdict }, { weight: 2, arbitrary: anyGone }),
  {
    minLength: 1,
    maxLength: 80,
    size: 'max',
  },
);

/** The events, and the same events in another order with some of them repeated. */
const twoOrders = anyEvents.chain((events) =>
  fc
    .array(fc.constantFrom(...events), { maxLength: 10 })
    .chain((again) => fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }))
    .map((shuffled) => [events, shuffled] as const),
);

const id = findingId('namespace-isolation/no-privileged', service, 'shop', '111122223333', 'eu-west-1');

async function foundAfter(events: readonly Event[]): Promise<Finding | null> {
  const store = memoryStore();
  for (const event of events) {
    if (event.kind === 'verdict') await record(store, lookOf(event.verdict), context());
    else await recordGone(store, event.gone, { asOf: minute(event.at), eventId: 'gone' }, context());
  }
  const row = await store.get(id);
  return row && findingOf(row, context());
}

/** What the promise is about; `reopened` is a log of the order seen. */
function promised(finding: Finding | null) {
  if (finding === null) return null;
  const { reopened: _, ...rest } = finding;
  return rest;
}

describe('the record', () => {
  test('ends the same for every order and repetition of the same events', async () => {
    await fc.assert(
      fc.asyncProperty(twoOrders, async ([events, shuffled]) => {
        expect(promised(await foundAfter(shuffled))).toEqual(promised(await foundAfter(events)));
      }),
      { numRuns: 500 },
    );
  });

  test('remembers the first and the last fail and the newest twenty instances, as a plain reckoning does', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvents, async (events) => {
        const finding = await foundAfter(events);
        const fails = events.flatMap((event) =>
          event.kind === 'verdict' && event.verdict.outcome === 'fail' ? [event.verdict] : [],
        );
        const times = fails.map((fail) => fail.asOf ?? '').sort();
        expect(finding?.firstSeen).toBe(times[0]);
        expect(finding?.lastSeen).toBe(times.at(-1));
        const instances = reckonedInstances(fails);
        expect(finding?.instances ?? []).toEqual(instances.slice(0, 20));
        expect(finding?.moreInstances ?? false).toBe(instances.length > 20);
      }),
      { numRuns: 200 },
    );
  });

  test('stays open while the newest fail is newer than every pass and end', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvents, async (events) => {
        const last: Event = { kind: 'verdict', verdict: verdict({ asOf: minute(41), instance: task(99) }) };
        expect((await foundAfter([last, ...events]))?.status).toBe('open');
        const pass: Event = { kind: 'verdict', verdict: verdict({ outcome: 'pass', asOf: minute(42) }) };
        expect((await foundAfter([pass, ...events, last]))?.status).toBe('resolved');
        const end: Event = { kind: 'gone', gone: gone(), at: 42 };
        expect((await foundAfter([end, ...events, last]))?.status).toBe('resolved');
      }),
      { numRuns: 200 },
    );
  });
});

/** The failing instances, newest first, by sorting them all. */
function reckonedInstances(fails: readonly Verdict[]): readonly string[] {
  const newest = new Map<string, string>();
  for (const { instance, asOf } of fails) {
    const before = newest.get(instance ?? '') ?? '';
    newest.set(instance ?? '', before > (asOf ?? '') ? before : (asOf ?? ''));
  }
  return [...newest]
    .filter(([instance]) => instance !== '')
    .sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x < y ? 1 : -1))
    .map(([instance]) => instance);
}

describe('sightings', () => {
  const anyLook = anyVerdict.map((event): Look => {
    if (event.kind !== 'verdict') throw new Error('not a verdict');
    return lookOf(event.verdict);
  });

  test('a look seen again changes nothing, not even the object', () => {
    fc.assert(
      fc.property(fc.array(anyLook, { minLength: 1, maxLength: 40 }), fc.nat(), (looks, pick) => {
        const sights = looks.map(({ sight }): Sight => sight);
        const seen = sights.reduce(see, nothingSeen);
        const again = structuredClone(sights[pick % sights.length]);
        if (again !== undefined) expect(see(seen, again)).toBe(seen);
      }),
    );
  });
});
