// Remembers whom things belong to, as events or the API confirmed it, for events that only claim it or come without it.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactName, FactRequestOf, Facts } from '../model/facts.ts';
import { isObject, type JsonObject, stringOf } from '../model/json.ts';
import type { Gone } from '../model/observation.ts';
import { type Link, type LinkPlace, type Owner, startOf } from '../model/owner.ts';
import type { Verdict } from '../model/verdict.ts';
import { linkKey } from './identity.ts';
import type { Join } from './join.ts';
import type { RecordStore } from './store.ts';
import { appendOwner } from './writes/owners.ts';

type Logs = Pick<RecordStore, 'append' | 'read'>;

/** A CronJob's Job's pod: nothing is owned more deeply. */
const deepest = 3;

/** Notes an owner, once: nothing is handed on, so what was confirmed first stays. */
export async function noteOwner(
  store: Logs,
  { owner, ...place }: LinkPlace & Pick<Link, 'owner'>,
): Promise<void> {
  const { key, of } = linkKey(place);
  await appendOwner(store, `owner/${key}`, 1, { of, owner: { ...owner } });
}

/** The owners of what `uid` names, the nearest first; empty: none is known. */
export async function ownersOf(store: Logs, place: LinkPlace): Promise<readonly Owner[]> {
  const owners: Owner[] = [];
  for (let uid: string | null = place.uid; uid !== null && owners.length < deepest; ) {
    const owner: Owner | null = await ownerOf(store, { ...place, uid });
    if (owner === null) break;
    owners.push(owner);
    uid = owner.uid;
  }
  return owners;
}

async function ownerOf(store: Logs, place: LinkPlace): Promise<Owner | null> {
  const { key, of } = linkKey(place);
  const [entry] = await store.read(`owner/${key}`);
  const owner = entry?.of === of && isObject(entry.owner) ? entry.owner : null;
  return owner === null ? null : ownerIn(owner);
}

function ownerIn({ kind, name, identity, uid }: JsonObject): Owner {
  const text = (value: unknown) => stringOf(value) ?? '';
  return { kind: text(kind), name: text(name), identity: text(identity), uid: stringOf(uid) };
}

/** Facts that know owners from the record; what `facts` confirm is remembered, so that it is asked once a deployment. */
export function rememberingOwners(facts: Facts, store: Logs): Facts {
  return {
    async get<F extends FactName>(request: FactRequestOf<F>): Promise<FactAnswer<F>> {
      if (request.fact !== 'owner') return facts.get(request);
      // The name of the fact says which answer it is, which the compiler does not see through F.
      return (await ownerFrom(facts, store, request)) as FactAnswer<F>;
    },
  };
}

async function ownerFrom(
  facts: Facts,
  store: Logs,
  ask: FactRequestOf<'owner'>,
): Promise<FactAnswer<'owner'>> {
  const remembered = await findOwner(store, ask);
  if (remembered !== null) return { ok: true, value: remembered, asOf: new Date(0).toISOString() };
  const answer = await facts.get(ask);
  const { account, region, cluster, claim } = ask;
  if (answer.ok && claim !== null)
    await noteOwner(store, { account, region, cluster, uid: startOf(claim), owner: answer.value });
  return answer;
}

/** The topmost owner; of a task the service that its deployment is of, where it is the one that the task names. */
async function findOwner(store: Logs, { claim, ...place }: FactRequestOf<'owner'>) {
  if (claim === null) return (await ownersOf(store, place)).at(-1) ?? null;
  const owner = await ownerOf(store, { ...place, uid: startOf(claim) });
  return owner !== null && owner.name === claim.service ? owner : null;
}

/**
 * What is to be joined with its owner: what the event itself shows to be owned, and tasks that are judged as their service's. The
 * topmost owner counts, as far as it is known by now.
 */
export async function joinsFor(
  store: Logs,
  verdicts: readonly Verdict[],
  links: readonly Link[],
): Promise<readonly Join[]> {
  const joins = new Map<string, Join>();
  for (const { uid, identity, owner, account, region, cluster } of links) {
    const place = { account, region, cluster };
    const owners = await ownersOf(store, { ...place, uid });
    const { identity: to } = owners.at(-1) ?? owner;
    // A pod may have been judged as its ReplicaSet's, while the news came of whose that is.
    const judged = owners.filter((one) => verdicts.some((verdict) => verdict.identity === one.identity));
    for (const from of [identity, ...judged.map((one) => one.identity)])
      if (from !== null && from !== to) joins.set(from, { ...place, from, to, instance: null });
  }
  for (const { ownIdentity, identity, cluster, instance, subject } of verdicts) {
    if (ownIdentity === null || joins.has(ownIdentity)) continue;
    const { account, region } = subject;
    joins.set(ownIdentity, { account, region, cluster, from: ownIdentity, to: identity, instance });
  }
  return [...joins.values()];
}

/** Each end, on whatever the thing may be kept on: itself, and its owners. */
export async function endsOn(store: Logs, gone: readonly Gone[]): Promise<readonly Gone[]> {
  const ends: Gone[] = [];
  for (const end of gone) {
    const { account, region, cluster = null, uid = null } = end;
    const owners = uid === null ? [] : await ownersOf(store, { account, region, cluster, uid });
    ends.push(end, ...owners.map(({ identity }) => ({ ...end, identity })));
  }
  return ends;
}
