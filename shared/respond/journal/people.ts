// What people said, as the journal keeps it: who they were then, so that the rule can be asked again before anything is done. Pure.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject } from '../../model/json.ts';
import { approverGroups, type Person, personFrom, personJson, personNamed } from '../../people/person.ts';
import type { Policy } from '../../policy/policy.ts';
import type { JournalEntry } from './entry.ts';

/** What an entry keeps of whoever decided, and of whoever agreed before. `source` and `person` are what older versions read. */
export function personDetail(person: Person, beside: Person | null = null): JsonObject {
  const { source, name } = person;
  const who = personJson(person);
  return {
    ...{ source, verified: source !== 'local', person: name, who },
    ...(beside === null ? {} : { beside: personJson(beside) }),
  };
}

/** Those who decided by an entry. Older entries do not tell the groups that counted then. */
export function peopleIn({ by, detail }: JournalEntry, { respond }: Policy): readonly Person[] {
  const kept = [detail.beside, detail.who].filter(isObject).flatMap((one) => personFrom(one) ?? []);
  if (kept.length > 0) return kept;
  const person = personNamed(by ?? 'somebody', detail.source);
  const groups = person.source === 'slack' ? approverGroups(respond.approvers) : [];
  return [{ ...person, groups }];
}

/** `B with A`. */
export function namesOf(person: Person, beside: Person | null): string {
  return beside === null ? person.name : `${person.name} with ${beside.name}`;
}
