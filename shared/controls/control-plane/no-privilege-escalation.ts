// Permissions that together complete a known way to more permissions.
// SPDX-License-Identifier: Apache-2.0
import { type Escalation, escalationPaths } from '../../iam/escalation/escalation.ts';
import {
  attachedOf,
  boundaryOf,
  documentsAndBoundary,
  holdAdministration,
  type KnownPolicy,
} from '../../iam/grants/attached.ts';
import { grantsEverything } from '../../iam/grants/grants.ts';
import { withoutPolicies } from '../../iam/grants/without.ts';
import { nameOf } from '../../model/arn.ts';
import {
  defineControl,
  evidence,
  fail,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { GatheredFacts } from '../../model/facts.ts';
import { matchesAny } from '../../model/glob.ts';
import type { PolicyView } from '../../model/policy-view.ts';
import type { Principal } from '../../model/principal.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';

export const noPrivilegeEscalation = defineControl({
  id: 'control-plane/no-privilege-escalation',
  title: 'No principal can escalate its own privileges',
  severity: 'critical',
  stage: 'stable',
  judges: ['principal'],
  platforms: ['iam'],
  parameters: noParameters,
  facts: (principal) => documentsAndBoundary(principal),
  references: {
    nist: ['4.3.1'],
    fsbp: ['IAM.21'],
    attack: ['T1098.003', 'T1548', 'T1078.004'],
  },
  why: 'A few actions are enough to become administrator: passing a powerful role to one’s own task, rewriting an attached policy, creating a key for another user.',
  fix: 'Make the change that the finding names first: it is the smallest one that closes the path. Usually PassRole, or the IAM write, is limited to specific ARNs.',
  allows: [
    'service-linked roles',
    'principals listed in `people.system-administrators` or `people.break-glass`',
    'those who are administrators already (no-administrator-grant tells them)',
    'the decisive action on named resources, or taken back by a Deny or by the permissions boundary',
    'roles that the policy names administrators, where their trust lets somebody assume them',
    'users who manage their own key and password by the variable aws:username',
  ],
  response: 'revert-access',
  judge: (principal, { facts, policy }) => {
    if (principal.path?.startsWith('/aws-service-role/')) return notApplicable('a service-linked role');
    if (isNamed(principal, policy)) return notApplicable('the policy names the principal an administrator');
    const through = reached(principal, policy);
    if (principal.policies.length === 0) {
      if (through !== null) return fail([through]);
      return withoutPolicies(principal);
    }
    return judged(principal, facts, through);
  },
});

/** Assuming a role that the policy names an administrator is how administrators work; getting one by passing it is not. */
function reached(principal: Principal, policy: PolicyView): Evidence | null {
  const { reach, name } = principal;
  if (reach === undefined) return null;
  const { administrator, steps } = reach;
  const assumed = steps.every(({ actions }) => actions.every((action) => action === 'sts:AssumeRole'));
  if (assumed && matchesAny(administratorsOf(policy), administrator)) return null;
  const way = steps.map(({ to, actions }) => `${nameOf(to)} by ${actions.join(' and ')}`).join(', then ');
  return evidence(
    steps[0]?.path ?? '',
    { path: steps.length > 1 ? 'chain' : 'reach', administrator, statements: steps.map(({ path }) => path) },
    `take the first of these steps away, or name ${nameOf(administrator)} an administrator where it is meant to be one`,
    `${name} becomes an administrator: it gets ${way}`,
  );
}

function isNamed({ arn, identity }: Principal, policy: PolicyView): boolean {
  return matchesAny(administratorsOf(policy), arn ?? identity);
}

function administratorsOf({ people }: PolicyView): string[] {
  return [...(people.systemAdministrators ?? []), ...(people.breakGlass ?? [])];
}

function judged(principal: Principal, facts: GatheredFacts, through: Evidence | null): Judgement {
  const { known, administrators, missing } = attachedOf(principal, facts);
  const boundary = boundaryOf(principal, facts);
  const limit = boundary.ok ? boundary.document : null;
  const all = isPolicyAlone(principal) ? known.some(isEverything) : holdAdministration(known);
  if (limit === null && (administrators.length > 0 || all))
    return notApplicable('an administrator has nothing left to escalate to');
  const found = pathsOf(principal, known, limit);
  if (found.length > 0 && !boundary.ok && through === null) return unknown(boundary.reason);
  if (found.length > 0 || through !== null) return told(principal, boundary.ok ? found : [], through);
  if (missing[0] !== undefined) return unknown(missing[0]);
  if (principal.complete || principal.type === 'policy') return pass;
  return unknown(`what else ${principal.name} holds, which may complete a path, is not known`);
}

/** A document that nobody is known to hold: no administrator, so whatever it leaves to gain counts. */
function isPolicyAlone({ type, complete }: Principal): boolean {
  return type === 'policy' && !complete;
}

function isEverything({ document }: KnownPolicy): boolean {
  return grantsEverything(document);
}

/** A permissions boundary gives nothing: what it does not allow as widely stays closed (IAM User Guide, "Permissions boundaries"). */
function pathsOf(principal: Principal, known: readonly KnownPolicy[], limit: unknown): Escalation[] {
  const held = known.map(({ document, policy }) => ({ document, at: policy.path, arn: policy.arn }));
  const found = escalationPaths(held, principal.arn);
  if (limit === null) return found;
  const within = held.map(({ arn }) => ({ document: limit, at: '', arn }));
  const left = new Set(escalationPaths(within, principal.arn).map(({ id }) => id));
  return found.filter(({ id }) => left.has(id));
}

/** Taking over what runs gives only what runs there: high. Every other path leads to any right there is. */
function told(principal: Principal, found: readonly Escalation[], through: Evidence | null): Judgement {
  const severe = found.filter(({ kind }) => kind !== 'takes-over');
  const ordered = [...severe, ...found.filter(({ kind }) => kind === 'takes-over')];
  const evidences = [
    ...(through === null ? [] : [through]),
    ...ordered.map((path) => evidenceOf(principal, path)),
  ];
  return severe.length > 0 || through !== null ? fail(evidences) : fail(evidences, { severity: 'high' });
}

function evidenceOf({ name }: Principal, { id, statements, message, change }: Escalation): Evidence {
  const [path = ''] = statements;
  return evidence(path, { path: id, statements }, change, `${name}: ${id}: ${message}`);
}
