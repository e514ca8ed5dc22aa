// Who becomes whom in one step: a role's trust, what lets a principal assume it, and what lets it pass it to something it runs.
// SPDX-License-Identifier: Apache-2.0
import type { Principal, ReachStep } from '../../model/principal.ts';
import { statementCoversArn } from '../grants/coverage.ts';
import { limitsTarget } from '../grants/targets.ts';
import { contradict } from '../policy/contradiction.ts';
import type { Statement } from '../policy/document.ts';
import { statementCoversAction, wildcardMatches } from '../policy/match.ts';
import { demandsValue, operatorOf } from '../policy/operators.ts';
import { statementsAt } from '../policy/placed.ts';
import { trustedPrincipals } from '../trust/trust.ts';
import { escalationPathsKnown } from './paths.ts';

export interface Edge {
  readonly from: string;
  readonly to: string;
  /** How; null on the way from a node for many roles to one of them. */
  readonly by: Omit<ReachStep, 'to'> | null;
  /** True where `to` stands for many roles. */
  readonly toMany: boolean;
}

/** Roles as others meet them: those that leave it to their account, those that name somebody, those that a service takes. */
interface Trusts {
  readonly open: readonly string[];
  readonly named: readonly { readonly role: string; readonly to: string; readonly path: string }[];
  readonly services: ReadonlyMap<string, readonly string[]>;
}

/** All edges. A wildcard is a node of its own, so that many holders and many roles make edges by their sum, not their product. */
export function edgesOf(actors: readonly Principal[]): readonly Edge[] {
  const trusts = trustsOf(actors);
  const many = new Map<string, Edge[]>();
  const edges: Edge[] = [];
  const own = new Map(actors.map((actor) => [actor.arn ?? '', statementsOf(actor)]));
  for (const { role, to, path } of trusts.named) {
    const held = own.get(to);
    if (held !== undefined && !held.denied('sts:AssumeRole', role))
      edges.push({ from: to, to: role, by: { actions: ['sts:AssumeRole'], path }, toMany: false });
  }
  for (const [arn, held] of own) {
    edges.push(
      ...reaching(
        arn,
        held,
        { actions: ['sts:AssumeRole'], action: 'sts:AssumeRole', service: '', roles: trusts.open },
        many,
      ),
    );
    for (const { service, actions } of runnable(held))
      edges.push(
        ...reaching(
          arn,
          held,
          { actions, action: 'iam:PassRole', service, roles: trusts.services.get(service) ?? [] },
          many,
        ),
      );
  }
  return [...edges, ...[...many.values()].flat()];
}

function trustsOf(actors: readonly Principal[]): Trusts {
  const openings = actors.flatMap(openingsOf);
  const services = new Map<string, string[]>();
  for (const { role, trusted } of openings)
    if (trusted.kind === 'service') {
      const service = everywhere(trusted.value);
      const roles = services.get(service);
      if (roles === undefined) services.set(service, [role]);
      else roles.push(role);
    }
  const open = openings.filter(({ trusted }) => trusted.kind === 'account' || trusted.kind === 'anyone');
  return {
    open: [...new Set(open.map(({ role }) => role))],
    named: openings.flatMap(({ role, trusted: { kind, value, path } }) =>
      kind === 'principal' ? [{ role, to: value, path }] : [],
    ),
    services,
  };
}

/** Whom a role lets in; an opening to its account that conditions narrow to certain callers is left out, for nobody can tell who they are. */
function openingsOf({ type, arn, account, trust }: Principal) {
  if (type !== 'role' || arn === null || trust.value === null) return [];
  const found = trustedPrincipals(trust.value, trust.path);
  return (found.ok ? found.trusted : []).flatMap((trusted) => {
    const own = trusted.kind !== 'account' || trusted.account === account;
    const certain = ['account', 'anyone'].includes(trusted.kind) && trusted.restricted;
    return own && !certain ? [{ role: arn, trusted }] : [];
  });
}

interface Held {
  readonly allows: readonly Statement[];
  readonly denied: (action: string, resource: string | null) => boolean;
  /** True where a Deny or a boundary may take some of what the Allows give: then each role must be looked at. */
  readonly limited: (action: string) => boolean;
}

