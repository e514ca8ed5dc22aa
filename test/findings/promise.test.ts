// The promise: the order and the repetition of events make no difference to what the record ends up holding.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingOf } from '../../shared/findings/finding.ts';
import { findingId } from '../../shared/findings/identity.ts';
import { type Look, lookOf, type Sight } from '../../shared/findings/look.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { record, recordGone } from '../../shared/findings/record.ts';
import { nothingSeen, see } from '../../shared/findings/sightings.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Gone } from '../../shared/model/observation.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { runs } from '../support/extent.ts';
import { context, evidence, gone, minute, service, task, verdict } from './fixtures.ts';

type Event =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'gone'; readonly gone: Gone; readonly at: number };

/** Few times, ids and instances, so that ties, ids used twice and forgotten instances happen often; and some times of the future. */
const latest = 50;
const time = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom(51, 500_000_000, 4_500_000_000) },
);
const uid = fc.constantFrom(null, 'u1', 'u2', 'u3');

const anyVerdict = (instances: number) =>
  fc
    .record({
      outcome: fc.constantFrom('fail', 'fail', 'fail', 'pass', 'unknown', 'not-applicable'),
      at: time,
      eventId: fc.constantFrom('a', 'b', 'c'),
      severity: fc.constantFrom('low', 'high', 'critical'),
      path: fc.constantFrom('x', 'y', 'z'),
      dormant: fc.boolean(),
      instance: instanceOf(instances),
      uid,
    })
    .map(({ outcome, at, eventId, severity, path, dormant, instance, uid }): Event => {
      const shown = outcome === 'fail' ? [evidence(path)] : [];
      const change = {
        ...{ outcome, eventId, severity, instance, uid },
        asOf: minute(at),
        dormant: dormant && instance === null,
        evidence: shown,
      } as const;
      return { kind: 'verdict', verdict: verdict(change) };
    });

function instanceOf(instances: number) {
  return fc.option(fc.integer({ min: 0, max: instances - 1 }).map(task), { nil: null });
}

const anyGone = (instances: number) =>
  fc
    .record({
      at: time,
      instance: instanceOf(instances),
      cluster: fc.constantFrom('shop', 'other', null),
      uid: fc.option(uid, { nil: null }),
      whole: fc.boolean(),
    })
    .map(({ at, instance, cluster, uid, whole }): Event => {
      const what = uid === null ? { whole: whole && instance === null } : { uid };
      return { kind: 'gone', gone: gone({ instance, cluster, ...what }), at };
    });

const anyEvents = (instances: number) =>
  fc.array(
    fc.oneof({ weight: 5, arbitrary: anyVerdict(instances) }, { weight: 2, arbitrary: anyGone(instances) }),
    { minLength: 1, maxLength: 80, size: 'max' },
  );

/** As many as the record remembers the passes of; beyond that it errs towards failing. */
const few = 10;
const many = 30;

/** The events, and the same events in another order with some of them repeated. */
const twoOrders = anyEvents(few).chain((events) =>
  fc
    .array(fc.constantFrom(...events), { maxLength: 10 })
    .chain((again) => fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }))
    .map((shuffled) => [events, shuffled] as const),
);

const id = findingId('namespace-isolation/no-privileged', service, 'shop', '111122223333', 'eu-west-1');

/** Nothing is believed that claims to be from later than `latest`. */
const bounded = context({ latest: minute(latest) });

async function foundAfter(events: readonly Event[]): Promise<Finding | null> {
  const store = memoryStore();
  for (const event of events) {
    if (event.kind === 'verdict') await record(store, lookOf(event.verdict), bounded);
    else await recordGone(store, event.gone, { asOf: minute(event.at), eventId: 'gone' }, bounded);
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
      runs(500),
    );
  });

  test('remembers the first and the last fail and the newest twenty instances, as a plain reckoning does', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvents(many), async (events) => {
        const finding = await foundAfter(events);
        const fails = events.flatMap((event) =>
          event.kind === 'verdict' && event.verdict.outcome === 'fail' ? [event.verdict] : [],
        );
        const times = fails.map((fail) => believed(fail.asOf ?? '')).sort();
        expect(finding?.firstSeen).toBe(times[0]);
        expect(finding?.lastSeen).toBe(times.at(-1));
        const instances = reckonedInstances(fails);
        expect(finding?.instances ?? []).toEqual(instances.slice(0, 20));
        expect(finding?.moreInstances ?? false).toBe(instances.length > 20);
      }),
      runs(200),
    );
  });

  test('is open exactly while the newest look at an instance, or at the identity, failed and nothing ended it', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvents(few), async (events) => {
        const finding = await foundAfter(events);
        expect(finding !== null && finding.status !== 'resolved').toBe(stillFails(events));
      }),
      runs(500),
    );
  });

  test('is never resolved while something fails, of however many instances', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvents(many), async (events) => {
        if (stillFails(events)) expect((await foundAfter(events))?.status).toBe('open');
      }),
      runs(300),
    );
  });
});

function believed(asOf: string): string {
  return Date.parse(asOf) > Date.parse(minute(latest)) ? minute(latest) : asOf;
}

/** Told again from the beginning, instance by instance: does anything fail at the end? */
function stillFails(events: readonly Event[]): boolean {
  const names = new Set(
    events.map((event) => (event.kind === 'verdict' ? event.verdict.instance : event.gone.instance)),
  );
  return [...names].some((name) => instanceFails(name, events));
}

function instanceFails(name: string | null, events: readonly Event[]): boolean {
  const fails = events.flatMap((event) =>
    event.kind === 'verdict' && event.verdict.instance === name && event.verdict.outcome === 'fail'
      ? [{ at: Date.parse(believed(event.verdict.asOf ?? '')), uid: event.verdict.uid ?? '' }]
      : [],
  );
  const [newest] = fails.toSorted((a, b) => b.at - a.at || (a.uid < b.uid ? 1 : -1));
  const over = Math.max(-1, ...events.map((event) => overAt(name, event)));
  const ends = events.flatMap((event) =>
    event.kind === 'gone' && event.gone.uid === newest?.uid ? [Date.parse(believed(minute(event.at)))] : [],
  );
  return (
    newest !== undefined &&
    newest.at >= over &&
    newest.at > Math.max(-1, ...ends) + (ends.length > 0 ? skew : 0)
  );
}

const skew = 5 * 60_000;

/** When the event says that the instance was fine or gone; -1: it does not. */
function overAt(name: string | null, event: Event): number {
  if (event.kind === 'verdict') {
    const { instance, outcome, asOf } = event.verdict;
    const fine = instance === name && (outcome === 'pass' || outcome === 'not-applicable');
    return fine ? Date.parse(believed(asOf ?? '')) : -1;
  }
  const { instance, uid = null, whole, cluster } = event.gone;
  const gone = cluster !== 'other' && uid === null && (whole || instance === name);
  return gone ? Date.parse(believed(minute(event.at))) : -1;
}

/** The failing instances, newest first, by sorting them all. */
function reckonedInstances(fails: readonly Verdict[]): readonly string[] {
  const newest = new Map<string, string>();
  for (const { instance, asOf } of fails) {
    const before = newest.get(instance ?? '') ?? '';
    const at = believed(asOf ?? '');
    newest.set(instance ?? '', before > at ? before : at);
  }
  return [...newest]
    .filter(([instance]) => instance !== '')
    .sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x < y ? 1 : -1))
    .map(([instance]) => instance);
}

describe('sightings', () => {
  const anyLook = anyVerdict(many).map((event): Look => {
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
