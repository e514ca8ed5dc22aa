// Which known ways to more permissions one principal's policies complete, all of its policies taken together.
import { accountOfArn, nameOf } from '../model/arn.ts';
import type { Probe } from './administration.ts';
import { anyIamOf, anyOf, besides } from './any-resource.ts';
import { type Coverage, coverageOf, statementCoversRegion, statementCoversResource } from './coverage.ts';
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
  const spoken = servicesSpokenOf(coverage.allows);
  return pathsByServices.flatMap(({ path, services }) => {
    if (spoken !== null && !services.every((service) => spoken.has(service))) return [];
    const granting: Statement[] = [];
    for (const action of path.actions) {
      const statement = grantOf(path, action, coverage, own);
      if (statement === null) return [];
      granting.push(statement);
    }
    return [escalation(path, granting)];
  });
}

/** The services of each path: most principals speak of few, so that most paths need no closer look. */
const pathsByServices = escalationPathsKnown.map((path) => ({
  path,
  services: path.actions.map((action) => action.slice(0, action.indexOf(':'))),
}));

/** Null where a statement may speak of any. */
function servicesSpokenOf(allows: readonly Statement[]): ReadonlySet<string> | null {
  const spoken = new Set<string>();
  for (const { services } of allows) {
    if (services === null) return null;
    for (const service of services) spoken.add(service);
  }
  return spoken;
}

/** ARNs of what is the holder's own: himself, where not known a user of any name, and the policies of the account that he has. */
function ownOf(policies: readonly HeldPolicy[], holder: string | null): readonly string[] {
  const held = policies.flatMap(({ arn }) => (arn && accountOfArn(arn) !== null ? [arn] : []));
  return [holder ?? anyIamOf('user'), ...held];
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
  const allowedOn = (resource: string) => !denied({ action, resource });
  const open = anyOf(path, action).filter(allowedOn);
  const others = besides(action).filter(allowedOn);
  const alike = (resource: string) =>
    candidates.some((allow) => reachesAny(path, allow, { action, resource }));
  if (besides(action).length > 0 && !others.some(alike)) return null;
  const any = (allow: Statement) => open.some((resource) => reachesAny(path, allow, { action, resource }));
  const enough = (allow: Statement) => {
    if (action === 'iam:PassRole') return any(allow) && !limitsPassing(allow);
    if (action === 'sts:AssumeRole') return assumesAnyRole(allow) && any(allow);
    // Beside PassRole, the call itself may be scoped: the role makes the difference, not the cluster.
    if (path.kind === 'runs') return open.length > 0 && statementCoversAction(allow, action);
    return any(allow) || reachesOwn(path, action, allow, own, denied);
  };
  return candidates.find(enough) ?? null;
}

/** What runs with a role does so in one Region: a pattern that names the Region reaches any of them there. */
function reachesAny({ kind }: EscalationPath, allow: Statement, { action, resource }: Probe): boolean {
  if (!statementCoversAction(allow, action)) return false;
  return kind === 'takes-over'
    ? statementCoversRegion(allow, resource)
    : statementCoversResource(allow, resource);
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
