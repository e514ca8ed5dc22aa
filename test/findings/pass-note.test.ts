// The note of passes by itself: a join, bounded, and the same after it was written down.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type NotedLook,
  newNote,
  type PassNote,
  seenWith,
  withLook,
} from '../../shared/findings/pass-note.ts';
import { noteFrom, noteText } from '../../shared/findings/pass-note-text.ts';
import { nothingSeen } from '../../shared/findings/sightings.ts';
import { minute, service, task } from './fixtures.ts';

const empty = newNote({ identity: service, cluster: 'shop', account: '1', region: 'r' }, false);
const look = (instances: number): fc.Arbitrary<NotedLook> =>
  fc.record({
    instance: fc.option(fc.integer({ min: 0, max: instances - 1 }).map(task), { nil: null }),
    asOf: fc.integer({ min: 0, max: 9 }).map(minute),
    controls: fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 }),
  });
const noteOf = (looks: readonly NotedLook[]): PassNote => looks.reduce(withLook, empty);
const known = (note: PassNote) =>
  ['a', 'b', 'c', 'd'].map((control) => seenWith(nothingSeen, note, control, undefined));

describe('a note', () => {
  test('says the same for every order and repetition of looks', () => {
    const twice = fc
      .array(look(6), { maxLength: 20 })
      .chain((looks) =>
        fc.tuple(
          fc.constant(looks),
          fc.shuffledSubarray([...looks, ...looks], { minLength: 2 * looks.length }),
        ),
      );
    fc.assert(
      fc.property(twice, ([looks, shuffled]) => {
        expect(known(noteOf(shuffled))).toEqual(known(noteOf(looks)));
      }),
    );
  });

  test('is the very same where a look says nothing new', () => {
    fc.assert(
      fc.property(fc.array(look(6), { minLength: 1, maxLength: 20 }), (looks) => {
        const note = noteOf(looks);
        for (const one of looks) expect(withLook(note, one)).toBe(note);
      }),
    );
  });

  test('knows of each control the newest look at the identity, and at each of so many instances', () => {
    const looks = Array.from({ length: 50 }, (_, at) => ({
      instance: task(at),
      asOf: minute(at),
      controls: ['a'],
    }));
    const own = { instance: null, asOf: minute(0), controls: ['a'] };
    const note = noteOf([own, ...looks]);
    expect(note.looks).toHaveLength(21);
    expect(note.looks.find(({ instance }) => instance === null)).toEqual(own);
    expect(note.looks.at(-1)).toEqual(looks.at(-1));
  });

  test('believes nothing from later than may be', () => {
    const note = noteOf([{ instance: null, asOf: minute(90), controls: ['a'] }]);
    expect(seenWith(nothingSeen, note, 'a', minute(50)).cleared).toBe(minute(50));
    expect(seenWith(nothingSeen, note, 'b', undefined)).toBe(nothingSeen);
    expect(seenWith(nothingSeen, null, 'a', undefined)).toBe(nothingSeen);
  });
});

describe('its text', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(look(30), { maxLength: 40 }), fc.boolean(), (looks, former) => {
        const note = { ...noteOf(looks), former };
        expect(noteFrom(noteText(note), note.of, note.version)).toEqual(note);
      }),
    );
  });

  test('stays small: what looks share is written once', () => {
    const controls = Array.from({ length: 60 }, (_, index) => `namespace-isolation/some-control-${index}`);
    const looks = Array.from({ length: 20 }, (_, at) => ({ instance: task(at), asOf: minute(at), controls }));
    expect(noteText(noteOf(looks)).length).toBeLessThan(6000);
  });

  test.each([
    '',
    '{',
    '[]',
    'null',
    '{"lists":1,"looks":[[1,2,3],[null,"2026",7],5,null]}',
  ])('that nobody can read says nothing, and that rows of older versions may be there: %s', (text) => {
    expect(noteFrom(text, 'of', 3)).toEqual({ of: 'of', version: 3, former: true, looks: [] });
  });
});

test('a look that is older than all that are kept is nothing new', () => {
  const look = (number: number) => ({
    instance: `task-${number}`,
    asOf: new Date(Date.UTC(2026, 2, 1, 12, number)).toISOString(),
    controls: ['namespace-isolation/no-privileged'],
  });
  const place = { identity: 'web', cluster: 'shop', account: '111122223333', region: 'eu-west-1' };
  const numbers = Array.from({ length: 25 }, (_, number) => number + 1);
  const note = numbers.reduce((all, number) => withLook(all, look(number)), newNote(place, false));
  expect(withLook(note, look(0))).toBe(note);
  expect(withLook(note, look(1))).toBe(note);
  expect(withLook(note, look(30))).not.toBe(note);
});
