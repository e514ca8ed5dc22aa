// When instances that are not known to fail were last seen to be fine: so that a fail that is older and comes late opens nothing.
// SPDX-License-Identifier: Apache-2.0
import { compareTimes, laterOf } from '../model/time.ts';

/** Of each instance the newest look that found it fine, the newest first. Bounded: looks come late by moments, not by many instances. */
export type Fine = readonly (readonly [instance: string, asOf: string])[];

const kept = 10;

export function fineAt(fine: Fine, instance: string): string | null {
  return fine.find(([name]) => name === instance)?.[1] ?? null;
}

/** Gives the same list back where the look says nothing new. */
export function withFine(fine: Fine, instance: string, asOf: string): Fine {
  const before = fineAt(fine, instance);
  if (laterOf(before, asOf) === before) return fine;
  const others = fine.filter(([name]) => name !== instance);
  const place = others.findIndex(([name, time]) => {
    const order = compareTimes(time, asOf);
    return order === 0 ? instance < name : order < 0;
  });
  const all = others.toSpliced(place < 0 ? others.length : place, 0, [instance, asOf]);
  const last = all[kept];
  // What does not fit leaves the list as it was.
  return last?.[0] === instance ? fine : all.slice(0, kept);
}
