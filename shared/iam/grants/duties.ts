// The two duties that different accounts are to hold: orchestrating containers, and administering the systems below them.
// SPDX-License-Identifier: Apache-2.0

/** Calls that decide what runs in containers, by whom they are entered and who may do so. */
export const orchestratingActions: readonly string[] = [
  'ecs:RunTask',
  'ecs:StartTask',
  'ecs:CreateService',
  'ecs:UpdateService',
  'ecs:ExecuteCommand',
  'eks:CreateAccessEntry',
  'eks:AssociateAccessPolicy',
  'eks:UpdateClusterConfig',
];

/** Calls that open hosts, give rights or command keys. PassRole and CreateServiceLinkedRole go with every deployment. */
export const administeringActions: readonly string[] = [
  'ssm:SendCommand',
  'ssm:StartSession',
  'ec2:RunInstances',
  'ec2:ModifyInstanceAttribute',
  'ec2:CreateImage',
  'ec2:ReplaceIamInstanceProfileAssociation',
  'iam:CreateUser',
  'iam:CreateRole',
  'iam:CreatePolicy',
  'iam:CreatePolicyVersion',
  'iam:SetDefaultPolicyVersion',
  'iam:AttachUserPolicy',
  'iam:AttachRolePolicy',
  'iam:AttachGroupPolicy',
  'iam:PutUserPolicy',
  'iam:PutRolePolicy',
  'iam:PutGroupPolicy',
  'iam:AddUserToGroup',
  'iam:UpdateAssumeRolePolicy',
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:UpdateLoginProfile',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
];
