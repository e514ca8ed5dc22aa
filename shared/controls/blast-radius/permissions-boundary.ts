// Roles of workloads without the permissions boundary that the policy asks for.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { trustedPrincipals } from '../../iam/trust/trust.ts';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import { globMatches } from '../../model/glob.ts';
import type { Principal } from '../../model/principal.ts';
import { cloudTrail, trustOf } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

export const permissionsBoundary = defineControl({
  id: 'blast-radius/permissions-boundary',
  title: 'Workload roles have a permissions boundary',
  severity: 'medium',
  stage: 'stable',
  judges: ['principal'],
  platforms: ['iam'],
  parameters: z.object({
    boundary: z
      .string()
      .default('')
      .describe(
        'Glob over the ARN of the permissions boundary that roles of workloads must have; empty: none is required',
      ),
  }),
  references: { nist: ['4.3.1'], attack: ['T1098.003', 'T1548'] },
  why: 'Whatever policies are attached later, a role cannot exceed its boundary.',
  fix: 'Set the permissions boundary on the role (`aws iam put-role-permissions-boundary`), and require it when roles are created.',
  allows: [
    'roles that no workload can take, and service-linked roles',
    'everything, while the parameter `boundary` is empty',
  ],
  response: 'apply-boundary',
  judge: (principal, { parameters: { boundary: wanted } }) => {
    if (wanted === '') return notApplicable('no boundary is required (parameter boundary)');
    const { type, path, boundary, name } = principal;
    if (type !== 'role' || path?.startsWith('/aws-service-role/'))
      return notApplicable('judges roles of workloads');
    if (!principal.complete && !tellsBoundary(principal))
      return notApplicable('the change does not touch the boundary');
    const taken = isTaken(principal);
    if (taken === false) return notApplicable('no workload can take the role');
    const has = boundary.value?.arn ?? null;
    if (has !== null && globMatches(wanted, has)) return pass;
    if (taken === null) return unknown('whether a workload can take the role is not known');
    const message =
      has === null ? `${name} has no permissions boundary` : `${name} has another permissions boundary`;
    return fail([evidence(boundary.path, has, wanted, message)]);
  },
});

/** Of changes, creating a role and setting its boundary tell of it; others leave it as it was. */
function tellsBoundary({ boundary }: Principal): boolean {
  return boundary.value !== null || boundary.path.startsWith('requestParameters.');
}

/** Null: the trust policy is not known. */
function isTaken({ trust }: Principal): boolean | null {
  if (trust.value === null) return null;
  const trusted = trustedPrincipals(trust.value, trust.path);
  if (!trusted.ok) return null;
  return trusted.trusted.some(
    ({ kind, value }) =>
      value === 'ecs-tasks.amazonaws.com' ||
      value === 'pods.eks.amazonaws.com' ||
      (kind === 'federated' && value.includes('oidc.eks.')),
  );
}

const policy = {
  version: 1,
  controls: {
    'blast-radius/permissions-boundary': { parameters: { boundary: 'arn:aws:iam::*:policy/workload' } },
  },
};

const create = (service: string, boundary?: string) =>
  cloudTrail('iam', 'CreateRole', {
    requestParameters: {
      roleName: 'shop-web-task',
      assumeRolePolicyDocument: JSON.stringify(trustOf(service)),
      permissionsBoundary: boundary,
    },
  });

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a task role without a boundary',
      given: create('ecs-tasks.amazonaws.com'),
      policy,
      at: 'requestParameters.permissionsBoundary',
    },
    {
      says: 'a wider boundary',
      given: create('pods.eks.amazonaws.com', 'arn:aws:iam::111122223333:policy/anything'),
      policy,
      at: 'requestParameters.permissionsBoundary',
    },
  ],
  passes: [
    {
      says: 'the boundary asked for',
      given: create('ecs-tasks.amazonaws.com', 'arn:aws:iam::111122223333:policy/workload'),
      policy,
    },
  ],
  unknown: [
    {
      says: 'a boundary is taken off a role that nobody looked up',
      given: cloudTrail('iam', 'DeleteRolePermissionsBoundary', {
        requestParameters: { roleName: 'shop-web-task' },
      }),
      policy,
    },
  ],
  notApplicable: [
    { says: 'no boundary is required', given: create('ecs-tasks.amazonaws.com') },
    { says: 'a role of Lambda', given: create('lambda.amazonaws.com'), policy },
  ],
});
