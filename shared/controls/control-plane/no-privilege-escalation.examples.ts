// Examples of no-privilege-escalation: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import { cloudTrail, policyDocument, roleDetails, trustOf } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

const allow = (action: string | string[], resource: string) =>
  policyDocument({ Effect: 'Allow', Action: action, Resource: resource });

/** An account in which app may assume what is an administrator. */
const leading = (name: string): JsonObject => {
  const [app] = roleDetails(trustOf('lambda.amazonaws.com'), [
    allow('sts:AssumeRole', `arn:aws:iam::111122223333:role/${name}`),
  ]).RoleDetailList as JsonObject[];
  const trust = policyDocument({
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111122223333:root' },
    Action: 'sts:AssumeRole',
  });
  const [admin] = roleDetails(trust, [allow('*', '*')]).RoleDetailList as JsonObject[];
  const arn = `arn:aws:iam::111122223333:role/${name}`;
  const named = { ...admin, RoleName: name, Arn: arn };
  return { RoleDetailList: [app ?? {}, named], UserDetailList: [], GroupDetailList: [], Policies: [] };
};

const passAndRun = allow(['iam:PassRole', 'ecs:RunTask'], '*');

export const examples = (): Examples => ({
  fails: [
    {
      says: 'any role may be passed to a task',
      given: passAndRun,
      at: 'Statement[0]',
      severity: 'critical',
    },
    {
      says: 'an inline policy that may rewrite every policy',
      given: cloudTrail('iam', 'PutRolePolicy', {
        requestParameters: {
          roleName: 'release',
          policyName: 'policies',
          policyDocument: JSON.stringify(allow('iam:CreatePolicyVersion', '*')),
        },
      }),
      at: 'requestParameters.policyDocument.Statement[0]',
      severity: 'critical',
    },
    {
      says: 'two policies that only together complete a path',
      given: roleDetails(trustOf('lambda.amazonaws.com'), [
        allow('iam:PassRole', '*'),
        allow(['lambda:CreateFunction', 'lambda:InvokeFunction'], '*'),
      ]),
      at: 'RoleDetailList[0].RolePolicyList[0].PolicyDocument.Statement[0]',
      severity: 'critical',
    },
    {
      says: 'a role of the same account that is an administrator may be assumed',
      given: leading('legacy'),
      at: 'RoleDetailList[0].RolePolicyList[0].PolicyDocument.Statement[0]',
      alsoFails: ['control-plane/no-administrator-grant'],
      severity: 'critical',
    },
    {
      says: 'a user writes itself any permission, its account named',
      given: allow('iam:PutUserPolicy', `arn:aws:iam::111122223333:user/\${aws:username}`),
      at: 'Statement[0]',
      severity: 'critical',
    },
    {
      says: 'a shell in every task: what runs is taken over',
      given: allow('ecs:ExecuteCommand', '*'),
      at: 'Statement[0]',
      severity: 'high',
    },
    {
      says: 'the whole of IAM, in a policy that nobody is known to hold',
      given: allow('iam:*', '*'),
      at: 'Statement[0]',
      alsoFails: ['control-plane/no-administrator-grant'],
    },
    {
      says: 'every role that leaves it to its account',
      given: allow('sts:AssumeRole', '*'),
      at: 'Statement[0]',
      severity: 'high',
    },
  ],
  passes: [
    {
      says: 'administrators that the policy names are assumed, as their trust says',
      given: leading('platform-admin'),
      policy: { version: 1, people: { 'system-administrators': ['arn:aws:iam::*:role/platform-admin'] } },
    },
    {
      says: 'one role may be passed',
      given: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'iam:PassRole',
            Resource: 'arn:aws:iam::111122223333:role/shop-web-task',
          },
          { Effect: 'Allow', Action: 'ecs:RunTask', Resource: '*' },
        ],
      },
    },
    {
      says: 'users manage their own keys',
      given: allow('iam:CreateAccessKey', `arn:aws:iam::*:user/\${aws:username}`),
    },
    {
      says: 'roles of one account may be assumed: their trust decides',
      given: allow('sts:AssumeRole', 'arn:aws:iam::444455556666:role/*'),
    },
    {
      says: 'a Deny takes it back',
      given: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: ['iam:PassRole', 'ecs:*'], Resource: '*' },
          { Effect: 'Deny', Action: 'iam:PassRole', Resource: '*' },
          { Effect: 'Deny', Action: 'ecs:ExecuteCommand', Resource: '*' },
        ],
      },
    },
  ],
  unknown: [
    {
      says: 'a managed policy whose document is not at hand',
      given: cloudTrail('iam', 'AttachRolePolicy', {
        requestParameters: {
          roleName: 'release',
          policyArn: 'arn:aws:iam::111122223333:policy/release',
        },
      }),
    },
  ],
  notApplicable: [
    { says: 'an administrator has everything already', given: allow('*', '*') },
    {
      says: 'a named administrator',
      given: cloudTrail('iam', 'PutRolePolicy', {
        requestParameters: {
          roleName: 'platform-admin',
          policyName: 'all',
          policyDocument: JSON.stringify(passAndRun),
        },
      }),
      policy: { version: 1, people: { 'system-administrators': ['arn:aws:iam::*:role/platform-admin'] } },
    },
  ],
});
