// The failing instances of an identity, as the record keeps them: a join, bounded, with those that still stand kept longest. Pure.
// SPDX-License-Identifier: Apache-2.0
import { compareTimes, laterOf, latestClaim } from '../model/time.ts';
import type { FailLook } from './look.ts';

/** A failing instance of the identity; '' is the identity itself. */
export interface FailingInstance {
  readonly instance: string;
  /** Its newest fail. */
  readonly asOf: string;
  /** Newest time at which it was gone, or fine by a look of its own. */
  readonly gone: string | null;
  /** The very thing that was seen failing; left out: nothing tells. */
  readonly uid?: string;
  /** No look but its own says anything of it. */
  readonly apart?: true;
  /** Newest time at which that very thing was no more: what is seen of it much later belies it. */
  readonly ended?: string;
  /** Its owner is confirmed by now, and keeps it. */
  readonly moved?: true;
}

export type Instances = readonly FailingInstance[];

export const shownInstances = 20;
/** Kept whatever became of them: one more, to know that there are more, and one for the identity itself, which is not shown. */
const keptInstances = shownInstances + 2;
/** Tasks and pods kept beyond those, as long as their fail stands; who has more forgets the oldest (`forgotten`). */
const standingInstances = 200;

/** Adds a fail: the newest of each instance stays. `fine`: when the instance was last seen to be fine, where that is known. */
export function withFail(failing: Instances, sight: FailLook, fine: string | null): Instances {
  const instance = sight.instance ?? '';
  const before = failing.find((entry) => entry.instance === instance);
  const added = entryOf(sight, instance, before, fine);
  if (added === null) return failing;
  const others = before === undefined ? failing : failing.filter((entry) => entry !== before);
  const place = others.findIndex((entry) => comesBefore(added, entry));
  return others.toSpliced(place < 0 ? others.length : place, 0, added);
}

/** Null where it says nothing new. Of two fails at one time the uid that stands later counts, so that every order agrees. */
function entryOf(
  { asOf, uid, apart }: FailLook,
  instance: string,
  before: FailingInstance | undefined,
  fine: string | null,
): FailingInstance | null {
  const order = before === undefined ? -1 : compareTimes(before.asOf, asOf);
  if (order > 0 || (order === 0 && (before?.uid ?? '') >= (uid ?? ''))) return null;
  return {
    ...{ instance, asOf, gone: before?.gone ?? fine },
    ...(uid === undefined ? {} : { uid }),
    ...(apart ? { apart } : {}),
    ...(before?.ended !== undefined && isSeenAs(before, uid ?? instance) ? { ended: before.ended } : {}),
  };
}

export function comesBefore(a: FailingInstance, b: FailingInstance): boolean {
  const order = compareTimes(a.asOf, b.asOf);
  return order === 0 ? a.instance < b.instance : order > 0;
}

/** Notes that an instance was gone, or fine by its own look, at a time. */
export function withGone(failing: Instances, instance: string, asOf: string): Instances {
  const index = failing.findIndex((entry) => entry.instance === instance);
  const entry = failing[index];
  if (entry === undefined) return failing;
  const gone = laterOf(entry.gone, asOf);
  return gone === entry.gone ? failing : failing.with(index, { ...entry, gone });
}

/** Notes the end of the very thing that is named by a uid. Another of the same name is not touched. */
export function withEnd(failing: Instances, uid: string, asOf: string): Instances {
  const told = (entry: FailingInstance) =>
    isSeenAs(entry, uid) && laterOf(entry.ended ?? null, asOf) !== entry.ended;
  if (!failing.some(told)) return failing;
  return failing.map((entry) => (told(entry) ? { ...entry, ended: asOf } : entry));
}

export function isSeenAs({ uid, instance }: FailingInstance, named: string): boolean {
  // Rows of before kept no uid; the ARN of a task is one.
  return (uid ?? (instance.startsWith('arn:') ? instance : undefined)) === named;
}

/** Does its fail stand, as far as the instance's own looks and ends go? At equal times the fail stands. */
export function standsByItself({ asOf, gone, ended, moved }: FailingInstance): boolean {
  if (moved === true || (gone !== null && compareTimes(gone, asOf) > 0)) return false;
  // What has a uid ends once. A fail of about that time may only have come late; of long after, the end was none.
  return ended === undefined || compareTimes(asOf, latestClaim(ended)) > 0;
}

export interface Bounded {
  readonly failing: Instances;
  /** Newest fail of an instance that stood and was let go for want of room; null: none was. */
  readonly forgotten: string | null;
}

/** The newest, those that stand beyond them, and no more than fit. */
export function bounded(failing: Instances, forgotten: string | null): Bounded {
  if (failing.length <= keptInstances) return { failing, forgotten };
  const kept = failing.filter((entry, index) => index < keptInstances || mustStay(entry));
  const whole = kept.slice(0, standingInstances);
  const lost = failing.find((entry) => standsByItself(entry) && !whole.includes(entry));
  return { failing: whole, forgotten: lost === undefined ? forgotten : laterOf(forgotten, lost.asOf) };
}

/** Only its own look, or its end, says that such a one is fine: it must be known by name. */
function mustStay(entry: FailingInstance): boolean {
  return entry.apart === true && standsByItself(entry);
}
