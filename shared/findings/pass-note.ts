// What passed, noted once a subject instead of in a row for each control: when each was last seen to be fine. A join, bounded. Pure.
// SPDX-License-Identifier: Apache-2.0
import { compareTimes, earlierOf } from '../model/time.ts';
import { passNoteKey, type RowKey } from './identity.ts';
import type { ClearLook } from './look.ts';
import { type Sightings, see } from './sightings.ts';

/** A subject in a cluster. */
export type NotePlace = Omit<RowKey, 'control'>;

/** A look that found nothing wrong by these controls. */
export interface NotedLook {
  /** The task or pod that was looked at; null: the identity itself. */
  readonly instance: string | null;
  /** As `storedTime` gives it. */
  readonly asOf: string;
  /** In order. */
  readonly controls: readonly string[];
}

export interface PassNote {
  /** What it is of, since its key is a hash. */
  readonly of: string;
  /** Grows by one with every write; 0 was never written. */
  readonly version: number;
  /** Whether rows of an older version lie about this subject: none is ever added to them. */
  readonly former: boolean;
  /** The newest last. */
  readonly looks: readonly NotedLook[];
}

/** Looks come late by moments, not by many instances. */
const keptInstances = 20;

export function newNote(place: NotePlace, former: boolean): PassNote {
  return { of: passNoteKey(place).of, version: 0, former, looks: [] };
}

/** Adds a look: of each control and instance the newest stays. The same object where it says nothing new. */
export function withLook(note: PassNote, { instance, asOf, controls }: NotedLook): PassNote {
  const [own, others] = split(note.looks, (look) => look.instance === instance);
  const [older, known] = split(own, (look) => compareTimes(look.asOf, asOf) < 0);
  const fresh = controls.filter((control) => !known.some((look) => look.controls.includes(control)));
  if (fresh.length === 0) return note;
  const [same, newer] = split(known, (look) => compareTimes(look.asOf, asOf) === 0);
  const added = {
    ...{ instance, asOf },
    controls: [...new Set([...fresh, ...same.flatMap((look) => look.controls)])].toSorted(),
  };
  const left = older.map((look) => without(look, controls));
  const looks = bounded([...others, ...left, ...newer, added]);
  // Older than all that are kept: nothing to write.
  return looks.includes(added) ? { ...note, looks } : note;
}

function split<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

function without(look: NotedLook, controls: readonly string[]): NotedLook {
  return { ...look, controls: look.controls.filter((control) => !controls.includes(control)) };
}

function bounded(looks: readonly NotedLook[]): readonly NotedLook[] {
  const sorted = looks.filter(({ controls }) => controls.length > 0).toSorted(byTime);
  const instances = sorted.filter(({ instance }) => instance !== null);
  const dropped = new Set(instances.slice(0, Math.max(0, instances.length - keptInstances)));
  return sorted.filter((look) => !dropped.has(look));
}

function byTime(a: NotedLook, b: NotedLook): number {
  const order = compareTimes(a.asOf, b.asOf);
  if (order !== 0) return order;
  return (a.instance ?? '') < (b.instance ?? '') ? -1 : 1;
}

/** What a row has seen, with what is noted of its control. Nothing after `latest` (ISO) is believed. The same object where that is nothing new. */
export function seenWith(
  seen: Sightings,
  note: PassNote | null,
  control: string,
  latest: string | undefined,
): Sightings {
  const looks = (note?.looks ?? []).filter(({ controls }) => controls.includes(control));
  return looks.reduce((all, { instance, asOf }) => see(all, clearLook(instance, asOf, latest)), seen);
}

function clearLook(instance: string | null, asOf: string, latest: string | undefined): ClearLook {
  const apart = instance === null ? {} : { apart: true };
  const believed = latest === undefined ? asOf : earlierOf(asOf, latest);
  return { outcome: 'pass', asOf: believed, eventId: '', instance, ...apart };
}
