// Takes looks, ends and decisions into a store: read, step, write under compare-and-set, and again where somebody was faster.
// SPDX-License-Identifier: Apache-2.0

import { isCanary } from '../model/canary.ts';
import type { FindingChange } from '../model/finding.ts';
import type { Gone } from '../model/observation.ts';
import { earlierOf } from '../model/time.ts';
import { placeOfRow } from './former.ts';
import { endsAt, type Grave, gravesFor, noteEnd } from './graves.ts';
import { formerIdOf, idOf, isSameKey, isSameSubject, subjectHash } from './identity.ts';
import { isSeenAs } from './instances.ts';
import {
  decide,
  type RecordedDecision,
  type Step,
  type StepContext,
  settle,
  stepAll,
  tick,
} from './lifecycle.ts';
import { type GoneLook, goneSight, type Look } from './look.ts';
import { unnoticed } from './notice.ts';
import type { PassNote } from './pass-note.ts';
import { isSettled, noteBeside, withNote } from './passes.ts';
import { attempts, pause, tooBusy } from './patience.ts';
import { type HistoryEntry, newRow, type Row } from './row.ts';
import { isFinding, type NotedSubject, type RecordStore, StoreError } from './store.ts';
import { appendToHistory, putRow } from './writes/findings.ts';

/** When and by which event something was seen to be gone. */
export interface GoneOccasion {
  readonly asOf: string;
  readonly eventId: string;
}

/** A row as written, and what is to be told of it, in order. */
interface Recorded {
  readonly row: Row;
  readonly changes: readonly FindingChange[];
}

/**
 * Takes a look into the record and returns the row and what changed. A fail that arrives after news of its subject's
 * end is settled with it in the same step, so a late fail opens nothing. Where the row of another subject lies under the same id,
 * nothing is written, and `context.notify` is told. `known`: what was just read about the subject, which saves reading it again.
 * Errors: StoreError `conflict` where others were faster thirty times; what the store itself throws.
 */
export async function record(
  store: RecordStore,
  look: Look,
  context: StepContext,
  known: NotedSubject | null = null,
): Promise<Recorded> {
  const id = idOf(look.key);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { before, note } = await standing(store, look, attempt === 0 ? known : null);
    if (before !== null && !isSameKey(before, look.key)) return refused(before, look, context);
    const graves = gravesFor(before, look);
    const ends = await endsAt(store, graves, look.sight, context.notify);
    const given = withNote(before ?? newRow(look), note, context);
    const result = stepAll(given, [look.sight, ...ends], context);
    const row = await writeStep(store, before, result);
    if (row !== null) {
      if (isFinding(row) && (before === null || !isFinding(before))) await lookBeside(store, row, context);
      const later = await recheck(store, look, { row, before, graves, known: ends }, context);
      return recorded({ ...result, row }, later);
    }
    await pause(attempt);
  }
  throw tooBusy(`finding ${id}`);
}

interface Standing {
  readonly before: Row | null;
  readonly note: PassNote | null;
}

/** The row and the note beside it: as read before, else as they are now. Writing on what was read before fails where it is old. */
async function standing(store: RecordStore, { key }: Look, known: NotedSubject | null): Promise<Standing> {
  const id = idOf(key);
  if (known !== null) return { before: known.rows.find((row) => row.id === id) ?? null, note: known.note };
  return { before: await store.get(id), note: await noteBeside(store, key) };
}

function refused(row: Row, { key }: Look, { notify = unnoticed }: StepContext): Recorded {
  notify({ kind: 'other-identity', what: 'finding', identity: key.identity, key: row.id });
  return { row, changes: [] };
}

/** Former ids were short enough to be forged: a new finding that shares one with another is somebody's doing, and is told. */
async function lookBeside(store: RecordStore, row: Row, { notify = unnoticed }: StepContext): Promise<void> {
  const former = formerIdOf(row.id);
  const other = former === null ? null : await store.get(former);
  if (former === null || other === null || other.id === row.id) return;
  notify({ kind: 'other-identity', what: 'finding', identity: row.identity, key: former });
}

/** Takes the end of an identity, or of one of its instances, into every finding about it; returns what changed. */
export async function recordGone(
  store: RecordStore,
  gone: Gone,
  occasion: GoneOccasion,
  context: StepContext,
): Promise<readonly FindingChange[]> {
  const { latest, notify = unnoticed } = context;
  const asOf = latest === undefined ? occasion.asOf : earlierOf(occasion.asOf, latest);
  const sight = goneSight(asOf, occasion.eventId, gone);
  // Noted first, read by `record` after its write: whichever of the two is last sees the other.
  await noteEnd(store, gone, sight.asOf, notify);
  const changes: FindingChange[] = [];
  for (const row of await store.about(subjectHash(gone))) {
    if (!isSameSubject(row, gone))
      notify({ kind: 'other-identity', what: 'finding', identity: gone.identity, key: row.id });
    else if (concerns(row, gone)) {
      const { change } = await update(store, row.id, (now) => stepAll(now, [sight], context));
      if (change !== null) changes.push(change);
    }
  }
  return changes;
}

