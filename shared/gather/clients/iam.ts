// IAM, loaded when first asked: only the commands named here get into a bundle.
// SPDX-License-Identifier: Apache-2.0
import {
  GenerateServiceLastAccessedDetailsCommand,
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetInstanceProfileCommand,
  GetLoginProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetServiceLastAccessedDetailsCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import type { SdkService } from './service.ts';

export const service: SdkService = {
  client: (config) => new IAMClient(config),
  commands: {
    GenerateServiceLastAccessedDetails: GenerateServiceLastAccessedDetailsCommand,
    GetGroup: GetGroupCommand,
    GetGroupPolicy: GetGroupPolicyCommand,
    GetInstanceProfile: GetInstanceProfileCommand,
    GetLoginProfile: GetLoginProfileCommand,
    GetPolicy: GetPolicyCommand,
    GetPolicyVersion: GetPolicyVersionCommand,
    GetRole: GetRoleCommand,
    GetRolePolicy: GetRolePolicyCommand,
    GetServiceLastAccessedDetails: GetServiceLastAccessedDetailsCommand,
    GetUser: GetUserCommand,
    GetUserPolicy: GetUserPolicyCommand,
    ListAccessKeys: ListAccessKeysCommand,
    ListAttachedGroupPolicies: ListAttachedGroupPoliciesCommand,
    ListAttachedRolePolicies: ListAttachedRolePoliciesCommand,
    ListAttachedUserPolicies: ListAttachedUserPoliciesCommand,
    ListGroupPolicies: ListGroupPoliciesCommand,
    ListGroupsForUser: ListGroupsForUserCommand,
    ListRolePolicies: ListRolePoliciesCommand,
    ListUserPolicies: ListUserPoliciesCommand,
  },
  rights: {
    on: [
      ...['iam:group/*', 'iam:instance-profile/*', 'iam:policy/*', 'iam:role/*', 'iam:user/*'],
      'iam:aws:policy/*',
    ],
    onAny: ['GetServiceLastAccessedDetails'],
  },
};
