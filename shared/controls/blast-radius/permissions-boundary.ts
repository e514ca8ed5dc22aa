// Roles of workloads without the permissions boundary that the policy asks for.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { trustedPrincipals } from '../../iam/trust/trust.ts';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import { globMatches } from '../../model/glob.ts';
import type { JsonObject } from '../../model/json.ts';
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
    if (!principal.complete && boundary.path === '')
      return notApplicable('the input does not tell of the boundary');
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

const boundaryArn = (name: string) => `arn:aws:iam::111122223333:policy/${name}`;
const listed = {
  RoleName: 'shop-web-task',
  Arn: 'arn:aws:iam::111122223333:role/shop-web-task',
  AssumeRolePolicyDocument: trustOf('ecs-tasks.amazonaws.com'),
};
const answered = (boundary: JsonObject): JsonObject => ({
  Role: {
    ...{ ...listed, RoleLastUsed: {} },
    ...(Object.keys(boundary).length === 0 ? {} : { PermissionsBoundary: boundary }),
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
      says: 'a role as GetRole answers, without one',
      given: answered({}),
      policy,
      at: 'PermissionsBoundary',
    },
    {
      says: 'a role as GetRole answers, with another',
      given: answered({ PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundaryArn('anything') }),
      policy,
      at: 'PermissionsBoundary',
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
    {
      says: 'a role as GetRole answers, with the boundary asked for',
      given: answered({ PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundaryArn('workload') }),
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
    { says: 'a role out of a list, which tells of no boundary', given: listed, policy },
    { says: 'a role of Lambda', given: create('lambda.amazonaws.com'), policy },
  ],
});
