// The one rule of who may decide about a finding: guardrail 0, the policy's approvers, the second person. For Slack, command line and engine. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../model/finding.ts';
import type { Respond } from '../policy/policy.ts';
import type { DecisionKind } from './decision-kind.ts';
import { identityOfActor, type Relation, relation } from './identity.ts';
import { isApprover, type Person } from './person.ts';

/** What the rule looks at of a finding. */
export type Decidable = Pick<Finding, 'actors' | 'moreActors' | 'severity'>;

/** `whyTwo`: why somebody else must agree; null: nobody need. */
export type May =
  | { readonly ok: true; readonly whyTwo: string | null }
  | { readonly ok: false; readonly reason: string };

export function mayDecide(
  decision: DecisionKind,
  person: Person,
  finding: Decidable,
  respond: Pick<Respond, 'approvers' | 'secondPerson'>,
): May {
  const caused = causedBy(person, finding);
  if (caused === 'same')
    return refused('You caused this finding, so somebody else has to decide on it (guardrail 0).');
  if (decision !== 'acknowledge' && !isApprover(person, respond.approvers))
    return refused('The policy does not name you as an approver (respond.approvers).');
  return { ok: true, whyTwo: whyTwo({ decision, caused }, person, finding, respond) };
}

function refused(reason: string): May {
  return { ok: false, reason };
}

/** `same`: they had a hand in it. `other`: every one who had is somebody else. */
export function causedBy({ identity }: Person, { actors, moreActors }: Decidable): Relation {
  const relations = actors.map((actor) => relation(identity, identityOfActor(actor)));
  if (relations.includes('same')) return 'same';
  const told = relations.length > 0 && !moreActors && relations.every((one) => one === 'other');
  return told ? 'other' : 'unknown';
}

interface Deciding {
  readonly decision: DecisionKind;
  readonly caused: Relation;
}

/** One alone may always say no, unless it is the finding of somebody who may be the one who says it. */
function whyTwo(
  { decision, caused }: Deciding,
  { source }: Person,
  { severity }: Decidable,
  { secondPerson }: Pick<Respond, 'secondPerson'>,
): string | null {
  if (secondPerson && decision !== 'deny') return 'the policy requires two people';
  // Who works on a record of their own is alone there, and could call themselves anything.
  if (caused === 'other' || severity !== 'critical' || source === 'local') return null;
  return 'it is critical, and Seawall cannot confirm that you did not cause it';
}

/** Known to be one person, whatever names they go by. */
export function isSamePerson(a: Person, b: Person): boolean {
  return a.name === b.name || relation(a.identity, b.identity) === 'same';
}

/** Whether somebody's word counts beside that of another: null where it does, else why not. */
export function sameAs(person: Person, other: Person): string | null {
  switch (relation(person.identity, other.identity)) {
    case 'other':
      return null;
    case 'same':
      return 'You have already agreed: a second person has to confirm.';
    case 'unknown':
      return `Seawall cannot confirm that you are not ${other.name}: somebody known to the same system has to agree, such as another Slack user.`;
  }
}

/** Decisions open to somebody in Slack: without approvers in the policy, only to say that it was seen. */
export function openDecisions(
  approvers: Respond['approvers'],
  able: readonly DecisionKind[],
): readonly DecisionKind[] {
  return approvers === null ? able.filter((kind) => kind === 'acknowledge') : able;
}
