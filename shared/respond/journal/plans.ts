// Frozen plans: kept whole, because undo needs the state before, and therefore sealed; the journal holds their hash only.
// SPDX-License-Identifier: Apache-2.0

import { type RecordStore, StoreError } from '../../findings/store.ts';
import { appendPlan } from '../../findings/writes/plans.ts';
import { type JsonObject, stringOf } from '../../model/json.ts';
import type { Prepared } from '../planning/action.ts';
import { digest } from './entry.ts';
import type { Keeping } from './journal.ts';
import type { Sealer } from './sealer.ts';

export interface Frozen {
  readonly plan: Prepared;
  /** SHA-256 of the plan as canonical JSON: what the journal holds of it. */
  readonly hash: string;
}

const attempts = 50;

function planLog(response: string): `plan/${string}` {
  return `plan/${response}`;
}

/**
 * Keeps a plan for a response. Others may have kept theirs beside it, and somebody may have put one there who had no business to:
 * the journal says by its hash which is the response's.
 */
export async function freeze(
  store: RecordStore,
  sealer: Sealer,
  response: string,
  plan: Prepared,
): Promise<Frozen> {
  const hash = digest(plan);
  const entry: JsonObject = { version: 1, hash, sealed: await sealer.seal(JSON.stringify(plan), response) };
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { length } = await store.read(planLog(response));
    if (await appendPlan(store, planLog(response), length + 1, entry)) return { plan, hash };
  }
  throw new StoreError('conflict', `plans for response ${response} are kept by too many at once`);
}

/** The plan with that hash. Errors: StoreError `damaged` where it is missing, was changed, or bears no seal although there is a key. */
export async function thaw(
  store: RecordStore,
  sealer: Sealer,
  response: string,
  hash: string | null,
): Promise<Frozen> {
  for (const entry of await store.read(planLog(response))) {
    const sealed = stringOf(entry.sealed);
    if (sealed === null || entry.hash !== hash || hash === null) continue;
    const plan = planIn(await sealer.open(sealed, response));
    if (plan !== null && digest(plan) === hash) return { plan, hash };
  }
  throw new StoreError(
    'damaged',
    `the plan of response ${response} is missing or was changed: nothing is sent`,
  );
}

/** The frozen plan of a response, the very one that the journal names. Errors: as `thaw`. */
export function planFor(
  { store, sealer }: Keeping,
  { response, planHash }: { readonly response: string; readonly planHash: string | null },
): Promise<Frozen> {
  return thaw(store, sealer, response, planHash);
}

/** The same; null where it is missing, or cannot be trusted. */
export async function planIfThere(
  keeping: Keeping,
  progress: Parameters<typeof planFor>[1],
): Promise<Prepared | null> {
  try {
    return (await planFor(keeping, progress)).plan;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'damaged') return null;
    throw error;
  }
}

/** What nobody opened is no plan: sealed elsewhere, or mangled. */
function planIn(text: string): Prepared | null {
  try {
    return JSON.parse(text) as Prepared;
  } catch {
    return null;
  }
}
