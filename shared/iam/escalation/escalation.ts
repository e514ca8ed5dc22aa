// Which known ways to more permissions one principal's policies complete, all of its policies taken together.
// SPDX-License-Identifier: Apache-2.0
import { accountOfArn, nameOf } from '../../model/arn.ts';
import { anyIamOf, anyOf, besides } from '../grants/any-resource.ts';
import {
  byService,
  type Coverage,
  coverageOf,
  servicesOf,
  statementCoversRegion,
  statementCoversResource,
} from '../grants/coverage.ts';
import { assumesAnyRole } from '../grants/grants.ts';
import { ownAccount } from '../grants/pattern.ts';
import type { Statement } from '../policy/document.ts';
import { resourceMatches, serviceOf, statementCoversAction, type Variables } from '../policy/match.ts';
import { statementsAt } from '../policy/placed.ts';
import { type EscalationKind, type EscalationPath, escalationPathsKnown } from './paths.ts';

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
  const { allows, denied, leaves } = coverageOf({ statements });
  const holding = { allowsFor: byService(allows), denied, leaves, own: ownOf(policies, holder) };
  const spoken = servicesOf(allows);
  const isSpokenOf = (service: string) => spoken === null || spoken.has(service);
  const found: Escalation[] = [];
  for (const way of ways) {
    // Most principals speak of few services, so that most ways need no closer look.
    if (!way.services.every(isSpokenOf)) continue;
    const granting = grantsOf(way, holding);
    if (granting !== null) found.push(escalation(way.path, granting));
  }
  return found;
}

/** One action of a path, with what it must reach. */
interface Step {
  readonly action: string;
  readonly service: string;
  /** ARNs of which any one is enough, and of which one is needed as well. */
  readonly open: readonly string[];
  readonly others: readonly string[];
}

interface Way {
  readonly path: EscalationPath;
  readonly services: readonly string[];
  readonly steps: readonly Step[];
}

const ways: readonly Way[] = escalationPathsKnown.map((path) => ({
  path,
  services: path.actions.map(serviceOf),
  steps: path.actions.map((action) => ({
    action,
    service: serviceOf(action),
    open: anyOf(path, action),
    others: besides(action),
  })),
}));

/** What a principal's policies give, and what is its own. */
interface Holding {
  readonly allowsFor: (service: string) => readonly Statement[];
  readonly denied: Coverage['denied'];
  readonly leaves: Coverage['leaves'];
  readonly own: readonly string[];
}

/** The statement that grants each step; null where one of them is not granted. */
function grantsOf({ path, steps }: Way, holding: Holding): Statement[] | null {
  const granting: Statement[] = [];
  for (const step of steps) {
    const statement = grantOf(path, step, holding);
    if (statement === null) return null;
    granting.push(statement);
  }
  return granting;
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
function grantOf(path: EscalationPath, step: Step, holding: Holding): Statement | null {
  const { action } = step;
  const { denied, leaves } = holding;
  const candidates = holding.allowsFor(step.service).filter((allow) => statementCoversAction(allow, action));
  if (candidates.length === 0) return null;
  const allowedOn = (resource: string) => !denied({ action, resource });
  const open = step.open.filter(allowedOn);
  const others = step.others.filter(allowedOn);
  const alike = (resource: string) => candidates.some((allow) => reachesAny(path, allow, resource));
  if (step.others.length > 0 && !others.some(alike)) return null;
  const any = (allow: Statement) =>
    open.some((resource) => reachesAny(path, allow, resource) && leaves(allow, { action, resource }));
  const enough = (allow: Statement) => {
    if (action === 'sts:AssumeRole') return assumesAnyRole(allow) && any(allow);
    // Beside PassRole, the call itself may be scoped: the role makes the difference, not the cluster.
    if (path.kind === 'runs' && action !== 'iam:PassRole')
      return open.some((resource) => leaves(allow, { action, resource }));
    return any(allow) || reachesOwn(path, action, allow, holding) || reachesNamesakes(allow, open, path);
  };
  return candidates.find(enough) ?? null;
}

/** What runs with a role does so in one Region: a pattern that names the Region reaches any of them there. */
function reachesAny({ kind }: EscalationPath, allow: Statement, resource: string): boolean {
  return kind === 'takes-over'
    ? statementCoversRegion(allow, resource)
    : statementCoversResource(allow, resource);
}

function reachesOwn(
  { self }: EscalationPath,
  action: string,
  allow: Statement,
  { own, denied, leaves }: Holding,
): boolean {
  if (self === undefined) return false;
  return own.some((arn) => {
    const probe = { action, resource: arn };
    if (!arn.includes(`:${self}/`) || denied(probe) || !leaves(allow, probe)) return false;
    const variables = variablesOf(arn);
    // Where the holder is not known, neither is its account: a pattern's own is set aside.
    return (allow.resources ?? []).some((pattern) =>
      [pattern, ownAccount(pattern)].some((one) => resourceMatches(one, arn, variables) === 'holds'),
    );
  });
}

/** `user/${aws:username}*`: one called lee reaches lee-admin. A name holds no slash, so a star in another part of the path is none of it. */
function reachesNamesakes(
  { resources }: Statement,
  open: readonly string[],
  { kind }: EscalationPath,
): boolean {
  return kind === 'becomes' && open.length > 0 && (resources ?? []).some(namesOthersToo);
}

function namesOthersToo(pattern: string): boolean {
  return pattern.split('/').some((part) => {
    const rest = part.toLowerCase().split(ownName).join('');
    return rest.length < part.length && /[*?]/.test(rest);
  });
}

/** The policy variable for the caller’s own name. */
const ownName = `\${aws:username}`;

function variablesOf(arn: string): Variables {
  const values: Readonly<Record<string, string>> = {
    'aws:username': nameOf(arn),
    'aws:principalaccount': arn.split(':')[4] ?? '',
  };
  return (key) => values[key.toLowerCase()] ?? null;
}
