// Which known ways to more permissions one principal's policies complete, all of its policies taken together.
import { accountOfArn, nameOf } from '../model/arn.ts';
import { anyName, anyResourceOf } from './administration.ts';
import { type Coverage, coverageOf, grantsProbe } from './coverage.ts';
import type { Statement } from './document.ts';
import { assumesAnyRole, limitsPassing } from './grants.ts';
import { resourceMatches, statementCoversAction, type Variables } from './match.ts';
import { type EscalationKind, type EscalationPath, escalationPathsKnown } from './paths.ts';
import { statementsAt } from './placed.ts';

export interface HeldPolicy {
  readonly document: unknown;
  /** Place of the document in the input. */
  readonly at: string;
  /** ARN of a managed policy: finds `iam:CreatePolicyVersion` on a policy one has. */
  readonly arn?: string | null;
}

export interface Escalation {
  /** `passrole+runtask`. */
  readonly id: string;
  readonly kind: EscalationKind;
  /** Places of the statements that together complete it, one at least. */
  readonly statements: readonly string[];
  readonly actions: readonly string[];
  readonly message: string;
  /** The smallest change that closes it. */
  readonly change: string;
}

/**
 * Judges a principal's identity policies as one. A path counts where its decisive action reaches any resource
 * (any role to pass, any user, any function), or the holder itself; grants on named resources are not judged: whether
 * those are stronger than the holder is not in a policy. Malformed documents grant nothing: ask `parsePolicy` first.
 *
 * @param holder ARN of the user or role, where known: finds `iam:PutRolePolicy` on one's own name.
 */
export function escalationPaths(policies: readonly HeldPolicy[], holder: string | null): Escalation[] {
  const statements = policies.flatMap(({ document, at }) => statementsAt(document, at));
  const coverage = coverageOf({ statements });
  const own = ownOf(policies, holder);
  return escalationPathsKnown.flatMap((path) => {
    const granting: Statement[] = [];
    for (const action of path.actions) {
      const statement = grantOf(path, action, coverage, own);
      if (statement === null) return [];
      granting.push(statement);
    }
    return [escalation(path, granting)];
  });
}

/** ARNs of what is the holder's own: himself, where not known a user of any name, and the policies of the account that he has. */
function ownOf(policies: readonly HeldPolicy[], holder: string | null): readonly string[] {
  const held = policies.flatMap(({ arn }) => (arn && accountOfArn(arn) !== null ? [arn] : []));
  return [holder ?? iamArn('user'), ...held];
}

function escalation(path: EscalationPath, granting: readonly Statement[]): Escalation {
  const { id, kind, actions, gain, change } = path;
  const statements = [...new Set(granting.map((statement) => statement.path))];
  return { id, kind, statements, actions, message: `with ${actions.join(' and ')} it ${gain}`, change };
}

/** The first statement that grants the action as far as the path needs it; null where none does. */
function grantOf(
  path: EscalationPath,
  action: string,
  { allowsFor, denied }: Coverage,
  own: readonly string[],
): Statement | null {
  const candidates = allowsFor(action);
  if (candidates.length === 0) return null;
  const probe = { action, resource: resourceOf(path, action) };
  if (denied(probe)) return null;
  const enough = (allow: Statement) => {
    if (action === 'iam:PassRole') return grantsProbe([allow], denied, probe) && !limitsPassing(allow);
    if (action === 'sts:AssumeRole') return assumesAnyRole(allow) && grantsProbe([allow], denied, probe);
    // Beside PassRole, the call itself may be scoped: the role makes the difference, not the cluster.
    if (path.kind === 'runs') return statementCoversAction(allow, action);
    return grantsProbe([allow], denied, probe) || reachesOwn(path, action, allow, own, denied);
  };
  return candidates.find(enough) ?? null;
}

const iamResource = /(User|Role|Group|Policy)/;

/** Any resource of the kind the action is about. */
function resourceOf({ kind }: EscalationPath, action: string): string {
  const [service = '', call = ''] = action.split(':');
  if (service === 'sts') return iamArn('role');
  if (service !== 'iam') return anyResourceOf(service);
  if (kind === 'becomes' && call !== 'UpdateAssumeRolePolicy') return iamArn('user');
  const type = call === 'AddUserToGroup' ? 'group' : (iamResource.exec(call)?.[1] ?? 'role').toLowerCase();
  return iamArn(call === 'UpdateAssumeRolePolicy' ? 'role' : type);
}

function iamArn(type: string): string {
  return `arn:aws:iam::${anyName}:${type}/${anyName}`;
}

function reachesOwn(
  { self }: EscalationPath,
  action: string,
  allow: Statement,
  own: readonly string[],
  denied: Coverage['denied'],
): boolean {
  if (self === undefined || !statementCoversAction(allow, action)) return false;
  return own.some((arn) => {
    if (!arn.includes(`:${self}/`) || denied({ action, resource: arn })) return false;
    const variables = variablesOf(arn);
    return (allow.resources ?? []).some((pattern) => resourceMatches(pattern, arn, variables) === 'holds');
  });
}

function variablesOf(arn: string): Variables {
  const values: Readonly<Record<string, string>> = {
    'aws:username': nameOf(arn),
    'aws:principalaccount': arn.split(':')[4] ?? '',
  };
  return (key) => values[key.toLowerCase()] ?? null;
}
