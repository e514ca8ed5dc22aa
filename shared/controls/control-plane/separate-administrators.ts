// One account that both orchestrates containers and administers the systems below them.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import {
  attachedOf,
  boundaryOf,
  documentsAndBoundary,
  holdAdministration,
} from '../../iam/grants/attached.ts';
import { administeringActions, orchestratingActions } from '../../iam/grants/duties.ts';
import { grantsOnOthers } from '../../iam/grants/held.ts';
import { withoutPolicies } from '../../iam/grants/without.ts';
import { trustedPrincipals } from '../../iam/trust/trust.ts';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import type { GatheredFacts } from '../../model/facts.ts';
import { matchesAny } from '../../model/glob.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Principal } from '../../model/principal.ts';
import type { Judgement } from '../../model/verdict.ts';
import { cloudTrail, policyDocument, roleDetails, trustOf } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

export const separateAdministrators = defineControl({
  id: 'control-plane/separate-administrators',
  title: 'Orchestration and administration are separate duties',
  severity: 'medium',
  stage: 'stable',
  judges: ['principal'],
  platforms: ['iam'],
  parameters: z.object({
    orchestrate: z
      .array(z.string())
      .default([...orchestratingActions])
      .describe('Actions that orchestrate containers'),
    administer: z
      .array(z.string())
      .default([...administeringActions])
      .describe('Actions that administer systems'),
  }),
  facts: (principal) => documentsAndBoundary(principal),
  references: { nist: ['4.3.1'], cis: ['CIS AWS Foundations 1.15'], attack: ['T1078.004', 'T1098'] },
  why: 'One compromised principal with both duties loses both: the session that deploys a container also opens the host under it and the permissions around it.',
  fix: 'Make two roles, and let people and pipelines take the one they need for the work at hand.',
  allows: [
    'roles that only services and workloads assume, service-linked roles, groups and policies by themselves',
    'break-glass roles that the policy lists, and administrators (no-administrator-grant tells them)',
    'sessions into containers (ssm:StartSession on ECS tasks)',
    'users who manage their own keys and password',
  ],
  response: null,
  judge: (principal, { facts, parameters, policy }) => {
    const { type, path, arn, identity } = principal;
    if (type !== 'user' && type !== 'role') return notApplicable('judges users and roles');
    if (path?.startsWith('/aws-service-role/')) return notApplicable('a service-linked role');
    if (matchesAny(policy.people.breakGlass ?? [], arn ?? identity))
      return notApplicable('a break-glass account');
    if (principal.policies.length === 0) return withoutPolicies(principal);
    if (isForPeople(principal) === false) return notApplicable('only services and workloads assume the role');
    return judged(principal, facts, parameters);
  },
});

/** Null: the trust policy is not known. */
function isForPeople({ type, trust }: Principal): boolean | null {
  if (type === 'user') return true;
  if (trust.value === null) return null;
  const trusted = trustedPrincipals(trust.value, trust.path);
  if (!trusted.ok) return null;
  return trusted.trusted.some(({ kind, value }) => kind !== 'service' && !value.includes('oidc.eks.'));
}

function judged(
  principal: Principal,
  facts: GatheredFacts,
  { orchestrate, administer }: { orchestrate: readonly string[]; administer: readonly string[] },
): Judgement {
  const { known, administrators, missing } = attachedOf(principal, facts);
  const boundary = boundaryOf(principal, facts);
  const limit = boundary.ok ? boundary.document : null;
  if (limit === null && (administrators.length > 0 || holdAdministration(known)))
    return notApplicable('no-administrator-grant judges administrators');
  const held = grantsOnOthers(known, limit);
  const one = held(orchestrate);
  const other = held(administer);
  if (one === null || other === null) return nothingFound(principal, missing);
  if (!boundary.ok) return unknown(boundary.reason);
  if (isForPeople(principal) === null) return unknown('who may assume the role is not known');
  const message = `${principal.name} may both orchestrate (${one.action}) and administer (${other.action})`;
  return fail([
    evidence(one.path, one.action, null, message),
    evidence(other.path, other.action, null, `${principal.name} administers by ${other.action}`),
  ]);
}

function nothingFound(principal: Principal, missing: readonly string[]): Judgement {
  if (missing[0] !== undefined) return unknown(missing[0]);
  return principal.complete ? pass : unknown(`what else ${principal.name} holds is not known`);
}

const person: JsonObject = policyDocument({
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 'sts:AssumeRole',
});

const allow = (action: string | string[], resource = '*') =>
  policyDocument({ Effect: 'Allow', Action: action, Resource: resource });

const orchestration = allow(
  ['ecs:UpdateService', 'ecs:Describe*'],
  'arn:aws:ecs:*:111122223333:service/shop/*',
);
const hosts = allow(['ec2:RunInstances', 'ec2:ModifyInstanceAttribute']);

const first = 'RoleDetailList[0].RolePolicyList[0].PolicyDocument.Statement[0]';

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a role that deploys and launches hosts',
      given: roleDetails(person, [orchestration, hosts]),
      at: first,
    },
    {
      says: 'a role that deploys and opens sessions on instances',
      given: roleDetails(person, [
        orchestration,
        allow('ssm:StartSession', 'arn:aws:ec2:*:111122223333:instance/i-0123456789abcdef0'),
      ]),
      at: first,
    },
  ],
  passes: [
    { says: 'an orchestrator', given: roleDetails(person, [orchestration]) },
    {
      says: 'sessions into containers only',
      given: roleDetails(person, [
        orchestration,
        allow('ssm:StartSession', 'arn:aws:ecs:*:111122223333:task/shop/*'),
      ]),
    },
  ],
  unknown: [
    {
      says: 'a change of a role of which nothing else is known',
      given: cloudTrail('iam', 'PutRolePolicy', {
        requestParameters: {
          roleName: 'deploy',
          policyName: 'deploy',
          policyDocument: JSON.stringify(orchestration),
        },
      }),
    },
  ],
  notApplicable: [
    { says: 'a role of Lambda', given: roleDetails(trustOf('lambda.amazonaws.com'), [orchestration, hosts]) },
    {
      says: 'break-glass',
      given: roleDetails(person, [orchestration, hosts]),
      policy: { version: 1, people: { 'break-glass': ['arn:aws:iam::*:role/shop-web-task'] } },
    },
  ],
});
