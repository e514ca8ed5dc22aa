// Passes noted once a subject: what the record ends up holding is what it would hold with a row for each control.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingOf } from '../../shared/findings/finding.ts';
import { idOf, passNoteKey } from '../../shared/findings/identity.ts';
import { lookOf } from '../../shared/findings/look.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import type { Notice } from '../../shared/findings/notice.ts';
import { newNote } from '../../shared/findings/pass-note.ts';
import { notePasses } from '../../shared/findings/passes.ts';
import { record, recordGone } from '../../shared/findings/record.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { runs } from '../support/extent.ts';
import { context, gone, looked, minute, service, task } from './fixtures.ts';

const controls = ['a/one', 'b/two', 'c/three'];
const latest = 50;
const bounded = context({ latest: minute(latest) });

interface Event {
  readonly at: number;
  readonly instance: string | null;
  readonly outcomes: readonly Verdict['outcome'][];
  /** The end of the instance, or of the identity, instead. */
  readonly ends: boolean;
}

const anyEvent: fc.Arbitrary<Event> = fc.record({
  at: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 40 }) },
    { weight: 1, arbitrary: fc.constant(9000) },
  ),
  instance: fc.option(fc.integer({ min: 0, max: 3 }).map(task), { nil: null }),
  outcomes: fc.array(fc.constantFrom('pass', 'pass', 'pass', 'not-applicable', 'fail', 'unknown'), {
    minLength: controls.length,
    maxLength: controls.length,
  }),
  ends: fc.nat({ max: 9 }).map((number) => number === 0),
});

function looksOf({ at, instance, outcomes }: Event) {
  return controls.map((control, index) =>
    lookOf(looked(outcomes[index] ?? 'pass', at, { control, instance, eventId: `e${at}` })),
  );
}

async function take(store: RecordStore, event: Event): Promise<void> {
  if (event.ends) {
    const occasion = { asOf: minute(event.at), eventId: 'gone' };
    await recordGone(store, gone({ instance: event.instance }), occasion, bounded);
  } else
    for (const { look, known } of await notePasses(store, looksOf(event), bounded))
      await record(store, look, bounded, known);
}

const without = (): RecordStore => {
  const { passNotes: _, ...store } = memoryStore();
  return store;
};

/** The findings as people see them; `reopened` is a log of the order seen. */
async function found(store: RecordStore) {
  const all = controls.map(async (control) => {
    const row = await store.get(idOf(lookOf(looked('pass', 0, { control })).key));
    const finding = row && findingOf(row, context());
    return finding === null ? null : { ...finding, reopened: 0 };
  });
  return Promise.all(all);
}

async function endOf(store: RecordStore, events: readonly Event[]) {
  for (const event of events) await take(store, event);
  return found(store);
}

describe('a record with notes of passes', () => {
  test('ends as one with a row for each control', async () => {
    const repeated = fc
      .array(anyEvent, { minLength: 1, maxLength: 25 })
      .map((events) => [...events, ...events.slice(0, 5)]);
    await fc.assert(
      fc.asyncProperty(repeated, async (events) => {
        expect(await endOf(memoryStore(), events)).toEqual(await endOf(without(), events));
      }),
      runs(500),
    );
  });

  test('loses nothing where several write at once, whoever is faster at each step', async () => {
    const few = fc.array(anyEvent, { minLength: 2, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), few, async (scheduler, events) => {
        const store = memoryStore();
        const slow = scheduled(store, scheduler);
        await scheduler.waitFor(Promise.all(events.map((event) => take(slow, event))));
        const ends = orders(events).map(async (order) => JSON.stringify(await endOf(without(), order)));
        // As if they had come one after another, in some order.
        expect(await Promise.all(ends)).toContain(JSON.stringify(await found(store)));
      }),
      runs(400),
    );
  });
});

describe('what comes between reading and writing', () => {
  const pass = lookOf(looked('pass', 5, { control: 'a/one' }));
  const fail = lookOf(looked('fail', 1, { control: 'a/one' }));
  const takePass = async (store: RecordStore) => {
    for (const { look, known } of await notePasses(store, [pass], context()))
      await record(store, look, context(), known);
  };
  const statusIn = async (store: RecordStore) => (await store.get(idOf(fail.key)))?.told.status;

  test('an older fail, before the note of the pass is there: the pass closes what it opened', async () => {
    const store = memoryStore();
    const { passNotes: notes = never() } = store;
    const put: typeof notes.put = async (...given) => {
      await record(store, fail, context());
      return notes.put(...given);
    };
    await takePass({ ...store, passNotes: { ...notes, put } });
    expect(await statusIn(store)).toBe('resolved');
  });

  test('the note of a newer pass, before the row of the fail is there: the fail sees it', async () => {
    const store = memoryStore();
    const put: typeof store.put = async (...given) => {
      if (given[1] === 0) await takePass(store);
      return store.put(...given);
    };
    const { changes } = await record({ ...store, put }, fail, context());
    expect(changes.map(({ type }) => type)).toEqual(['opened', 'resolved']);
    expect(await statusIn(store)).toBe('resolved');
  });

  test('another note: it is read again', async () => {
    const store = memoryStore();
    const { passNotes: notes = never() } = store;
    let first = true;
    const put: typeof notes.put = async (place, ...given) => {
      if (first) {
        first = false;
        await notePasses(store, [lookOf(looked('pass', 9, { control: 'b/two' }))], context());
      }
      return notes.put(place, ...given);
    };
    expect(await notePasses({ ...store, passNotes: { ...notes, put } }, [pass], context())).toEqual([]);
    const noted = (await store.passNotes?.get(pass.key))?.looks.flatMap((look) => look.controls);
    expect(noted).toEqual(['a/one', 'b/two']);
  });
});

