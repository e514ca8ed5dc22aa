// What the role of a workload may do.
// SPDX-License-Identifier: Apache-2.0
import { accountWideReads, readsAllOf } from '../../iam/grants/account-wide.ts';
import { attachedOf, boundaryOf, documentsAndBoundary, type KnownPolicy } from '../../iam/grants/attached.ts';
import { type Grant, wideGrants } from '../../iam/grants/grants.ts';
import { trustsWorkloads } from '../../iam/trust/workload-role.ts';
import { accountOfArn } from '../../model/arn.ts';
import type { At } from '../../model/at.ts';
import {
  defineControl,
  evidence,
  fail,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { FactRequest, FactRequestOf, GatheredFacts } from '../../model/facts.ts';
import type { AttachedPolicy, Principal } from '../../model/principal.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';

export const roleLeastPrivilege = defineControl({
  id: 'blast-radius/role-least-privilege',
  title: 'Workload roles follow least privilege',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'principal'],
  platforms: ['ecs', 'iam'],
  parameters: noParameters,
  facts: (subject) => (subject.kind === 'workload' ? roleOf(subject) : factsOfPrincipal(subject)),
  references: {
    nist: ['4.3.1', '4.4.2'],
    cis: ['CIS AWS Foundations 1.15'],
    fsbp: ['IAM.21'],
    attack: ['T1078.004', 'T1098.003'],
  },
  why: 'Every process in the container can use the role: an attacker who gets in can do everything that it allows.',
  fix: 'Grant the actions the program calls, on the resources it uses: its own secrets, its own prefix of a bucket. Give PassRole and AssumeRole the ARNs of the roles meant.',
  allows: [
    'what only describes (`ecs:Describe*`, `s3:ListAllMyBuckets`), on all resources',
    'any action on named resources, or under a condition on their tags',
    'what a permissions boundary takes back',
    'roles that no workload can take',
  ],
  response: 'revert-access',
  judge: (subject, { facts }) =>
    subject.kind === 'workload' ? ofWorkload(subject, facts) : ofPrincipal(subject, facts),
});

function roleOf(workload: Workload): FactRequestOf<'principal'>[] {
  const { account, region, roles } = workload;
  const arn = roles.task.value;
  return arn === null ? [] : [{ fact: 'principal', account: accountOfArn(arn) ?? account, region, arn }];
}

function ofWorkload(workload: Workload, facts: GatheredFacts): Judgement {
  const here = workload.beside?.role ?? null;
  if (here !== null) return notApplicable(`its role ${here} is judged by itself`);
  const [request] = roleOf(workload);
  if (request === undefined) return notApplicable('the workload has no role of its own');
  const answer = facts.get(request);
  if (!answer.ok) return unknown(`the rights of ${request.arn} are not known: ${answer.reason}`);
  return grantsOf(answer.value, facts, workload.roles.task);
}

/** An event tells what was added to a role, not who may take it: that must be looked up. */
function factsOfPrincipal(principal: Principal): FactRequest[] {
  if (principal.type !== 'role' || principal.policies.length === 0) return [];
  return [...documentsAndBoundary(principal), ...wholeRole(principal)];
}

function wholeRole(principal: Principal): FactRequestOf<'principal'>[] {
  if (principal.complete || principal.trust.value !== null) return [];
  const { account, region, arn, name } = principal;
  return [{ fact: 'principal', account, region, arn: arn ?? name }];
}

function ofPrincipal(principal: Principal, facts: GatheredFacts): Judgement {
  if (principal.type !== 'role') return notApplicable('judges roles');
  if (principal.policies.length === 0 && !principal.complete)
    return notApplicable('the change grants nothing');
  const judged = grantsOf(principal, facts, null);
  const taken = isTaken(principal, facts);
  if (taken === false) return notApplicable('no workload can take the role');
  if (typeof taken === 'string' && judged.outcome === 'fail') return unknown(taken);
  return judged;
}

/** Whether workloads can take the role, or why nobody can say. */
function isTaken(principal: Principal, facts: GatheredFacts): boolean | string {
  const [request] = wholeRole(principal);
  const answer = request === undefined ? null : facts.get(request);
  if (answer?.ok === false) return `whether a workload uses the role is not known: ${answer.reason}`;
  const taken = trustsWorkloads(answer === null ? principal : answer.value);
  return taken ?? 'whether a workload can take the role is not known: its trust policy cannot be read';
}

/** For a workload the evidence stands at its role, since that is what its document says. */
function grantsOf(role: Principal, facts: GatheredFacts, place: At<string | null> | null): Judgement {
  const known = place === null ? facts : nothing;
  const attached = attachedOf(role, known);
  const boundary = boundaryOf(role, known);
  const { wide, reads } = within(boundary.ok ? boundary.document : null, role, attached);
  const found = [...wide, ...reads].map((item) => (place === null ? item : { ...item, path: place.path }));
  if (found.length > 0) {
    if (!boundary.ok) return unknown(boundary.reason);
    return wide.length > 0 ? fail(found) : fail(found, { severity: 'medium', respond: false });
  }
  const [reason] = attached.missing;
  return reason === undefined ? pass : unknown(reason);
}

interface Found {
  /** More than any workload needs. */
  readonly wide: readonly Evidence[];
  /** All that there is of a kind, to read. */
  readonly reads: readonly Evidence[];
}

/** A boundary gives nothing, and leaves only what it allows as widely (IAM User Guide, "Permissions boundaries"). */
function within(
  limit: unknown,
  role: Principal,
  { known, administrators }: { known: readonly KnownPolicy[]; administrators: readonly AttachedPolicy[] },
): Found {
  const tell = ({ path, found, message }: Grant) => evidence(path, found, null, `${role.name}: ${message}`);
  const named = administrators.map(({ path, arn }) =>
    evidence(path, arn, null, `${role.name} holds the administrator policy ${arn}`),
  );
  const wide = known.flatMap(({ policy, document }) => wideGrants(document, policy.path));
  const told = new Set(wide.map(({ path }) => path));
  const reads = known
    .flatMap(({ policy, document }) => accountWideReads(document, policy.path))
    .filter(({ path }) => !told.has(path));
  if (limit === null) return { wide: [...named, ...wide.map(tell)], reads: reads.map(tell) };
  const all = [...named, ...wide.map(tell)];
  const left = readsAllOf(limit);
  const isLeft = wideGrants(limit, '').length > 0;
  const readable = (what: string) => [...left].some((one) => what.includes(one));
  return {
    wide: isLeft ? all : [],
    reads:
      isLeft || left.size > 0 ? reads.filter(({ message }) => isLeft || readable(message)).map(tell) : [],
  };
}

/** The fact `principal` brings all documents along. */
const nothing: GatheredFacts = {
  get: () => ({ ok: false, code: 'no-facts', reason: 'the look-up of the role did not bring it' }),
};
