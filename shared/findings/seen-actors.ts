// Who had a hand in a finding: every actor of a fail that was seen, as a join, so that no later look makes anybody forgotten.
// SPDX-License-Identifier: Apache-2.0
import type { FindingActor } from '../model/actor.ts';
import { compareTimes, isBefore } from '../model/time.ts';
import type { FailLook } from './look.ts';

export interface SeenActor extends FindingActor {
  /** ISO time of the newest fail that this actor caused. */
  readonly asOf: string;
}

const shownActors = 20;
/** One more, to know that there are more. */
const keptActors = shownActors + 1;

interface Seen {
  readonly fail: FailLook | null;
  readonly cleared: string | null;
  readonly actors?: readonly SeenActor[];
}

/** Of what was recorded before all were kept, the newest fail still tells one. */
export function actorsIn({ fail, actors }: Seen): readonly SeenActor[] {
  if (actors !== undefined) return actors;
  return fail === null ? [] : withActor([], fail);
}

/** Adds whoever caused a fail. The same list where that is known already, or not told. */
export function withActor(actors: readonly SeenActor[], { asOf, detail }: FailLook): readonly SeenActor[] {
  const who = detail.who ?? formerActor(detail);
  return who === null ? actors : withSeen(actors, { ...who, asOf });
}

function withSeen(actors: readonly SeenActor[], added: SeenActor): readonly SeenActor[] {
  const before = actors.find((one) => keyOf(one) === keyOf(added));
  if (before !== undefined && compareTimes(before.asOf, added.asOf) >= 0) return actors;
  const others = actors.filter((one) => one !== before);
  const place = others.findIndex((one) => comesBefore(added, one));
  if (place < 0) return others.length < keptActors ? [...others, added] : actors;
  return others.toSpliced(place, 0, added).slice(0, keptActors);
}

/** Those of both, as if the fails of both had been seen on one. */
export function actorsOfBoth(a: Seen, b: Seen): readonly SeenActor[] {
  return actorsIn(b).reduce(withSeen, actorsIn(a));
}

function formerActor({ actor, session = null }: FailLook['detail']): FindingActor | null {
  if (actor === null) return null;
  const sessionName = session?.slice(session.indexOf(':') + 1) ?? null;
  return { arn: actor, session, sessionName, sourceIdentity: null, directoryUser: null };
}

function keyOf({ arn, session, sessionName, sourceIdentity, directoryUser }: FindingActor): string {
  return JSON.stringify([arn, session, sessionName, sourceIdentity, directoryUser]);
}

function comesBefore(a: SeenActor, b: SeenActor): boolean {
  const order = compareTimes(a.asOf, b.asOf);
  return order === 0 ? keyOf(a) < keyOf(b) : order > 0;
}

/**
 * The actors of what is wrong now: of the fails since it was last cleared. Where none of those tells an actor, and where nothing is
 * wrong any more, all that are known: whoever let something else make the change again is not forgotten by that.
 */
export function occurrenceActors(seen: Seen): {
  readonly actors: readonly FindingActor[];
  readonly moreActors: boolean;
} {
  const all = actorsIn(seen);
  const since = all.filter(({ asOf }) => seen.cleared === null || !isBefore(asOf, seen.cleared));
  const counted = since.length > 0 ? since : all;
  const actors = counted.slice(0, shownActors).map(({ asOf: _, ...actor }) => actor);
  return { actors, moreActors: counted.length > shownActors };
}
