// A sweep that no single run of the function can finish goes on in legs: who is at work on it, and which leg comes next. Pure.
// SPDX-License-Identifier: Apache-2.0
import { type JsonObject, numberOf, stringOf } from '../model/json.ts';
import { isBefore } from '../model/time.ts';
import type { SweepTask } from './homes.ts';

/** One leg of a sweep, as it is written down before it begins. */
export interface Leg {
  /** ISO time at which the sweep began: all that any leg sees counts as seen then. */
  readonly at: string;
  /** It goes on only under the policy and by the version that it began with. */
  readonly policy: string;
  readonly version: string;
  /** 1, 2, 3 … */
  readonly number: number;
  /** ISO time by which the function is stopped, or at which the leg came to its end: until then it has the sweep to itself. */
  readonly until: string;
}

/** More are none that comes to an end: five hours of work. */
export const mostLegs = 20;

/** What is older began before the sweeps of a whole day. */
const oldest = 24 * 60 * 60_000;

/** The leg to begin with; null: somebody else is at work, or the sweep that the message carries on has come to its end. */
export function nextLeg(
  { since }: Pick<SweepTask, 'since'>,
  underWay: Leg | null,
  now: Omit<Leg, 'number'>,
): Leg | null {
  if (underWay !== null && isBefore(now.at, underWay.until)) return null;
  if (since !== null && underWay?.at !== since) return null;
  if (underWay === null || !goesOn(underWay, now)) return { ...now, number: 1 };
  return { ...now, at: underWay.at, number: underWay.number + 1 };
}

function goesOn({ at, policy, version, number }: Leg, now: Omit<Leg, 'number'>): boolean {
  const isSame = policy === now.policy && version === now.version;
  return isSame && number < mostLegs && Date.parse(now.at) - Date.parse(at) < oldest;
}

/** Null: the newest entry is of a sweep that came to its end. */
export function legIn(entry: JsonObject | undefined): Leg | null {
  const number = numberOf(entry?.leg);
  if (entry === undefined || number === null) return null;
  const text = (key: string) => stringOf(entry[key]) ?? '';
  return { at: text('at'), policy: text('policy'), version: text('version'), number, until: text('until') };
}

export function legEntry({ number, ...rest }: Leg): JsonObject {
  return { ...rest, leg: number, whole: false };
}
