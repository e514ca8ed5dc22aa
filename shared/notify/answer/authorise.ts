// Who may decide what: guardrail 0, the policy's approvers, and the second person. Pure.
import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import type { Respond } from '../../policy/policy.ts';
import type { DecisionKind } from '../decision-kind.ts';

/** Somebody of the workspace who pressed a button. */
export interface Decider {
  readonly user: string;
  readonly email: string | null;
  /** Slack groups among the policy's approvers that he belongs to. */
  readonly groups: readonly string[];
}

export type Authorisation =
  | { readonly ok: true; readonly needsSecond: boolean }
  | { readonly ok: false; readonly reason: string };

const groupPrefix = 'slack-group:';
const userPrefix = 'slack-user:';

/** Ids of the Slack groups that the policy names as approvers. */
export function approverGroups(approvers: Respond['approvers']): readonly string[] {
  return (approvers ?? []).flatMap((entry) =>
    entry.startsWith(groupPrefix) ? [entry.slice(groupPrefix.length)] : [],
  );
}

/** Decisions open to somebody here: without approvers in the policy, only to say that it was seen. */
export function openDecisions(
  approvers: Respond['approvers'],
  able: readonly DecisionKind[],
): readonly DecisionKind[] {
  return approvers === null ? able.filter((kind) => kind === 'acknowledge') : able;
}

/** Whether this person may take this decision about this finding, and whether somebody else must agree. */
export function authorise(
  decision: DecisionKind,
  decider: Decider,
  finding: Pick<Finding, 'actor' | 'severity'>,
  respond: Pick<Respond, 'approvers' | 'secondPerson'>,
): Authorisation {
  const same = isActor(decider, finding.actor);
  if (same === 'yes')
    return refused('You caused this finding yourself: somebody else has to decide on it (guardrail 0).');
  if (decision !== 'acknowledge' && !isApprover(decider, respond.approvers))
    return refused('The policy does not name you as an approver (respond.approvers).');
  const unsure = same === 'unknown' && finding.severity === 'critical';
  return { ok: true, needsSecond: decision !== 'deny' && (respond.secondPerson || unsure) };
}

function refused(reason: string): Authorisation {
  return { ok: false, reason };
}

function isApprover({ user, groups }: Decider, approvers: Respond['approvers']): boolean {
  return (approvers ?? []).some(
    (entry) =>
      entry === userPrefix + user ||
      (entry.startsWith(groupPrefix) && groups.includes(entry.slice(groupPrefix.length))),
  );
}

/** E-mail addresses name one person everywhere; what else AWS tells of an actor may or may not be this one. */
const emailForm = /[^\s/@:]+@[^\s/@:]+$/;

/**
 * Whether the person is the finding's actor. `yes` where his address, or the name before its @, is the actor's last name;
 * `no` only where the actor is known by another address; else it cannot be told.
 */
export function isActor({ email }: Pick<Decider, 'email'>, actor: string | null): 'yes' | 'no' | 'unknown' {
  if (actor === null || email === null) return 'unknown';
  const mine = email.toLowerCase();
  const name = nameOf(actor).toLowerCase();
  const last = name.slice(name.lastIndexOf('/') + 1);
  if (last === mine || last === mine.split('@')[0]) return 'yes';
  const address = emailForm.exec(last)?.[0];
  if (address === undefined) return 'unknown';
  return address === mine ? 'yes' : 'no';
}
