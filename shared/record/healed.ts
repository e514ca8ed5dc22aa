// Rows that hold a time of the future, as versions before took it from whoever told it: brought back to what is known. Pure.
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
  const instances = seen.failing.flatMap(({ asOf, gone }) => [asOf, gone]);
  return [...own, ...instances, ...(seen.fine ?? []).map(([, at]) => at), decided.acknowledged?.upTo];
}

function mended(seen: Sightings, mend: Mend): Sightings {
  const { firstSeen, lastSeen, cleared, awake, settled, over, forgotten, fail, unknown, fine } = seen;
  return {
    ...seen,
    ...{ firstSeen: mend(firstSeen), lastSeen: mend(lastSeen), cleared: mend(cleared), awake: mend(awake) },
    ...(settled === undefined ? {} : { settled: mend(settled) }),
    ...(over === undefined ? {} : { over: mend(over) }),
    ...(forgotten === undefined ? {} : { forgotten: mend(forgotten) }),
    fail: fail && { ...fail, asOf: mend(fail.asOf) },
    unknown: unknown && { ...unknown, asOf: mend(unknown.asOf) },
    failing: seen.failing.map((entry) => mendedEntry(entry, mend)).toSorted(byNewest),
    ...(fine === undefined ? {} : { fine: fine.map(([name, at]) => [name, mend(at)] as const) }),
  };
}

function mendedEntry(entry: FailingInstance, mend: Mend): FailingInstance {
  return { ...entry, asOf: mend(entry.asOf), gone: mend(entry.gone) };
}

function byNewest(a: FailingInstance, b: FailingInstance): number {
  return comesBefore(a, b) ? -1 : 1;
}