function orders<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length < 2) return [all];
  return all.flatMap((one, index) => orders(all.toSpliced(index, 1)).map((rest) => [one, ...rest]));
}

/** Every read and write waits for its turn, which the scheduler gives in any order. */
function scheduled(store: RecordStore, scheduler: fc.Scheduler): RecordStore {
  const each = <T extends object>(object: T): T =>
    new Proxy(object, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (name === 'passNotes' && typeof value === 'object' && value !== null) return each(value);
        if (typeof value !== 'function') return value;
        return async (...given: readonly unknown[]) => {
          await scheduler.schedule(Promise.resolve(), String(name));
          return Reflect.apply(value, target, given);
        };
      },
    });
  return each(store);
}

describe('a note', () => {
  const pass = (at: number, change: Partial<Verdict> = {}) =>
    controls.map((control) => lookOf(looked('pass', at, { control, ...change })));
  const place = pass(0)[0]?.key ?? never();

  test('is all that passes leave, and is written only where it says something new', async () => {
    const store = memoryStore();
    expect(await notePasses(store, pass(1), context())).toEqual([]);
    expect(await store.about(idOf(place).slice(-32))).toEqual([]);
    expect((await store.passNotes?.get(place))?.version).toBe(1);
    expect(await notePasses(store, [...pass(1), ...pass(0)], context())).toEqual([]);
    expect((await store.passNotes?.get(place))?.version).toBe(1);
  });

  test('is of one cluster', async () => {
    const store = memoryStore();
    await notePasses(store, pass(5, { cluster: 'other' }), context());
    const fail = lookOf(looked('fail', 1, { control: 'a/one', instance: null }));
    expect((await record(store, fail, context())).row.told.status).toBe('open');
    await notePasses(store, pass(5), context());
    const late = lookOf(looked('fail', 1, { control: 'b/two', instance: null }));
    expect((await record(store, late, context())).row.told.status).toBeNull();
  });

  test('takes no pass of what fails or is not known: those close what is open', async () => {
    const store = memoryStore();
    for (const [index, outcome] of (['fail', 'unknown'] as const).entries())
      await record(store, lookOf(looked(outcome, 1, { control: controls[index] ?? '' })), context());
    const left = await notePasses(store, pass(2), context());
    expect(left.map(({ look }) => look.key.control)).toEqual(['a/one', 'b/two']);
    for (const { look, known } of left) await record(store, look, context(), known);
    expect(await notePasses(store, pass(3), context())).toEqual([]);
  });

  test('of another subject under the same key is left alone, and told', async () => {
    const store = memoryStore();
    const notices: Notice[] = [];
    const other = { ...newNote({ ...place, identity: 'other' }, false), looks: [] };
    await store.passNotes?.put(place, other, 0);
    const aware = context({ notify: (notice) => notices.push(notice) });
    expect(await notePasses(store, pass(1), aware)).toHaveLength(controls.length);
    expect(notices).toEqual([
      { kind: 'other-identity', what: 'passes', identity: service, key: passNoteKey(place).key },
    ]);
    expect(await store.passNotes?.get(place)).toEqual({ ...other, version: 1 });
  });

  test('takes no incident and no row of an older version', async () => {
    const store = memoryStore();
    const incident = pass(1, { life: 'incident' });
    expect(await notePasses(store, incident, context())).toHaveLength(controls.length);
    const { row } = await record(store, lookOf(looked('pass', 0, { control: 'a/one' })), context());
    await store.put({ ...row, former: 'f'.repeat(32) }, 0);
    const left = await notePasses(withFormer(store), pass(1), context());
    expect(left.map(({ look }) => look.key.control)).toEqual(['a/one']);
  });
});

/** As a table tells of rows that an older version wrote. */
function withFormer(store: RecordStore): RecordStore {
  const { passNotes: notes = never() } = store;
  const read: typeof notes.read = async (place) => {
    const { note, rows } = await notes.read(place);
    return { note, rows: rows.map((row) => ({ ...row, former: 'f'.repeat(32) })), former: true };
  };
  return { ...store, passNotes: { ...notes, read } };
}

function never(): never {
  throw new Error('no such thing');
}
