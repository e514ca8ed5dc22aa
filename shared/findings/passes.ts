// Takes passes that change nothing anybody sees into one note a subject; whatever else was looked at goes into its own row.
// SPDX-License-Identifier: Apache-2.0
import { earlierOf } from '../model/time.ts';
import { healed } from './healed.ts';
import { idOf, isSameKey, passNoteKey, passNotePlace } from './identity.ts';
import type { StepContext } from './lifecycle.ts';
import type { Look } from './look.ts';
import { unnoticed } from './notice.ts';
import { type NotePlace, newNote, type PassNote, seenWith, withLook } from './pass-note.ts';
import { attempts, pause, tooBusy } from './patience.ts';
import type { Row } from './row.ts';
import { openQuestion, stands } from './sightings.ts';
import type { NotedSubject, PassNotes, RecordStore } from './store.ts';
import { putPassNote } from './writes/findings.ts';

/** A look that belongs into a row, with what was read about its subject on the way; null: nothing was. */
export interface RowLook {
  readonly look: Look;
  readonly known: NotedSubject | null;
}

/**
 * Notes what it can, and gives the looks back that belong into rows, in their order: all of them where the store keeps no notes.
 * Errors: StoreError `conflict` where others were faster thirty times; what the store itself throws.
 */
export async function notePasses(
  { passNotes: notes }: Pick<RecordStore, 'passNotes'>,
  looks: readonly Look[],
  context: StepContext,
): Promise<readonly RowLook[]> {
  if (notes === undefined) return looks.map((look) => ({ look, known: null }));
  const noted = new Set<Look>();
  const read = new Map<string, NotedSubject>();
  const groups = Map.groupBy(looks.filter(isPass), placeOf);
  for (const [place, group] of groups) {
    const done = await noteGroup(notes, group, context);
    for (const look of done.noted) noted.add(look);
    if (done.known !== null) read.set(place, done.known);
  }
  const left = looks.filter((look) => !noted.has(look));
  return left.map((look) => ({ look, known: read.get(placeOf(look)) ?? null }));
}

function placeOf({ key }: Look): string {
  return passNotePlace(key);
}

function isPass({ life, sight: { outcome } }: Look): boolean {
  return life === 'state' && (outcome === 'pass' || outcome === 'not-applicable');
}

interface Noted {
  readonly noted: readonly Look[];
  readonly known: NotedSubject | null;
}

/** Passes of one subject in one cluster; gives those that are noted. */
async function noteGroup(notes: PassNotes, group: readonly Look[], context: StepContext): Promise<Noted> {
  const [first] = group;
  if (first === undefined) return { noted: [], known: null };
  for (let attempt = 0; attempt < attempts; attempt++) {
    const known = await notes.read(first.key);
    if (isOthers(known, first.key, context)) return { noted: [], known: null };
    const quiet = group.filter((look) => isQuiet(look, known.rows, context));
    const before = known.note ?? newNote(first.key, known.former);
    const after = withLooks(before, quiet, context);
    // Whoever noted it looked at the rows after that, or comes again: then these rows were read after it.
    if (after === before) return { noted: quiet, known };
    if (await putPassNote(notes, first.key, after))
      return { noted: await stillQuiet(notes, first.key, quiet, context), known };
    await pause(attempt);
  }
  throw tooBusy(`the note of ${first.key.identity}`);
}

/** Does the note of something else lie under the same key? Then it is left alone, and told. */
function isOthers({ note }: NotedSubject, place: NotePlace, { notify = unnoticed }: StepContext): boolean {
  const { of, key } = passNoteKey(place);
  if (note === null || note.of === of) return false;
  notify({ kind: 'other-identity', what: 'passes', identity: place.identity, key });
  return true;
}

function withLooks(note: PassNote, looks: readonly Look[], { latest }: StepContext): PassNote {
  const together = Map.groupBy(looks, ({ sight: { asOf, instance, ...more } }) => {
    const apart = 'apart' in more && more.apart === true ? instance : null;
    return JSON.stringify([latest === undefined ? asOf : earlierOf(asOf, latest), apart]);
  });
  return [...together].reduce((all, [name, group]) => {
    const [asOf, instance]: [string, string | null] = JSON.parse(name);
    return withLook(all, { instance, asOf, controls: group.map(({ key }) => key.control) });
  }, note);
}

/** Looked at again after the note was written: of a row that somebody began meanwhile, one of the two knows of the other. */
async function stillQuiet(
  notes: PassNotes,
  place: NotePlace,
  looks: readonly Look[],
  context: StepContext,
): Promise<readonly Look[]> {
  const rows = await notes.rows(place);
  return looks.filter((look) => isQuiet(look, rows, context));
}

/**
 * Would the look change nothing that anybody is told or shown? Nothing is wrong by this control, and nothing is open. Rows of older
 * versions are looked at one by one.
 */
function isQuiet({ key }: Look, rows: readonly Row[], { latest }: StepContext): boolean {
  if (rows.length === 0) return true;
  const own = idOf(key);
  const row = rows.find(({ id }) => id === own);
  if (row === undefined) return true;
  if (!isSameKey(row, key) || row.former !== undefined || row.life !== 'state') return false;
  return isSettled(row) && (latest === undefined || healed(row, latest) === row);
}

/** Nothing is wrong, nothing is open, and nobody was told otherwise. */
export function isSettled({ seen, told }: Row): boolean {
  const toldFine = told.status === null || told.status === 'resolved';
  return toldFine && !stands(seen) && openQuestion(seen) === null;
}

/** A row with what is noted beside it. The same object where that is nothing new. */
export function withNote(row: Row, note: PassNote | null, { latest }: StepContext): Row {
  if (row.life !== 'state') return row;
  const seen = seenWith(row.seen, note, row.control, latest);
  return seen === row.seen ? row : { ...row, seen };
}

/** The note beside a row; null: there is none, or it is another's. */
export async function noteBeside(
  { passNotes: notes }: Pick<RecordStore, 'passNotes'>,
  key: Look['key'],
): Promise<PassNote | null> {
  const note = (await notes?.get(key)) ?? null;
  return note?.of === passNoteKey(key).of ? note : null;
}
