// What people decided where they were recognised: written down in the record by that function alone, and pointed at by its queue.
// SPDX-License-Identifier: Apache-2.0

import { type RecordStore, StoreError } from '../../findings/store.ts';
import { appendCarriedOut } from '../../findings/writes/carried-out.ts';
import { appendDecision } from '../../findings/writes/decisions.ts';
import { dig, type JsonObject, numberOf, stringOf } from '../../model/json.ts';
import { type Decision, decisionFrom, decisionJson } from '../../people/decision.ts';
import type { Sealer } from '../journal/sealer.ts';

/** Where a decision lies: what the queue carries. */
export interface DecisionPlace {
  readonly finding: string;
  /** Its place in the log. */
  readonly seq: number;
}

const attempts = 50;

/** Writes a decision down. `seal` null: the deployment has no key. */
export async function writeDecision(
  store: RecordStore,
  decision: Decision,
  seal: Sealer['seal'] | null,
): Promise<DecisionPlace> {
  const { finding } = decision;
  const text = JSON.stringify(decisionJson(decision));
  const sealed = seal === null ? text : await seal(text, finding, 'decision');
  for (let attempt = 0; attempt < attempts; attempt++) {
    const seq = (await store.read(decisionsLog(finding))).length + 1;
    if (await appendDecision(store, decisionsLog(finding), seq, { version: 1, sealed }))
      return { finding, seq };
  }
  throw new StoreError('conflict', `too many decide on finding ${finding} at once; try again later`);
}

export function placeMessage(place: DecisionPlace): JsonObject {
  return { version: 1, place: { ...place } };
}

/** Null for what is no such message. */
export function placeIn(message: unknown): DecisionPlace | null {
  const finding = stringOf(dig(message, 'place', 'finding'));
  const seq = numberOf(dig(message, 'place', 'seq'));
  return finding === null || seq === null ? null : { finding, seq };
}

/** Null where nothing lies there, or nothing that the deployment's key sealed. Errors: StoreError; those of the key. */
export async function readDecision(
  store: RecordStore,
  { finding, seq }: DecisionPlace,
  sealer: Sealer,
): Promise<Decision | null> {
  const entry = (await store.read(decisionsLog(finding)))[seq - 1];
  const sealed = stringOf(entry?.sealed);
  const text = sealed === null ? null : await openSealed(sealed, finding, sealer);
  const decision = text === null ? null : decisionIn(text);
  return decision?.finding === finding ? decision : null;
}

/** What nobody wrote down as a decision is none. */
function decisionIn(text: string): Decision | null {
  try {
    return decisionFrom(JSON.parse(text));
  } catch {
    return null;
  }
}

async function openSealed(sealed: string, finding: string, sealer: Sealer): Promise<string | null> {
  try {
    return await sealer.open(sealed, finding, 'decision');
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
}

/** Whether it was carried out already: the queue may hand its place out twice. */
export async function isCarriedOut(store: RecordStore, place: DecisionPlace): Promise<boolean> {
  return (await store.read(carriedOutLog(place))).length > 0;
}

export async function noteCarriedOut(
  store: RecordStore,
  place: DecisionPlace,
  outcome: string,
): Promise<void> {
  await appendCarriedOut(store, carriedOutLog(place), 1, { outcome });
}

function decisionsLog(finding: string): `decisions/${string}` {
  return `decisions/${finding}`;
}

function carriedOutLog({ finding, seq }: DecisionPlace): `carried-out/${string}` {
  return `carried-out/${finding}/${seq}`;
}
