// Changes of where people and programs prove who they are.
// SPDX-License-Identifier: Apache-2.0
import {
  defineControl,
  evidence,
  fail,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import { matchesAny } from '../../model/glob.ts';
import { table } from '../../model/table.ts';
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

/** Calls that let in others than before; those that only take something away are left out. */
const openings: Readonly<Record<string, readonly string[]>> = table({
  iam: [
    'CreateSAMLProvider',
    'UpdateSAMLProvider',
    'CreateOpenIDConnectProvider',
    'UpdateOpenIDConnectProviderThumbprint',
    'AddClientIDToOpenIDConnectProvider',
  ],
  eks: ['AssociateIdentityProviderConfig'],
  rolesanywhere: ['CreateTrustAnchor', 'UpdateTrustAnchor', 'EnableTrustAnchor'],
  sso: [
    'CreateAccountAssignment',
    'CreatePermissionSet',
    'UpdatePermissionSet',
    'PutInlinePolicyToPermissionSet',
    'AttachManagedPolicyToPermissionSet',
    'AttachCustomerManagedPolicyReferenceToPermissionSet',
    'DeletePermissionsBoundaryFromPermissionSet',
    'CreateTrustedTokenIssuer',
    'UpdateTrustedTokenIssuer',
  ],
});

export const trustedIdentityProvider = defineControl({
  id: 'control-plane/trusted-identity-provider',
  title: 'Only system administrators change identity providers',
  severity: 'high',
  stage: 'stable',
  judges: ['call'],
  comparesWith: ['people.system-administrators'],
  parameters: noParameters,
  references: {
    nist: ['4.3.2'],
    cis: ['CIS AWS Foundations 1.20'],
    attack: ['T1484.002', 'T1556', 'T1098.003'],
  },
  why: 'Anyone who adds an identity provider, or an assignment in Identity Center, can impersonate anybody: a way back in that no password reset closes.',
  fix: 'Take the provider, assignment or permission out again, end the sessions it gave, and find out who added it.',
  allows: [
    'system administrators and break-glass roles that the policy lists',
    'calls that only take away (deleting a provider, ending an assignment)',
    'AWS services, and calls that failed',
  ],
  response: null,
  judge: (call, { policy: { people } }) => {
    if (!openings[call.service]?.includes(call.operation))
      return notApplicable('the call does not touch who vouches for identities');
    if (!call.succeeded) return notApplicable('the call failed');
    const { kind, principal, name } = call.actor;
    if (kind === 'aws-service') return notApplicable('an AWS service called');
    if (principal === null) return unknown('the event does not tell who called');
    const named = [...(people.systemAdministrators ?? []), ...(people.breakGlass ?? [])];
    if (matchesAny(named, principal)) return pass;
    const message = `${name}, no system administrator, called ${call.name} on ${call.target ?? 'the account'}`;
    return fail([evidence('userIdentity.arn', principal, [...(people.systemAdministrators ?? [])], message)]);
  },
});

const policy = { version: 1, people: { 'system-administrators': ['arn:aws:iam::*:role/platform-admin'] } };
const platform = { version: 1, people: { 'system-administrators': ['arn:aws:iam::*:role/developer'] } };

const provider = cloudTrail('iam', 'CreateOpenIDConnectProvider', {
  requestParameters: { url: 'https://idp.example.net', clientIDList: ['sts.amazonaws.com'] },
});

export const examples = (): Examples => ({
  fails: [
    { says: 'an OIDC provider is created', given: provider, policy, at: 'userIdentity.arn' },
    {
      says: 'an assignment in Identity Center',
      given: cloudTrail('sso', 'CreateAccountAssignment', {
        requestParameters: {
          instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef',
          permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-0123456789abcdef',
          principalType: 'USER',
          targetId: '111122223333',
        },
      }),
      policy,
      at: 'userIdentity.arn',
    },
  ],
  passes: [{ says: 'a system administrator', given: provider, policy: platform }],
  notApplicable: [
    {
      says: 'a refused call',
      given: cloudTrail('iam', 'CreateSAMLProvider', { errorCode: 'AccessDenied', requestParameters: null }),
      policy,
    },
    {
      says: 'an AWS service calls',
      given: cloudTrail('iam', 'CreateSAMLProvider', {
        userIdentity: {
          type: 'AWSService',
          arn: undefined,
          sessionContext: undefined,
          invokedBy: 'sso.amazonaws.com',
        },
      }),
      policy,
    },
    {
      says: 'a call of another service',
      given: cloudTrail('ecs', 'UpdateService', { requestParameters: { service: 'web' } }),
      policy,
    },
    { says: 'a policy that lists nobody', given: provider },
    {
      says: 'a provider is deleted',
      given: cloudTrail('iam', 'DeleteSAMLProvider', {
        requestParameters: { sAMLProviderArn: 'arn:aws:iam::111122223333:saml-provider/old' },
      }),
      policy,
    },
  ],
});
