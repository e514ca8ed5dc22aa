// Moves what was kept on a pod, a ReplicaSet or a task family to the owner, once that is confirmed: joined, and not told anew.
// SPDX-License-Identifier: Apache-2.0
import type { FindingChange } from '../model/finding.ts';
import { compareTimes, earlierOf, laterOf } from '../model/time.ts';
import { idOf, isSameKey, isSameSubject, type RowKey, subjectHash } from './identity.ts';
import { bounded, comesBefore, type FailingInstance, type Instances, standsByItself } from './instances.ts';
import { type Step, type StepContext, settle } from './lifecycle.ts';
import { unnoticed } from './notice.ts';
import { noteBeside, withNote } from './passes.ts';
import { takeStep, update } from './record.ts';
import { newRow, type Row } from './row.ts';
import { actorsOfBoth } from './seen-actors.ts';
import { newest, type Sightings } from './sightings.ts';
import type { RecordStore } from './store.ts';

/** `instance`: one of those kept on `from`; null: all of them. */
export interface Join extends Pick<RowKey, 'account' | 'region' | 'cluster'> {
  readonly from: string;
  readonly to: string;
  readonly instance: string | null;
}

/**
 * Lets the findings about `to` take in the instances that findings about `from` hold; those are then told to be resolved. Repeating
 * it changes nothing. Errors: as `record`.
 */
export async function recordJoin(
  store: RecordStore,
  { from, to, instance, ...place }: Join,
  context: StepContext,
): Promise<readonly FindingChange[]> {
  if (from === to) return [];
  const source = { identity: from, account: place.account, region: place.region };
  const changes: FindingChange[] = [];
  for (const child of await store.about(subjectHash(source))) {
    const moved = child.seen.failing.filter((entry) => moves(entry, instance));
    const concerned =
      isSameSubject(child, source) && child.cluster === place.cluster && child.life === 'state';
    if (!concerned || moved.length === 0) continue;
    const taken = await takeIn(store, { child, moved, to }, context);
    const left = await update(store, child.id, (row) => releaseHold(row, moved, to, context));
    for (const { change } of [left, taken]) if (change !== null) changes.push(change);
  }
  return changes;
}

/** The identity's own looks are its own; what ended needs no owner. */
function moves(entry: FailingInstance, wanted: string | null): boolean {
  return entry.apart === true && standsByItself(entry) && (wanted === null || entry.instance === wanted);
}

interface Move {
  readonly child: Row;
  readonly moved: Instances;
  readonly to: string;
}

async function takeIn(store: RecordStore, { child, moved, to }: Move, context: StepContext): Promise<Step> {
  const { control, cluster, account, region, life } = child;
  const key: RowKey = { control, identity: to, cluster, account, region };
  const { notify = unnoticed } = context;
  const note = await noteBeside(store, key);
  return takeStep(store, idOf(key), (found) => {
    if (found !== null && !isSameKey(found, key)) {
      notify({ kind: 'other-identity', what: 'finding', identity: to, key: found.id });
      return { row: found, change: null };
    }
    // What people decided about it goes with it.
    const begun = found ?? { ...newRow({ key, life }), decided: child.decided, joined: child.id };
    const before = withNote(begun, note, context);
    const row = { ...before, seen: joined(before.seen, child.seen, moved) };
    return settle(before, row, context, { eventId: `joined/${child.id}`, reason: reasonOf(child.identity) });
  });
}

function releaseHold(child: Row, moved: Instances, to: string, context: StepContext): Step {
  const gone = new Set(moved.map(({ instance }) => instance));
  const failing = child.seen.failing.map((entry) =>
    gone.has(entry.instance) ? { ...entry, moved: true as const } : entry,
  );
  const row = { ...child, seen: { ...child.seen, failing } };
  return settle(child, row, context, { eventId: `joined/${child.id}`, reason: reasonOf(to) });
}

function reasonOf(other: string): string {
  return `its owner is confirmed: joined with ${other}`;
}

function joined(seen: Sightings, child: Sightings, moved: Instances): Sightings {
  const times = moved.map(({ asOf }) => asOf);
  const all = moved.length === child.failing.length;
  const first = all && child.firstSeen !== null ? child.firstSeen : times.reduce((a, b) => earlierOf(a, b));
  const last = times.reduce((a, b) => laterOf(a, b));
  const shown = child.fail !== null && moved.some(({ instance }) => instance === child.fail?.instance);
  return {
    ...seen,
    fail: shown && child.fail !== null ? newest(seen.fail, child.fail) : (seen.fail ?? child.fail),
    firstSeen: earlierOf(seen.firstSeen, first),
    lastSeen: laterOf(seen.lastSeen, last),
    actors: actorsOfBoth(seen, child),
    ...bounded(moved.reduce(withEntry, seen.failing), seen.forgotten ?? null),
  };
}

function withEntry(failing: Instances, added: FailingInstance): Instances {
  const before = failing.find(({ instance }) => instance === added.instance);
  const entry = before === undefined ? added : merged(before, added);
  const others = failing.filter((one) => one !== before);
  return [...others, entry].sort((a, b) => (comesBefore(a, b) ? -1 : 1));
}

/** The newer fail of the two, and whatever ended either. */
function merged(a: FailingInstance, b: FailingInstance): FailingInstance {
  const newer = compareTimes(a.asOf, b.asOf) >= 0 ? a : b;
  const gone = a.gone === null ? b.gone : laterOf(b.gone, a.gone);
  const ends = [a, b].flatMap((one) => (one.uid === newer.uid && one.ended !== undefined ? [one.ended] : []));
  const [ended] = ends.toSorted(compareTimes).toReversed();
  return { ...newer, gone, ...(ended === undefined ? {} : { ended }) };
}
