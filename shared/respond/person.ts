// Who decides, and whether he may: guardrail 0, the policy's approvers, and what tells two people apart. Pure.
import { pathless, roleOfSession } from '../model/arn.ts';
import type { Finding } from '../model/finding.ts';
import { matchesAny } from '../model/glob.ts';
import type { Policy } from '../policy/policy.ts';

export interface Person {
  /** Shown and kept: an ARN, a Slack user, a user name. */
  readonly name: string;
  /** ARN as sts:GetCallerIdentity tells it; null: not mapped to any. */
  readonly principal: string | null;
  readonly source: 'aws' | 'slack' | 'local';
  /** Slack user groups. */
  readonly groups: readonly string[];
}

/** Guardrail 0: why this person may not decide about this finding; null: he may. */
export function mayNotDecide(finding: Finding, person: Person): string | null {
  const { actor } = finding;
  if (actor === null || !isSame(actor, person)) return null;
  return `${person.name} made the change in question: nobody decides about himself`;
}

/** An actor is kept as the ARN of a role or user, or as a bare name. A session's ARN does not tell its role's path. */
function isSame(actor: string, { name, principal }: Person): boolean {
  const names = principal === null ? [name] : [principal, roleOfSession(principal) ?? principal];
  return names.some((one) => pathless(one) === pathless(roleOfSession(actor) ?? actor));
}

/** Why this person may not approve; null: he may. */
export function mayNotApprove(finding: Finding, person: Person, policy: Policy): string | null {
  const himself = mayNotDecide(finding, person);
  if (himself !== null) return himself;
  const { approvers } = policy.respond;
  if (approvers === null || approvers.some((entry) => isApprover(entry, person))) return null;
  return `${person.name} is not among the approvers that the policy names`;
}

function isApprover(entry: string, { name, principal, source, groups }: Person): boolean {
  if (entry.startsWith('slack-group:')) return groups.includes(entry.slice('slack-group:'.length));
  if (entry.startsWith('slack-user:'))
    return source === 'slack' && name.split(' ')[0] === entry.replace('slack-user:', 'slack:');
  if (principal === null) return false;
  const names = [principal, roleOfSession(principal) ?? principal];
  return names.some((name) => matchesAny([entry], name));
}

/** Two different people where policy says so, and where nobody knows which principal a Slack user is and it is critical. */
export function needsTwo(finding: Finding, person: Person, policy: Policy): boolean {
  if (policy.respond.secondPerson) return true;
  return person.source === 'slack' && person.principal === null && finding.severity === 'critical';
}

/**
 * What tells two people apart. Whoever may assume a role may call the session as he likes, so sessions of one role are one person;
 * Identity Center names its sessions after the person who signed in (IAM Identity Center User Guide, "CloudTrail use cases").
 */
export function keyOf({ name, principal }: Person): string {
  const role = principal === null ? null : roleOfSession(principal);
  if (principal === null || role === null) return principal ?? name;
  return role.includes(':role/AWSReservedSSO_') ? principal : role;
}
