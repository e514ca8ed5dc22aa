// Whether one more word is enough where two people have to agree. Pure.
// SPDX-License-Identifier: Apache-2.0

import type { Respond } from '../policy/policy.ts';
import type { DecisionKind } from './decision-kind.ts';
import { type Decidable, isSamePerson, mayDecide, sameAs } from './may-decide.ts';
import type { Person } from './person.ts';

type Counted =
  /** `beside`: whoever agreed before; null: one alone is enough. */
  | { readonly enough: true; readonly beside: Person | null }
  /** `noted`: they have said so before. `why`: why the words of the others do not help. */
  | { readonly enough: false; readonly noted: boolean; readonly why: string | null };

/** `whyTwo`: as `mayDecide` tells it of this person. `given`: who agreed before. */
export function countWord(person: Person, whyTwo: string | null, given: readonly Person[]): Counted {
  if (whyTwo === null) return { enough: true, beside: null };
  const beside = given.find((one) => sameAs(person, one) === null);
  if (beside !== undefined) return { enough: true, beside };
  const noted = given.some((one) => isSamePerson(person, one));
  return { enough: false, noted, why: given[0] === undefined ? null : sameAs(person, given[0]) };
}

/** Why these people's words are not enough by the policy as it is now; null: they are. */
export function notEnough(
  decision: DecisionKind,
  people: readonly Person[],
  finding: Decidable,
  respond: Pick<Respond, 'approvers' | 'secondPerson'>,
): string | null {
  const refusals: string[] = [];
  const given: Person[] = [];
  for (const person of people) {
    const may = mayDecide(decision, person, finding, respond);
    if (!may.ok) refusals.push(`${person.name}: ${may.reason}`);
    else if (countWord(person, may.whyTwo, given).enough) return null;
    else given.push(person);
  }
  if (given.length > 0) return 'a second person has not agreed';
  return refusals.length === 0 ? 'nobody has' : `whoever did may not: ${refusals.join('; ')}`;
}
