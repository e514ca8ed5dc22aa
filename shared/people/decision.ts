// What somebody decided, as plain data: it is written down where the person was recognised, and carried out elsewhere. Pure.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject, numberOf, stringOf } from '../model/json.ts';
import { type DecisionKind, decisionKinds } from './decision-kind.ts';
import { type Person, personFrom, personJson } from './person.ts';

export interface Decision {
  readonly kind: DecisionKind;
  readonly finding: string;
  /** The finding's `reopened` when it was shown. */
  readonly occurrence: number;
  /** Of approve, deny and undo: the very response, and the hash of the plan that was shown; null: shown by an older version. */
  readonly response: string | null;
  readonly plan: string | null;
  /** Of a waiver: the date. */
  readonly until: string | null;
  readonly reason: string | null;
  readonly person: Person;
  /** ISO time. */
  readonly at: string;
}

/** What came of it: `late` where what was shown is not so any more. */
export interface DecisionAnswer {
  readonly outcome: 'decided' | 'half' | 'no-effect' | 'refused' | 'late';
  readonly words: string;
}

/** What is about a response rather than the finding itself. */
export function isAboutResponse(kind: DecisionKind): boolean {
  return kind === 'approve' || kind === 'deny' || kind === 'undo';
}

export function decisionJson({ person, ...decision }: Decision): JsonObject {
  return { ...decision, person: personJson(person) };
}

/** Null for what is no decision. */
export function decisionFrom(stored: unknown): Decision | null {
  if (!isObject(stored)) return null;
  const kind = decisionKinds.find((one) => one === stored.kind);
  const finding = stringOf(stored.finding);
  const occurrence = numberOf(stored.occurrence);
  const person = personFrom(stored.person);
  const at = stringOf(stored.at);
  if (kind === undefined || finding === null || occurrence === null || person === null || at === null)
    return null;
  const { response, plan, until, reason } = stored;
  return {
    ...{ kind, finding, occurrence, person, at },
    response: stringOf(response),
    plan: stringOf(plan),
    until: stringOf(until),
    reason: stringOf(reason),
  };
}
