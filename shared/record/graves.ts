// What the record knows of the end of a subject that a look saw failing: a late fail opens nothing.
import { goneKey, subjectHash } from './identity.ts';
import { goneSight, type Look, type Sight } from './look.ts';
import type { Row } from './row.ts';
import type { RecordStore } from './store.ts';

/** Where ends are noted: those of the identity, and those of the instance. */
export type GraveKeys = readonly [identity: readonly string[], instance: readonly string[]];

/** The keys under which the end of this look's subject would be noted; null where the row would know of it already. */
export function graveKeys(before: Row | null, { key, life, sight }: Look): GraveKeys | null {
  if (sight.outcome !== 'fail' || life !== 'state') return null;
  const instance = sight.instance ?? '';
  if (before?.seen.failing.some((entry) => entry.instance === instance)) return null;
  const subject = subjectHash(key);
  const inside = sight.instance === null ? [] : keysFor(subject, key.cluster, sight.instance);
  return [keysFor(subject, key.cluster, null), inside];
}

function keysFor(subject: string, cluster: string | null, instance: string | null): readonly string[] {
  const anywhere = goneKey(subject, null, instance);
  return cluster === null ? [anywhere] : [anywhere, goneKey(subject, cluster, instance)];
}

export async function gravesOf(
  store: RecordStore,
  keys: GraveKeys | null,
  { eventId, instance }: Sight,
): Promise<readonly Sight[]> {
  if (keys === null) return [];
  const times = await Promise.all(keys.map((some) => (some.length === 0 ? null : store.goneSince(some))));
  return times.flatMap((asOf, place) =>
    asOf === null ? [] : [goneSight(asOf, eventId, place === 0 ? null : instance)],
  );
}
