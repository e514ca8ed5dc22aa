// All that the looks at one row add up to: a join, so the order and the repetition of looks make no difference.
// SPDX-License-Identifier: Apache-2.0
import { compareTimes, earlierOf, isBefore, laterOf } from '../model/time.ts';
import { type Fine, fineAt, withFine } from './fine.ts';
import { bounded, type Instances, standsByItself, withEnd, withFail, withGone } from './instances.ts';
import type { FailLook, GoneLook, Sight, UnknownLook } from './look.ts';
import { actorsIn, type SeenActor, withActor } from './seen-actors.ts';

export interface Sightings {
  /** The newest fail: what the finding shows. */
  readonly fail: FailLook | null;
  /** Newest fail of something that runs, tasks and pods aside, which all do. */
  readonly awake: string | null;
  /** Newest time at which nothing was wrong with the identity itself: a pass, not applicable, or its end. */
  readonly cleared: string | null;
  readonly unknown: UnknownLook | null;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  /** Newest first, then by name (instances.ts). */
  readonly failing: Instances;
  /** Who caused the fails that were seen. Left out in what was recorded before they were kept. */
  readonly actors?: readonly SeenActor[];
  /** The rest is left out until something tells it, and in rows of before. Newest look at an instance that was fine. */
  readonly settled?: string;
  readonly fine?: Fine;
  /** Newest time at which the identity was gone with all its instances. */
  readonly over?: string;
  /** Newest fail of an instance that no longer fits on the list; null: all are on it. */
  readonly forgotten?: string | null;
}

export const nothingSeen: Sightings = {
  fail: null,
  awake: null,
  cleared: null,
  unknown: null,
  firstSeen: null,
  lastSeen: null,
  failing: [],
  actors: [],
  forgotten: null,
};

/** Adds one look. Returns the same object where the look says nothing new. */
export function see(seen: Sightings, sight: Sight): Sightings {
  switch (sight.outcome) {
    case 'fail':
      return seeFail(seen, sight);
    case 'unknown':
      return newest(seen.unknown, sight) === seen.unknown ? seen : { ...seen, unknown: sight };
    case 'gone':
      return seeGone(seen, sight);
    default:
      return sight.apart === true && sight.instance !== null
        ? seeFine(seen, sight.instance, sight.asOf)
        : clear(seen, sight.asOf);
  }
}

function seeFail(seen: Sightings, sight: FailLook): Sightings {
  const fail = newest(seen.fail, sight);
  const sleeps = sight.detail.dormant || sight.apart === true;
  const awake = sleeps ? seen.awake : laterOf(seen.awake, sight.asOf);
  const firstSeen = earlierOf(seen.firstSeen, sight.asOf);
  const lastSeen = laterOf(seen.lastSeen, sight.asOf);
  const failing = withFail(seen.failing, sight, fineAt(seen.fine ?? [], sight.instance ?? ''));
  const before = actorsIn(seen);
  const actors = withActor(before, sight);
  const same =
    fail === seen.fail &&
    awake === seen.awake &&
    firstSeen === seen.firstSeen &&
    failing === seen.failing &&
    actors === before;
  if (same) return seen;
  return { ...seen, fail, awake, firstSeen, lastSeen, actors, ...bounded(failing, lostSight(seen)) };
}

function clear(seen: Sightings, asOf: string): Sightings {
  const cleared = laterOf(seen.cleared, asOf);
  return cleared === seen.cleared ? seen : { ...seen, cleared };
}

/** A task or pod was fine: that says nothing of its owner, nor of its like. */
function seeFine(seen: Sightings, instance: string, asOf: string): Sightings {
  const failing = withGone(seen.failing, instance, asOf);
  const fine = withFine(seen.fine ?? [], instance, asOf);
  const settled = laterOf(seen.settled ?? null, asOf);
  const same = failing === seen.failing && fine === (seen.fine ?? fine) && settled === seen.settled;
  return same ? seen : { ...seen, failing, fine, settled };
}

function seeGone(seen: Sightings, sight: GoneLook): Sightings {
  const { asOf, instance, uid, whole = false } = sight;
  if (uid !== undefined) return withInstances(seen, withEnd(seen.failing, uid, asOf));
  if (instance !== null) return withInstances(seen, withGone(seen.failing, instance, asOf));
  if (!whole) return clear(seen, asOf);
  const over = laterOf(seen.over ?? null, asOf);
  return over === seen.over ? seen : { ...seen, over };
}

function withInstances(seen: Sightings, failing: Instances): Sightings {
  return failing === seen.failing ? seen : { ...seen, failing };
}

/** The newer of two looks of one outcome; equal times go by event id, then by instance, then by content, so that every order of arrival agrees. */
export function newest<L extends FailLook | UnknownLook>(before: L | null, sight: L): L {
  if (before === null) return sight;
  const order = compareTimes(before.asOf, sight.asOf);
  if (order !== 0) return order > 0 ? before : sight;
  if (before.eventId !== sight.eventId) return before.eventId > sight.eventId ? before : sight;
  return JSON.stringify(before) >= JSON.stringify(sight) ? before : sight;
}

/**
 * Is something still wrong? The fail of a task or pod stands until that one is gone or passes; any other until something newer
 * clears the identity or ends the instance; at equal times the fail stands. Of those that no longer fit on the list one may still
 * run, so only a newer pass, or the end of the identity, clears those.
 */
export function stands(seen: Sightings): boolean {
  return standing(seen).length > 0 || isUncleared(seen, lostSight(seen));
}

function standing(seen: Sightings): Instances {
  return seen.failing.filter(
    (entry) =>
      standsByItself(entry) &&
      (entry.apart === true || isUncleared(seen, entry.asOf)) &&
      isNewer(entry.asOf, seen.over),
  );
}

/** The tasks and pods whose own fail stands, by name. */
export function standingInstances(seen: Sightings): readonly string[] {
  return standing(seen).flatMap(({ apart, instance }) => (apart === true ? [instance] : []));
}

function isUncleared({ cleared, over }: Sightings, asOf: string | null): boolean {
  return asOf !== null && isNewer(asOf, cleared) && isNewer(asOf, over);
}

/** Not older than what cleared it. */
function isNewer(asOf: string, cleared: string | null | undefined): boolean {
  return cleared === null || cleared === undefined || !isBefore(asOf, cleared);
}

/** Older versions kept so many instances, and did not note whether they forgot one. */
const formerlyKept = 22;

function lostSight({ failing, forgotten }: Sightings): string | null {
  if (forgotten !== undefined) return forgotten;
  return failing.length === formerlyKept ? (failing.at(-1)?.asOf ?? null) : null;
}

/** Nothing that runs is wrong, only something that could be run. */
export function sleeping(seen: Sightings): boolean {
  if (!stands(seen)) return seen.fail?.detail.dormant ?? false;
  if (standing(seen).some(({ apart }) => apart === true)) return false;
  return seen.awake === null || isBefore(seen.awake, seen.cleared ?? '');
}

/** The newest unknown, unless something newer has been settled since. */
export function openQuestion(seen: Sightings): UnknownLook | null {
  const { unknown, lastSeen, cleared, settled } = seen;
  if (unknown === null || (lastSeen !== null && !isBefore(lastSeen, unknown.asOf))) return null;
  const fine = [cleared, settled].some((time) => typeof time === 'string' && isBefore(unknown.asOf, time));
  return fine ? null : unknown;
}
