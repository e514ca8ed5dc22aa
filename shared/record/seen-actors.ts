// Who had a hand in a finding: every actor of a fail that was seen, as a join, so that no later look makes anybody forgotten.
import type { FindingActor } from '../model/actor.ts';
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
  if (who === null) return actors;
  const before = actors.find((one) => keyOf(one) === keyOf(who));
  if (before !== undefined && before.asOf >= asOf) return actors;
  const added: SeenActor = { ...who, asOf };
  const others = actors.filter((one) => one !== before);
  const place = others.findIndex((one) => comesBefore(added, one));
  if (place < 0) return others.length < keptActors ? [...others, added] : actors;
  return others.toSpliced(place, 0, added).slice(0, keptActors);
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
  return a.asOf === b.asOf ? keyOf(a) < keyOf(b) : a.asOf > b.asOf;
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
  const since = all.filter(({ asOf }) => asOf >= (seen.cleared ?? ''));
  const counted = since.length > 0 ? since : all;
  const actors = counted.slice(0, shownActors).map(({ asOf: _, ...actor }) => actor);
  return { actors, moreActors: counted.length > shownActors };
}
