// What one policy says to one request: does it allow, does it deny, and what would one have to know.
// SPDX-License-Identifier: Apache-2.0

import { isAccountRoot, parseArn, pathless, roleOfSession } from '../../model/arn.ts';
import { join } from '../../model/at.ts';
import type { PolicyDocument, PrincipalEntry, Statement } from '../policy/document.ts';
import { resourceMatches, statementCoversAction, type Variables } from '../policy/match.ts';
import { all, type MatchOutcome, not, outcomeOf, some } from '../policy/outcome.ts';
import { classify } from '../policy/principals.ts';
import { type Context, conditionOutcome, variablesOf } from './conditions.ts';

export interface RequestView {
  readonly action: string;
  readonly resource: string;
  readonly principal: string | null;
  readonly principalAccount: string | null;
  readonly resourceAccount: string | null;
  readonly context: Context;
  /** Who asks has a permissions boundary. */
  readonly bounded?: boolean;
}

export interface StatementLook {
  readonly allows: MatchOutcome;
  /** Of a resource policy: by a principal other than the account as a whole. */
  readonly allowsDirectly: MatchOutcome;
  /** Of a resource policy: by the very ARN of the user or session. */
  readonly allowsThisArn: MatchOutcome;
  readonly denies: MatchOutcome;
  /** Places of statements that apply or may apply. */
  readonly statements: readonly string[];
  readonly unknownKeys: readonly string[];
}

/** `attached`: a resource policy, which names principals and may leave out Resource. */
export function lookAt(
  policy: PolicyDocument,
  at: string,
  view: RequestView,
  attached: boolean,
): StatementLook {
  const variables = policy.version === '2012-10-17' ? variablesOf(view.context) : null;
  const judged = policy.statements.map((statement) => judge(statement, view, variables, attached));
  const applying = judged.filter(({ outcome }) => outcome !== 'fails');
  const allowing = applying.filter(({ statement }) => statement.effect === 'Allow');
  return {
    allows: some(allowing.map(({ outcome }) => outcome)),
    allowsDirectly: some(allowing.map((one) => all([one.outcome, one.direct]))),
    allowsThisArn: some(allowing.map((one) => all([one.outcome, one.thisArn]))),
    denies: some(applying.filter((one) => one.statement.effect === 'Deny').map(({ outcome }) => outcome)),
    statements: applying.map(({ statement }) => join(at, statement.path)),
    unknownKeys: applying.flatMap(({ unknownKeys }) => unknownKeys),
  };
}

interface Judged {
  readonly statement: Statement;
  readonly outcome: MatchOutcome;
  readonly direct: MatchOutcome;
  readonly thisArn: MatchOutcome;
  readonly unknownKeys: readonly string[];
}

function judge(
  statement: Statement,
  view: RequestView,
  variables: Variables | null,
  attached: boolean,
): Judged {
  const conditions = statement.conditions.map((condition) => ({
    key: condition.key,
    outcome: conditionOutcome(condition, view.context, variables),
  }));
  const named = attached ? principalOutcome(statement, view) : 'holds';
  const reached = resourceOutcome(statement, view.resource, variables, attached);
  const outcome = all([
    outcomeOf(statementCoversAction(statement, view.action)),
    reached,
    named,
    ...conditions.map((condition) => condition.outcome),
  ]);
  const unknown = conditions.filter((condition) => condition.outcome === 'unknown');
  return {
    statement,
    outcome,
    direct: attached ? directOutcome(statement, view) : 'holds',
    thisArn: attached ? thisArnOutcome(statement, view) : 'holds',
    unknownKeys: [
      ...(named === 'unknown' ? ['aws:PrincipalArn'] : []),
      ...(reached === 'unknown' ? variablesIn(statement) : []),
      ...unknown.map((condition) => condition.key),
    ],
  };
}

