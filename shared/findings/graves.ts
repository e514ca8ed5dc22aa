// What the record knows of the end of a subject that a look saw failing: a late fail opens nothing.
// SPDX-License-Identifier: Apache-2.0
import type { Gone } from '../model/observation.ts';
import { endKey, type NamedKey, type RowKey, uidEndKey, wholeEndKey } from './identity.ts';
import { type FailLook, type GoneLook, goneSight, type Look, type Sight } from './look.ts';
import { type Notify, unnoticed } from './notice.ts';
import type { Row } from './row.ts';
import { isFinding, type RecordStore } from './store.ts';
import { noteGone } from './writes/ends.ts';

/** Where an end of what a look saw would be noted, and what it would say of it. */
export interface Grave {
  readonly key: NamedKey;
  readonly gone: Pick<Gone, 'instance' | 'uid' | 'whole'>;
}

/** Notes an end where looks that come later find it. */
export async function noteEnd(
  store: RecordStore,
  gone: Gone,
  asOf: string,
  notify: Notify = unnoticed,
): Promise<void> {
  const key = keyOf(gone);
  const noted = await noteGone(store, key, asOf);
  if (!noted) notify({ kind: 'other-identity', what: 'end', identity: gone.identity, key: key.key });
}

function keyOf(gone: Gone): NamedKey {
  const { cluster = null, instance, uid = null, whole = false } = gone;
  if (uid !== null) return uidEndKey(gone, uid);
  return whole ? wholeEndKey(gone, cluster) : endKey(gone, cluster, instance);
}

/** Where the end of this look's subject would be noted; none where the row would know of it already, or it would change nothing. */
export function gravesFor(before: Row | null, { key, life, sight }: Look): readonly Grave[] {
  if (life !== 'state') return [];
  // In a row that is there the owner's end answers what could not be seen of it.
  if (sight.outcome === 'unknown') return before !== null && isFinding(before) ? ownerGraves(key) : [];
  return sight.outcome === 'fail' ? failGraves(before, key, sight) : [];
}

function failGraves(before: Row | null, key: RowKey, { instance, uid, apart }: FailLook): readonly Grave[] {
  const known = before?.seen.failing.find((entry) => entry.instance === (instance ?? ''));
  if (known !== undefined && known.uid === uid) return [];
  const named = clustersOf(key).flatMap((cluster): Grave[] => [
    { key: wholeEndKey(key, cluster), gone: { instance: null, whole: true } },
    ...(instance === null ? [] : [{ key: endKey(key, cluster, instance), gone: { instance } }]),
  ]);
  const own = uid === undefined ? [] : [{ key: uidEndKey(key, uid), gone: { instance, uid } }];
  // The end of an owner is none of a task or pod.
  const asksOwner = apart !== true || (before?.seen.unknown ?? null) !== null;
  return [...named, ...(asksOwner ? ownerGraves(key) : []), ...own];
}

function ownerGraves(key: RowKey): readonly Grave[] {
  return clustersOf(key).map((cluster) => ({ key: endKey(key, cluster, null), gone: { instance: null } }));
}

function clustersOf({ cluster }: RowKey): readonly (string | null)[] {
  return cluster === null ? [null] : [null, cluster];
}

/** The ends that are noted there, as looks of the event that `sight` comes from. */
export async function endsAt(
  store: RecordStore,
  graves: readonly Grave[],
  { eventId }: Sight,
  notify: Notify = unnoticed,
): Promise<readonly GoneLook[]> {
  if (graves.length === 0) return [];
  const ends = await store.ends(graves.map(({ key }) => key.key));
  return graves.flatMap(({ key, gone }, place) => {
    const end = ends[place] ?? null;
    if (end === null) return [];
    if (end.of === key.of) return [goneSight(end.asOf, eventId, gone)];
    notify({ kind: 'other-identity', what: 'end', identity: key.of, key: key.key });
    return [];
  });
}