/**
 * Takes a decision into the record. `effect` is false where it changed nothing (see `decide`).
 * Errors: StoreError `not-found` where there is no such finding, `conflict` as above.
 */
export async function recordDecision(
  store: RecordStore,
  id: string,
  decision: RecordedDecision,
  context: StepContext,
): Promise<Step & { readonly effect: boolean }> {
  let effect = false;
  const result = await update(store, id, (row) => {
    const decided = decide(row, decision, context);
    effect = decided.row !== row;
    return decided;
  });
  return { ...result, effect };
}

/** Tells what time alone has changed of one finding: run over all of them now and then. */
export function recordTick(store: RecordStore, id: string, context: StepContext): Promise<Step> {
  return update(store, id, (row) => tick(row, context));
}

/** A finding's changes in the order told. The newest is in the row itself too, in case its writer died in between. */
export async function historyOf(store: RecordStore, id: string): Promise<readonly HistoryEntry[]> {
  const row = (await store.get(id)) ?? { id };
  const last = 'told' in row ? row.told.last : null;
  const kept = (await store.read(historyLog(row))) as readonly object[] as readonly HistoryEntry[];
  return last === null || kept.some(({ seq }) => seq === last.seq) ? kept : [...kept, last];
}

/** Appends an entry to a finding's history unless it is there. */
async function appendHistory(
  store: RecordStore,
  row: Pick<Row, 'id' | 'former'>,
  entry: HistoryEntry,
): Promise<void> {
  await appendToHistory(store, historyLog(row), entry.seq, { ...entry });
}

function historyLog(row: Pick<Row, 'id' | 'former'>): `history/${string}` {
  return `history/${placeOfRow(row)}`;
}

/** Changes a row that is there. Errors: StoreError `not-found`, `conflict`. */
export function update(store: RecordStore, id: string, change: (row: Row) => Step): Promise<Step> {
  return takeStep(store, id, (row) => {
    if (row === null) throw new StoreError('not-found', `there is no finding ${id}`);
    return change(row);
  });
}

/** Changes a row, or begins it, as often as it takes until nobody else was faster. Errors: StoreError `conflict`. */
export async function takeStep(
  store: RecordStore,
  id: string,
  change: (row: Row | null) => Step,
): Promise<Step> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = await store.get(id);
    const result = change(before);
    const row = await writeStep(store, before, result);
    if (row !== null) return { ...result, row };
    await pause(attempt);
  }
  throw tooBusy(`finding ${id}`);
}

/** Writes a step; gives the row as it is now stored, or null where somebody else was faster. */
async function writeStep(store: RecordStore, before: Row | null, { row, change }: Step): Promise<Row | null> {
  if (row === before) return row;
  const version = before?.version ?? 0;
  if (!(await putRow(store, row, version))) return null;
  // Nobody asks what became of a canary.
  if (change !== null && !isCanary(row)) {
    // The former entry again: its writer may have died between row and history.
    for (const entry of [before?.told.last, row.told.last]) if (entry) await appendHistory(store, row, entry);
  }
  return { ...row, version: version + 1 };
}

interface Known extends Pick<Standing, 'before'> {
  readonly row: Row;
  readonly graves: readonly Grave[];
  readonly known: readonly GoneLook[];
}

/**
 * Reads the ends and the note of passes again after the write: one may have been noted in between, by somebody who did not see the
 * row yet.
 */
async function recheck(
  store: RecordStore,
  look: Look,
  { row, before, graves, known }: Known,
  context: StepContext,
): Promise<Step | null> {
  const ends = await endsAt(store, graves, look.sight);
  const news = ends.filter((end) => !known.some((one) => JSON.stringify(one) === JSON.stringify(end)));
  // Where nothing is wrong, a pass says nothing new; where nothing was written, whoever noted one saw the row.
  const note = isSettled(row) || row === before ? null : await noteBeside(store, look.key);
  if (news.length === 0 && withNote(row, note, context) === row) return null;
  return update(store, idOf(look.key), (now) => {
    const given = withNote(now, note, context);
    const { eventId } = look.sight;
    return news.length > 0 ? stepAll(given, news, context) : settle(now, given, context, { eventId });
  });
}

function recorded(first: Step, later: Step | null): Recorded {
  const changes = [first.change, later?.change ?? null].filter((change) => change !== null);
  return { row: later?.row ?? first.row, changes };
}

/** Does this end touch this row? Incidents are about what happened; nothing ends them. */
function concerns(row: Row, { cluster = null, instance, uid = null }: Gone): boolean {
  if (!isFinding(row) || row.life === 'incident') return false;
  if (uid !== null) return row.seen.failing.some((entry) => isSeenAs(entry, uid));
  if (cluster !== null && row.cluster !== cluster) return false;
  return instance === null || row.seen.failing.some((entry) => entry.instance === instance);
}
