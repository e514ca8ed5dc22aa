// Rows that hold a time of the future, as versions before took it from whoever told it: brought back to what is known. Pure.
// SPDX-License-Identifier: Apache-2.0
import { compareTimes, earlierOf, storedTime } from '../model/time.ts';
import { comesBefore, type FailingInstance } from './instances.ts';
import type { Row } from './row.ts';
import type { Sightings } from './sightings.ts';

type Mend = <T extends string | null | undefined>(time: T) => T | string;

/**
 * The row with every time that lies after `latest` set back to when the record last told something of it, by its own clock: then,
 * at the latest, it was seen. So what comes after counts again. Most rows are given back as they are.
 */
export function healed(row: Row, latest: string): Row {
  if (!timesIn(row).some((time) => isAfter(time, latest))) return row;
  const known = earlierOf(storedTime(row.told.last?.at ?? null), latest);
  const mend: Mend = (time) => (isAfter(time, latest) ? known : time);
  const { acknowledged } = row.decided;
  const decided =
    acknowledged === null
      ? row.decided
      : { ...row.decided, acknowledged: { ...acknowledged, upTo: mend(acknowledged.upTo) } };
  return { ...row, decided, seen: mended(row.seen, mend) };
}

function isAfter(time: string | null | undefined, latest: string): boolean {
  return typeof time === 'string' && compareTimes(time, latest) > 0;
}

function timesIn({ seen, decided }: Row): readonly (string | null | undefined)[] {
  const { firstSeen, lastSeen, cleared, settled, over, forgotten, unknown, awake } = seen;
  const own = [firstSeen, lastSeen, cleared, settled, over, forgotten, unknown?.asOf, awake];
  const instances = seen.failing.flatMap(({ asOf, gone, ended }) => [asOf, gone, ended]);
  const others = [...(seen.fine ?? []).map(([, at]) => at), ...(seen.actors ?? []).map(({ asOf }) => asOf)];
  return [...own, ...instances, ...others, decided.acknowledged?.upTo];
}

function mended(seen: Sightings, mend: Mend): Sightings {
  const { firstSeen, lastSeen, cleared, awake, settled, over, forgotten, fail, unknown, fine, actors } = seen;
  return {
    ...seen,
    ...{ firstSeen: mend(firstSeen), lastSeen: mend(lastSeen), cleared: mend(cleared), awake: mend(awake) },
    ...(settled === undefined ? {} : { settled: mend(settled) }),
    ...(over === undefined ? {} : { over: mend(over) }),
    ...(forgotten === undefined ? {} : { forgotten: mend(forgotten) }),
    fail: fail && { ...fail, asOf: mend(fail.asOf) },
    unknown: unknown && { ...unknown, asOf: mend(unknown.asOf) },
    failing: seen.failing.map((entry) => mendedEntry(entry, mend)).toSorted(byNewest),
    ...(actors === undefined ? {} : { actors: actors.map((one) => ({ ...one, asOf: mend(one.asOf) })) }),
    ...(fine === undefined ? {} : { fine: fine.map(([name, at]) => [name, mend(at)] as const) }),
  };
}

function mendedEntry(entry: FailingInstance, mend: Mend): FailingInstance {
  const { asOf, gone, ended } = entry;
  const own = ended === undefined ? {} : { ended: mend(ended) };
  return { ...entry, asOf: mend(asOf), gone: mend(gone), ...own };
}

function byNewest(a: FailingInstance, b: FailingInstance): number {
  return comesBefore(a, b) ? -1 : 1;
}
