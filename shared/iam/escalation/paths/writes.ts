// Ways by IAM itself: writing one's own permissions, lifting a limit, or becoming somebody else.
// SPDX-License-Identifier: Apache-2.0
import type { EscalationPath } from './types.ts';

type Self = NonNullable<EscalationPath['self']>;

function writing(call: string, gain: string, change: string, self?: Self): EscalationPath {
  const path = { id: call.toLowerCase(), kind: 'writes', actions: [`iam:${call}`], gain, change } as const;
  return self === undefined ? path : { ...path, self };
}

function becoming(call: string, gain: string, change: string): EscalationPath {
  return { id: call.toLowerCase(), kind: 'becomes', actions: [`iam:${call}`], gain, change };
}

const namePolicies = 'name the policies meant';
const nameGroups = 'name the groups meant';
const demandBoundary = 'demand a permissions boundary by iam:PermissionsBoundary';
const demandPolicy = 'demand iam:PolicyARN or a permissions boundary';
const denyOutright = 'deny it outright';

export const writes: readonly EscalationPath[] = [
  writing('CreatePolicyVersion', 'rewrites a managed policy that it has itself', namePolicies, 'policy'),
  writing(
    'SetDefaultPolicyVersion',
    'brings back an older, wider version of a policy',
    namePolicies,
    'policy',
  ),
  writing('AttachUserPolicy', 'attaches any policy to itself or another user', demandPolicy, 'user'),
  writing('AttachRolePolicy', 'attaches any policy to a role', demandPolicy, 'role'),
  writing('AttachGroupPolicy', 'attaches any policy to a group it is in', 'demand iam:PolicyARN'),
  writing('PutUserPolicy', 'writes any permission onto a user', demandBoundary, 'user'),
  writing('PutRolePolicy', 'writes any permission onto a role', demandBoundary, 'role'),
  writing('PutGroupPolicy', 'writes any permission onto a group it is in', nameGroups),
  writing('AddUserToGroup', 'joins a group with more permissions', nameGroups),
  writing('DeleteRolePermissionsBoundary', 'takes the limit off a role', denyOutright, 'role'),
  writing('DeleteUserPermissionsBoundary', 'takes the limit off a user', denyOutright, 'user'),
  writing('PutRolePermissionsBoundary', 'puts a wider limit on a role', demandBoundary, 'role'),
  writing('PutUserPermissionsBoundary', 'puts a wider limit on a user', demandBoundary, 'user'),
];

const ownUser = 'limit it to the own user by the variable aws:username';
const toAdministrators = 'leave identity providers to the system administrators';

export const becomes: readonly EscalationPath[] = [
  becoming('CreateAccessKey', 'makes keys for other users', ownUser),
  becoming('CreateLoginProfile', 'gives other users a password it knows', ownUser),
  becoming('UpdateLoginProfile', 'changes other users’ passwords', ownUser),
  becoming('UpdateAssumeRolePolicy', 'lets itself into any role', 'name the roles meant'),
  // Whoever holds the provider's keys signs tokens of anybody (IAM User Guide, "SAML 2.0 federation", "OIDC federation").
  becoming('UpdateSAMLProvider', 'signs itself in as anybody that the provider lets in', toAdministrators),
];