/** What a principal holds within its boundary; nothing where that is not known. */
function statementsOf({ policies, boundary }: Principal): Held {
  const statements = policies.flatMap(({ document, path }) => statementsAt(document, path));
  const limit = boundary.value === null ? null : statementsAt(boundary.value.document, '');
  const always = ({ effect, conditions }: Statement) => effect === 'Deny' && conditions.length === 0;
  const denies = [...statements, ...(limit ?? [])].filter(always);
  const bound = (limit ?? []).filter(({ effect }) => effect === 'Allow');
  const covers = (one: Statement, action: string, resource: string | null) =>
    statementCoversAction(one, action) && (resource === null || statementCoversArn(one, resource));
  return {
    allows: statements.filter(({ effect, conditions }) => effect === 'Allow' && !contradict(conditions)),
    limited: (action) => limit !== null || denies.some((deny) => statementCoversAction(deny, action)),
    denied: (action, resource) =>
      (limit !== null && !bound.some((allow) => covers(allow, action, resource))) ||
      // Without a resource: taken back everywhere.
      denies.some(
        (deny) => covers(deny, action, resource) && (resource !== null || deny.resources?.includes('*')),
      ),
  };
}

/** Services for which it may make all the calls that run something with a passed role. */
function runnable({ allows, denied }: Held): readonly { service: string; actions: readonly string[] }[] {
  if (!allows.some((allow) => statementCoversAction(allow, 'iam:PassRole'))) return [];
  const found = new Map<string, readonly string[]>();
  for (const { service, actions } of escalationPathsKnown) {
    if (service === undefined || found.has(service)) continue;
    const may = (action: string) =>
      allows.some((allow) => statementCoversAction(allow, action)) && !denied(action, null);
    if (actions.every(may)) found.set(service, actions);
  }
  return [...found].map(([service, actions]) => ({ service, actions }));
}

interface Passing {
  readonly actions: readonly string[];
  readonly action: string;
  readonly service: string;
  readonly roles: readonly string[];
}

/** Edges to the roles among `roles` that the principal's grants of `action` reach. */
function reaching(
  from: string,
  { allows, denied, limited }: Held,
  { actions, action, service, roles }: Passing,
  many: Map<string, Edge[]>,
): Edge[] {
  if (roles.length === 0) return [];
  const all = new Set(roles);
  return allows
    .filter((allow) => statementCoversAction(allow, action) && permits(allow, service))
    .flatMap((allow): Edge[] => {
      const by = { actions, path: allow.path };
      const direct = (to: string): Edge[] =>
        to === from || denied(action, to) ? [] : [{ from, to, by, toMany: false }];
      const { exact, patterns } = split(allow);
      const named = exact.filter((arn) => all.has(arn)).flatMap(direct);
      if (patterns === null) return named;
      const key = `${action} ${service} ${patterns}`;
      const known = many.get(key) ?? roles.filter((role) => statementCoversArn(allow, role)).map(toOne(key));
      many.set(key, known);
      if (limited(action) && known.some(({ to }) => denied(action, to)))
        return [...named, ...known.flatMap(({ to }) => direct(to))];
      return known.length === 0 ? named : [...named, { from, to: key, by, toMany: true }];
    });
}

function toOne(key: string): (role: string) => Edge {
  return (role) => ({ from: key, to: role, by: null, toMany: false });
}

/** ARNs that are spelt out, and the rest as one text; null: there is no rest. */
function split({ resources, notResources }: Statement): {
  exact: readonly string[];
  patterns: string | null;
} {
  if (resources === null) return { exact: [], patterns: `not ${JSON.stringify(notResources)}` };
  const open = (pattern: string) => /[*?$]/.test(pattern);
  const patterns = resources.filter(open);
  return {
    exact: resources.filter((pattern) => !open(pattern)),
    patterns: patterns.length === 0 ? null : JSON.stringify(patterns),
  };
}

/** Conditions on the caller do not stop whoever meets them; of those on the target only the service passed to is understood. */
function permits({ conditions }: Statement, service: string): boolean {
  return conditions.every((condition) => {
    if (condition.key.toLowerCase() !== 'iam:passedtoservice') return !limitsTarget(condition);
    const operator = operatorOf(condition.operator);
    if (operator === null || (!demandsValue(operator) && !operator.ifExists)) return false;
    return !operator.negated && condition.values.some((value) => wildcardMatches(everywhere(value), service));
  });
}

/** Some services are called `ec2.amazonaws.com.cn` in China (IAM User Guide, "AWS service principals"). */
function everywhere(service: string): string {
  return service.replace(/\.cn$/, '');
}
