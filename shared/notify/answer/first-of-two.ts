// Decisions that wait for a second person: the first is written down here, and shown until somebody agrees or time is over.
import { type JsonObject, stringOf } from '../../model/json.ts';
import type { RecordStore } from '../../record/store.ts';
import { type DecisionKind, decisionKinds } from '../decision-kind.ts';
import { appendNext } from '../deliver/card-log.ts';

export interface First {
  readonly user: string;
  readonly by: string;
  /** ISO time. */
  readonly at: string;
  readonly decision: DecisionKind;
  /** Of a waiver: the date. Another date is another decision. */
  readonly until: string | null;
}

/** A finding and which occurrence of it. */
export interface Occurrence {
  readonly finding: string;
  readonly occurrence: number;
}

/** What people have asked for since a time (ISO), the oldest first. */
export async function firstsOf(
  store: RecordStore,
  occurrence: Occurrence,
  since: string,
): Promise<readonly First[]> {
  return (await store.read(logOf(occurrence))).flatMap(firstFrom).filter(({ at }) => at >= since);
}

export async function noteFirst(store: RecordStore, occurrence: Occurrence, first: First): Promise<void> {
  await appendNext(store, logOf(occurrence), { ...first });
}

function firstFrom({ user, by, at, decision, until }: JsonObject): First[] {
  const kind = decisionKinds.find((one) => one === decision);
  if (kind === undefined) return [];
  const texts = { user: stringOf(user) ?? '', by: stringOf(by) ?? '', at: stringOf(at) ?? '' };
  return [{ ...texts, decision: kind, until: stringOf(until) }];
}

function logOf({ finding, occurrence }: Occurrence): string {
  return `slack/first/${finding}/${occurrence}`;
}
