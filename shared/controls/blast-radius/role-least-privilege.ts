// What the role of a workload may do.
import { z } from 'zod';
import { attachedOf, documentsToFetch } from '../../iam/grants/attached.ts';
import { wideGrants } from '../../iam/grants/grants.ts';
import { trustsWorkloads } from '../../iam/trust/workload-role.ts';
import { accountOfArn } from '../../model/arn.ts';
import type { At } from '../../model/at.ts';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import type { FactRequest, FactRequestOf, GatheredFacts } from '../../model/facts.ts';
import type { Principal } from '../../model/principal.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import { cloudTrail, policyDocument, roleDetails, trustOf } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';
import { taskDefinition } from '../examples/workloads.ts';

export const roleLeastPrivilege = defineControl({
  id: 'blast-radius/role-least-privilege',
  title: 'Roles of workloads hold no wide rights',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'principal'],
  platforms: ['ecs', 'iam'],
  parameters: z.object({}),
  facts: (subject) => (subject.kind === 'workload' ? roleOf(subject) : factsOfPrincipal(subject)),
  references: {
    nist: ['4.3.1', '4.4.2'],
    cis: ['CIS AWS Foundations 1.15'],
    fsbp: ['IAM.21'],
    attack: ['T1078.004', 'T1098.003'],
  },
  why: 'Every process in the container can use the role: what it may do is what an attacker may do who gets in.',
  fix: 'Grant the actions the program calls, on the resources it uses; give PassRole and AssumeRole the ARNs of the roles meant.',
  allows: [
    'read-only actions on all resources (`ecs:Describe*`)',
    'wide actions on named resources',
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
  const [request] = roleOf(workload);
  if (request === undefined) return notApplicable('the workload has no role of its own');
  const answer = facts.get(request);
  if (!answer.ok) return unknown(`the rights of ${request.arn} are not known: ${answer.reason}`);
  return grantsOf(answer.value, facts, workload.roles.task);
}

/** An event tells what was added to a role, not who may take it: that must be looked up. */
function factsOfPrincipal(principal: Principal): FactRequest[] {
  if (principal.type !== 'role' || principal.policies.length === 0) return [];
  return [...documentsToFetch(principal), ...wholeRole(principal)];
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
  const { known, administrators, missing } = place === null ? attachedOf(role, facts) : withDocuments(role);
  const named = administrators.map(({ path, arn }) =>
    evidence(path, arn, null, `${role.name} holds the administrator policy ${arn}`),
  );
  const wide = known.flatMap(({ policy, document }) =>
    wideGrants(document, policy.path).map(({ path, found, message }) =>
      evidence(path, found, null, `${role.name}: ${message}`),
    ),
  );
  const found: Evidence[] = [...named, ...wide].map((item) =>
    place === null ? item : { ...item, path: place.path },
  );
  if (found.length > 0) return fail(found);
  return missing[0] === undefined ? pass : unknown(missing[0]);
}

/** The fact `principal` brings all documents along. */
function withDocuments(role: Principal) {
  const nothing: GatheredFacts = {
    get: () => ({ ok: false, code: 'no-facts', reason: 'the look-up of the role did not bring it' }),
  };
  return attachedOf(role, nothing);
}

const wide = policyDocument({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
const narrow = policyDocument({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::shop-assets/*',
});

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a task role that may do anything with every bucket',
      given: roleDetails(trustOf('ecs-tasks.amazonaws.com'), [wide]),
      at: 'RoleDetailList[0].RolePolicyList[0].PolicyDocument.Statement[0]',
    },
    {
      says: 'PassRole on every role',
      given: roleDetails(trustOf('pods.eks.amazonaws.com'), [
        policyDocument({ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }),
      ]),
      at: 'RoleDetailList[0].RolePolicyList[0].PolicyDocument.Statement[0]',
      alsoFails: ['control-plane/no-privilege-escalation'],
    },
  ],
  passes: [
    { says: 'one action on one bucket', given: roleDetails(trustOf('ecs-tasks.amazonaws.com'), [narrow]) },
  ],
  unknown: [
    { says: 'a task definition without facts about its role', given: taskDefinition() },
    {
      says: 'a wide inline policy for a role of which nothing else is known',
      given: cloudTrail('iam', 'PutRolePolicy', {
        requestParameters: {
          roleName: 'shop-web-task',
          policyName: 'all-buckets',
          policyDocument: JSON.stringify(wide),
        },
      }),
    },
  ],
  notApplicable: [{ says: 'a role of Lambda', given: roleDetails(trustOf('lambda.amazonaws.com'), [wide]) }],
});
