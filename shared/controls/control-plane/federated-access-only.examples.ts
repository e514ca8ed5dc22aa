// Examples of federated-access-only: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import type { Principal } from '../../model/principal.ts';
import { cloudTrail } from '../examples/events.ts';
import { type Examples, fact } from '../examples/example.ts';

const user = {
  fact: 'principal',
  account: '111122223333',
  region: 'eu-central-1',
  arn: 'arn:aws:iam::111122223333:user/backup',
} as const;

const backup: Principal = {
  kind: 'principal',
  platform: 'iam',
  id: user.arn,
  name: 'backup',
  identity: user.arn,
  account: user.account,
  region: null,
  cluster: null,
  namespace: null,
  tags: {},
  type: 'user',
  arn: user.arn,
  path: '/',
  policies: [
    {
      name: 'run',
      arn: null,
      path: 'policies[0]',
      document: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'ecs:RunTask', Resource: '*' }],
      },
    },
  ],
  groups: [],
  trust: { value: null, path: 'trust' },
  boundary: { value: null, path: 'boundary' },
  complete: true,
  credentials: [],
  allCredentials: true,
  bindings: [],
  usedBy: [],
};

const key = {
  type: 'access-key',
  id: 'AKIAIOSFODNN7EXAMPLE',
  status: 'Active',
  path: 'AccessKeyMetadata[0]',
} as const;

const detached = cloudTrail('iam', 'DetachUserPolicy', {
  requestParameters: { userName: 'backup', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
});

const mayDo = (action: string): Principal => ({
  ...backup,
  policies: [
    {
      name: 'work',
      arn: null,
      path: 'policies[0]',
      document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] },
    },
  ],
});

const changedKey = (status: string) =>
  cloudTrail('iam', 'UpdateAccessKey', {
    requestParameters: { userName: 'backup', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', status },
  });

export const examples = (): Examples => ({
  fails: [
    { says: 'a key that works again', given: changedKey('Active'), at: 'requestParameters.userName' },
    ...['UploadSSHPublicKey', 'UploadSigningCertificate', 'ResetServiceSpecificCredential'].map((call) => ({
      says: `another credential by ${call}`,
      given: cloudTrail('iam', call, { requestParameters: { userName: 'backup' } }),
      at: 'requestParameters.userName',
    })),
    {
      says: 'an access key',
      given: cloudTrail('iam', 'CreateAccessKey', { requestParameters: { userName: 'backup' } }),
      at: 'requestParameters.userName',
      severity: 'high',
    },
    {
      says: 'a key for a user who may run tasks',
      given: cloudTrail('iam', 'CreateAccessKey', { requestParameters: { userName: 'backup' } }),
      facts: [fact(user, backup)],
      at: 'requestParameters.userName',
      severity: 'critical',
    },
    {
      says: 'a key for a user of whom all is known, and who reaches no container',
      given: cloudTrail('iam', 'CreateAccessKey', { requestParameters: { userName: 'backup' } }),
      facts: [fact(user, mayDo('s3:GetObject'))],
      at: 'requestParameters.userName',
      severity: 'high',
    },
    {
      says: 'a key for an administrator',
      given: cloudTrail('iam', 'CreateAccessKey', { requestParameters: { userName: 'backup' } }),
      facts: [fact(user, mayDo('*'))],
      at: 'requestParameters.userName',
      severity: 'critical',
    },
    {
      says: 'one policy of two reaches containers',
      given: cloudTrail('iam', 'CreateAccessKey', { requestParameters: { userName: 'backup' } }),
      facts: [
        fact(user, {
          ...backup,
          policies: [...mayDo('s3:GetObject').policies, ...backup.policies],
        }),
      ],
      at: 'requestParameters.userName',
      severity: 'critical',
    },
    {
      says: 'a policy that could not be read',
      given: cloudTrail('iam', 'CreateAccessKey', { requestParameters: { userName: 'backup' } }),
      facts: [
        fact(user, {
          ...backup,
          policies: [{ name: 'run', arn: null, path: 'policies[0]', document: null }],
        }),
      ],
      at: 'requestParameters.userName',
      severity: 'high',
    },
    {
      says: 'a key for the caller, who may run tasks',
      given: cloudTrail('iam', 'CreateAccessKey', {
        userIdentity: { type: 'IAMUser', arn: user.arn, accountId: user.account, userName: 'backup' },
        requestParameters: null,
      }),
      facts: [fact(user, backup)],
      at: 'requestParameters.userName',
      severity: 'critical',
    },
    {
      says: 'a key for nobody named, by a role',
      given: cloudTrail('iam', 'CreateAccessKey', { requestParameters: null }),
      at: 'requestParameters.userName',
    },
    {
      says: 'a password reset',
      given: cloudTrail('iam', 'UpdateLoginProfile', { requestParameters: { userName: 'backup' } }),
      at: 'requestParameters.userName',
    },
    {
      says: 'a user who has a key already loses a policy',
      given: detached,
      facts: [fact(user, { ...backup, policies: [], credentials: [key] })],
      at: 'AccessKeyMetadata[0]',
    },
  ],
  passes: [
    {
      says: 'a user without key and password',
      given: detached,
      facts: [fact(user, { ...backup, policies: [] })],
    },
    {
      says: 'a user whose key is inactive',
      given: detached,
      facts: [fact(user, { ...backup, policies: [], credentials: [{ ...key, status: 'Inactive' }] })],
    },
  ],
  unknown: [
    {
      says: 'a user whose keys are not known',
      given: detached,
      facts: [fact(user, { ...backup, policies: [], allCredentials: false })],
    },
  ],
  notApplicable: [
    { says: 'a key that is switched off', given: changedKey('Inactive') },
    {
      says: 'a denied call',
      given: cloudTrail('iam', 'CreateAccessKey', {
        errorCode: 'AccessDenied',
        errorMessage: 'not authorized',
        requestParameters: null,
      }),
    },
    {
      says: 'a role is created',
      given: cloudTrail('iam', 'CreateRole', { requestParameters: { roleName: 'x' } }),
    },
  ],
});
