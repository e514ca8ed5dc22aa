// All that the looks at one row add up to: a join, so the order and the repetition of looks make no difference.
import type { FailLook, Sight, UnknownLook } from './look.ts';
import { actorsIn, type SeenActor, withActor } from './seen-actors.ts';

/** A failing instance of the identity; '' is the identity itself. */
export interface FailingInstance {
  readonly instance: string;
  /** Its newest fail. */
  readonly asOf: string;
  /** Since when it is gone, as far as known. */
  readonly gone: string | null;
}

export interface Sightings {
  /** The newest fail: what the finding shows. */
  readonly fail: FailLook | null;
  /** Newest fail of something that runs. */
  readonly awake: string | null;
  /** Newest time at which nothing was wrong: a pass, not applicable, or the identity gone. */
  readonly cleared: string | null;
  readonly unknown: UnknownLook | null;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  /** Newest first, then by name; at most `keptInstances`. */
  readonly failing: readonly FailingInstance[];
  /** Who caused the fails that were seen. Left out in what was recorded before they were kept. */
  readonly actors?: readonly SeenActor[];
}

export const shownInstances = 20;
/** One more, to know that there are more; and one for the identity itself, which is not shown as an instance. */
const keptInstances = shownInstances + 2;

export const nothingSeen: Sightings = {
  fail: null,
  awake: null,
  cleared: null,
  unknown: null,
  firstSeen: null,
  lastSeen: null,
  failing: [],
  actors: [],
};

/** Adds one look. Returns the same object where the look says nothing new. */
export function see(seen: Sightings, sight: Sight): Sightings {
  switch (sight.outcome) {
    case 'fail':
      return seeFail(seen, sight);
    case 'unknown':
      return newest(seen.unknown, sight) === seen.unknown ? seen : { ...seen, unknown: sight };
    case 'gone':
      return sight.instance === null ? clear(seen, sight.asOf) : bury(seen, sight.instance, sight.asOf);
    default:
      return clear(seen, sight.asOf);
  }
}

function seeFail(seen: Sightings, sight: FailLook): Sightings {
  const fail = newest(seen.fail, sight);
  const awake = sight.detail.dormant ? seen.awake : later(seen.awake, sight.asOf);
  const firstSeen = seen.firstSeen !== null && seen.firstSeen <= sight.asOf ? seen.firstSeen : sight.asOf;
  const lastSeen = later(seen.lastSeen, sight.asOf);
  const failing = withInstance(seen.failing, sight.instance ?? '', sight.asOf);
  const before = actorsIn(seen);
  const actors = withActor(before, sight);
  const same =
    fail === seen.fail &&
    awake === seen.awake &&
    firstSeen === seen.firstSeen &&
    failing === seen.failing &&
    actors === before;
  return same ? seen : { ...seen, fail, awake, firstSeen, lastSeen, failing, actors };
}

function clear(seen: Sightings, asOf: string): Sightings {
  const cleared = later(seen.cleared, asOf);
  return cleared === seen.cleared ? seen : { ...seen, cleared };
}

function bury(seen: Sightings, instance: string, asOf: string): Sightings {
  const index = seen.failing.findIndex((entry) => entry.instance === instance);
  const entry = seen.failing[index];
  if (entry === undefined) return seen;
  const gone = later(entry.gone, asOf);
  return gone === entry.gone ? seen : { ...seen, failing: seen.failing.with(index, { ...entry, gone }) };
}

function withInstance(
  failing: readonly FailingInstance[],
  instance: string,
  asOf: string,
): readonly FailingInstance[] {
  const before = failing.find((entry) => entry.instance === instance);
  if (before !== undefined && before.asOf >= asOf) return failing;
  const added = { instance, asOf, gone: before?.gone ?? null };
  const others = before === undefined ? failing : failing.filter((entry) => entry !== before);
  const place = others.findIndex((entry) => comesBefore(added, entry));
  if (place < 0) return others.length < keptInstances ? [...others, added] : failing;
  return others.toSpliced(place, 0, added).slice(0, keptInstances);
}

function comesBefore(a: FailingInstance, b: FailingInstance): boolean {
  return a.asOf === b.asOf ? a.instance < b.instance : a.asOf > b.asOf;
}

function later(before: string | null, asOf: string): string {
  return before !== null && before >= asOf ? before : asOf;
}

/** The newer of two looks of one outcome; equal times go by event id, then by instance, then by content, so that every order of arrival agrees. */
function newest<L extends FailLook | UnknownLook>(before: L | null, sight: L): L {
  if (before === null) return sight;
  if (before.asOf !== sight.asOf) return before.asOf > sight.asOf ? before : sight;
  if (before.eventId !== sight.eventId) return before.eventId > sight.eventId ? before : sight;
  return JSON.stringify(before) >= JSON.stringify(sight) ? before : sight;
}

/**
 * Is something still wrong? A fail stands unless something newer clears the identity or ends the instance; at equal
 * times the fail stands. Where older instances have been forgotten one of them may still run, so only a newer pass,
 * or the end of the identity, clears those.
 */
export function stands(seen: Sightings): boolean {
  const cleared = seen.cleared ?? '';
  const uncleared = seen.failing.filter((entry) => entry.asOf >= cleared);
  if (uncleared.length === keptInstances) return true;
  return uncleared.some((entry) => entry.gone === null || entry.gone <= entry.asOf);
}

/** Nothing that runs is wrong, only something that could be run. */
export function sleeping(seen: Sightings): boolean {
  if (!stands(seen)) return seen.fail?.detail.dormant ?? false;
  return seen.awake === null || seen.awake < (seen.cleared ?? '');
}

/** The newest unknown, unless something newer has been settled since. */
export function openQuestion(seen: Sightings): UnknownLook | null {
  const { unknown, lastSeen, cleared } = seen;
  if (unknown === null || (lastSeen !== null && lastSeen >= unknown.asOf)) return null;
  return cleared !== null && cleared > unknown.asOf ? null : unknown;
}
