// Frozen plans: kept whole, because undo needs the state before, and therefore sealed; the journal holds their hash only.
import type { JsonObject } from '../model/json.ts';
import { stringOf } from '../model/json.ts';
import { type RecordStore, StoreError } from '../record/store.ts';
import type { Prepared } from './action.ts';
import { digest } from './journal.ts';

/** Makes the plan of a response unreadable to whoever only sees the table, such as by AWS KMS, and readable again. */
export interface Sealer {
  seal(text: string, response: string): Promise<string>;
  open(sealed: string, response: string): Promise<string>;
}

/** No seal of its own: the store's encryption at rest is all. */
export const plainSealer: Sealer = { seal: async (text) => text, open: async (sealed) => sealed };

export interface Frozen {
  readonly plan: Prepared;
  /** SHA-256 of the plan as canonical JSON: what the journal holds of it. */
  readonly hash: string;
}

function planLog(response: string): string {
  return `plan/${response}`;
}

/** Keeps the plan of a response, once: where one is kept already, that one is given back. */
export async function freeze(
  store: RecordStore,
  seal: Sealer,
  response: string,
  plan: Prepared,
): Promise<Frozen> {
  const sealed = await seal.seal(JSON.stringify(plan), response);
  const entry: JsonObject = { version: 1, hash: digest(plan), sealed };
  await store.append(planLog(response), 1, entry);
  return thaw(store, seal, response);
}

/** Errors: StoreError `damaged` where the plan is missing or was changed. */
export async function thaw(store: RecordStore, seal: Sealer, response: string): Promise<Frozen> {
  const [entry] = await store.read(planLog(response));
  const sealed = stringOf(entry?.sealed);
  if (sealed === null) throw damaged(response);
  const plan = planIn(await seal.open(sealed, response), response);
  const hash = digest(plan);
  if (hash !== entry?.hash) throw damaged(response);
  return { plan, hash };
}

/** What nobody opened is no plan: sealed elsewhere, or mangled. */
function planIn(text: string, response: string): Prepared {
  try {
    return JSON.parse(text) as Prepared;
  } catch {
    throw damaged(response);
  }
}

function damaged(response: string): StoreError {
  return new StoreError(
    'damaged',
    `the plan of response ${response} is missing or was changed: nothing is sent`,
  );
}