/** Names of the policy variables in a statement's Resource or NotResource. */
function variablesIn({ resources, notResources }: Statement): string[] {
  return (resources ?? notResources ?? []).flatMap((pattern) =>
    [...pattern.matchAll(/\$\{([^},]{1,128})/g)].map(([, name = '']) => name.trim()),
  );
}

function resourceOutcome(
  statement: Statement,
  resource: string,
  variables: Variables | null,
  attached: boolean,
): MatchOutcome {
  const matches = (pattern: string) => resourceMatches(pattern, resource, variables);
  if (statement.resources !== null) return some(statement.resources.map(matches));
  if (statement.notResources !== null) return not(some(statement.notResources.map(matches)));
  return outcomeOf(attached);
}

function principalOutcome({ effect, principals, notPrincipals }: Statement, view: RequestView): MatchOutcome {
  if (principals !== null) return some(principals.map((entry) => names(entry, view)));
  // Such a Deny never spares a principal with a boundary, whatever it lists (IAM User Guide, element NotPrincipal).
  if (notPrincipals !== null && effect === 'Deny' && view.bounded === true) return 'holds';
  return notPrincipals === null ? 'fails' : not(leavesOut(notPrincipals, view));
}

/**
 * Whether NotPrincipal spares who asks: the account and, for a session, the role and the session must be listed too, since AWS
 * may look at each of them; naming the account alone spares its root user only (IAM User Guide, element NotPrincipal).
 */
function leavesOut(entries: readonly PrincipalEntry[], view: RequestView): MatchOutcome {
  const { principal, principalAccount } = view;
  if (entries.some((entry) => classify(entry).kind === 'anyone')) return 'holds';
  if (principal === null) return 'unknown';
  const listed = (test: (value: string) => boolean) => entries.some(({ value }) => test(value));
  const account = entries.some(
    (entry) => classify(entry).kind === 'account' && classify(entry).account === principalAccount,
  );
  if (!principal.startsWith('arn:')) return outcomeOf(listed((value) => value === principal));
  if (isAccountRoot(principal)) return outcomeOf(account);
  const itself = listed((value) => value === principal);
  const role = listed((value) => isSessionOf(value, principal));
  if (!itself && !role) return 'fails';
  return account && itself && (role || roleOfSession(principal) === null) ? 'holds' : 'unknown';
}

/** By a principal that is not the whole account; NotPrincipal names nobody in particular. */
function directOutcome({ principals }: Statement, view: RequestView): MatchOutcome {
  const direct = (principals ?? []).filter((entry) => classify(entry).kind !== 'account');
  return principals === null ? 'holds' : some(direct.map((entry) => names(entry, view)));
}

/**
 * By what boundary and session policies do not limit: the ARN of the user or session, or everybody under a condition on
 * aws:PrincipalArn (IAM User Guide, element Principal, "IAM role principals"). Of everybody without one it does not tell.
 */
function thisArnOutcome({ principals, conditions }: Statement, { principal }: RequestView): MatchOutcome {
  if (principal === null) return 'unknown';
  const entries = principals ?? [];
  const another = isAccountRoot(principal) || /:role\//.test(principal);
  if (!another && entries.some((entry) => entry.value === principal)) return 'holds';
  if (!entries.some((entry) => classify(entry).kind === 'anyone')) return 'fails';
  return conditions.some(({ key }) => key.toLowerCase() === 'aws:principalarn') ? 'holds' : 'unknown';
}

function names(entry: PrincipalEntry, { principal, principalAccount }: RequestView): MatchOutcome {
  const { kind, account } = classify(entry);
  if (kind === 'anyone') return 'holds';
  if (principal === null) return 'unknown';
  if (kind === 'account') return outcomeOf(account === principalAccount);
  return outcomeOf(entry.value === principal || isSessionOf(entry.value, principal));
}

/** A role's ARN names its sessions; theirs drop the role's path (IAM User Guide, "IAM identifiers"). */
function isSessionOf(role: string, session: string): boolean {
  return parseArn(role)?.resource.startsWith('role/') === true && pathless(role) === roleOfSession(session);
}
