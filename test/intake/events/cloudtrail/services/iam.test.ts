// IAM writes as principals that hold what the call added.
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../shared/model/json.ts';
import { account, call, noFacts, observe, subjects, the } from '../../records.ts';

const iam = (resource: string) => `arn:aws:iam::${account}:${resource}`;
const document = '{"Version":"2012-10-17","Statement":[]}';
const admin = 'arn:aws:iam::aws:policy/AdministratorAccess';

describe('what a call gives', () => {
  it.each<[string, JsonObject, object]>([
    [
      'PutRolePolicy',
      { roleName: 'r', policyName: 'p', policyDocument: document },
      {
        type: 'role',
        id: iam('role/r'),
        policies: [{ name: 'p', arn: null, document, path: 'requestParameters.policyDocument' }],
      },
    ],
    [
      'PutUserPolicy',
      { userName: 'u', policyName: 'p', policyDocument: document },
      { type: 'user', id: iam('user/u') },
    ],
    [
      'PutGroupPolicy',
      { groupName: 'g', policyName: 'p', policyDocument: document },
      { type: 'group', id: iam('group/g') },
    ],
    [
      'AttachUserPolicy',
      { userName: 'u', policyArn: admin },
      { type: 'user', policies: [{ name: 'AdministratorAccess', arn: admin, document: null }] },
    ],
    ['AttachGroupPolicy', { groupName: 'g', policyArn: admin }, { type: 'group' }],
    [
      'AttachRolePolicy',
      { roleName: 'r', policyArn: admin },
      { type: 'role', complete: false, region: null, account },
    ],
    [
      'CreatePolicyVersion',
      { policyArn: iam('policy/team/p'), policyDocument: document, setAsDefault: true },
      { type: 'policy', id: iam('policy/team/p'), identity: iam('policy/p'), policies: [{ document }] },
    ],
    [
      'SetDefaultPolicyVersion',
      { policyArn: iam('policy/p'), versionId: 'v2' },
      { type: 'policy', policies: [{ arn: iam('policy/p'), document: null }] },
    ],
    [
      'CreatePolicy',
      { policyName: 'p', policyDocument: document },
      { type: 'policy', id: iam('policy/p'), policies: [{ document }] },
    ],
    [
      'UpdateAssumeRolePolicy',
      { roleName: 'r', policyDocument: document },
      { trust: { value: document, path: 'requestParameters.policyDocument' } },
    ],
    ['CreateUser', { userName: 'u', path: '/team/' }, { type: 'user', path: '/team/', credentials: [] }],
    ['CreateGroup', { groupName: 'g' }, { type: 'group', path: '/' }],
    ['AddUserToGroup', { userName: 'u', groupName: 'g' }, { groups: ['g'] }],
    [
      'UpdateAccessKey',
      { userName: 'u', accessKeyId: 'AKIAEXAMPLE', status: 'Inactive' },
      { credentials: [{ type: 'access-key', id: 'AKIAEXAMPLE', status: 'Inactive' }] },
    ],
    ['CreateLoginProfile', { userName: 'u' }, { credentials: [{ type: 'login-profile', id: null }] }],
    [
      'UpdateLoginProfile',
      { userName: 'u' },
      { credentials: [{ type: 'login-profile', id: null, status: 'Active' }] },
    ],
    [
      'PutRolePermissionsBoundary',
      { roleName: 'r', permissionsBoundary: iam('policy/b') },
      { boundary: { value: { arn: iam('policy/b') } } },
    ],
    ['DeleteRolePermissionsBoundary', { roleName: 'r' }, { boundary: { value: null } }],
  ])('%s', (name, parameters, wanted) => {
    expect(the('principal', call(`iam:${name}`, parameters))).toMatchObject(wanted);
  });

  it('CreateRole gives trust, boundary and path; its answer is URL-encoded and not used', () => {
    const parameters = {
      roleName: 'r',
      path: '/deep/',
      assumeRolePolicyDocument: document,
      permissionsBoundary: iam('policy/b'),
    };
    const response = { role: { arn: iam('role/deep/r'), roleName: 'r', assumeRolePolicyDocument: '%7B%7D' } };
    expect(
      the('principal', call('iam:CreateRole', parameters, { responseElements: response })),
    ).toMatchObject({
      id: iam('role/deep/r'),
      identity: iam('role/r'),
      path: '/deep/',
      trust: { value: document },
      boundary: { value: { name: 'b' } },
    });
  });

  it('a policy version that is not the default gives nothing', () => {
    const raw = call('iam:CreatePolicyVersion', {
      policyArn: iam('policy/p'),
      policyDocument: document,
      setAsDefault: false,
    });
    expect(observe(raw).subjects.map((subject) => subject.kind)).toEqual(['call']);
  });

  it('in another partition has that partition', () => {
    expect(the('principal', call('iam:CreateUser', { userName: 'u' }, { awsRegion: 'cn-north-1' })).id).toBe(
      `arn:aws-cn:iam::${account}:user/u`,
    );
  });
});

describe('credentials', () => {
  const response = {
    accessKey: {
      accessKeyId: 'AKIAEXAMPLE',
      status: 'Active',
      userName: 'u',
      secretAccessKey: 'never-copied',
    },
  };

  it('of the user that the answer names, without any secret in the credential', () => {
    const made = the('principal', call('iam:CreateAccessKey', null, { responseElements: response }));
    expect(made).toMatchObject({
      name: 'u',
      credentials: [{ id: 'AKIAEXAMPLE', path: 'responseElements.accessKey.accessKeyId' }],
    });
    expect(JSON.stringify(made)).not.toContain('never-copied');
  });

  it('of the caller himself where nobody is named', () => {
    expect(the('principal', call('iam:CreateAccessKey', null))).toMatchObject({
      name: 'kim',
      type: 'user',
      id: iam('user/kim'),
    });
    const root = { type: 'Root', arn: iam('root'), accountId: account };
    expect(the('principal', call('iam:CreateAccessKey', null, { userIdentity: root }))).toMatchObject({
      type: 'root',
      identity: iam('root'),
    });
  });
});

describe('a successful call without its parameters', () => {
  it('leaves a policy that nobody can read, so that nothing passes', () => {
    for (const name of ['PutRolePolicy', 'AttachUserPolicy', 'CreatePolicyVersion']) {
      const principal = the(
        'principal',
        call(`iam:${name}`, null, { userIdentity: { type: 'AWSService', invokedBy: 'x' } }),
      );
      expect(principal.policies).toMatchObject([{ arn: null, document: null }]);
      expect(principal.identity).toContain('/0b1c2d3e');
    }
  });
});

describe('a call that names nobody', () => {
  it('still tells what it gave', () => {
    const principal = the('principal', call('iam:UpdateAssumeRolePolicy', { policyDocument: document }));
    expect(principal.trust).toEqual({ value: document, path: 'requestParameters.policyDocument' });
    expect(principal.policies).toMatchObject([{ arn: null, document: null }]);
    expect(principal.arn).toBeNull();
  });
});

describe('what a call takes away', () => {
  it.each([
    ['DetachRolePolicy', { roleName: 'r', policyArn: admin }, iam('role/r')],
    ['DeleteUserPolicy', { userName: 'u', policyName: 'p' }, iam('user/u')],
    ['DeleteAccessKey', { userName: 'u', accessKeyId: 'A' }, iam('user/u')],
    ['RemoveUserFromGroup', { userName: 'u', groupName: 'g' }, iam('user/u')],
    ['AddRoleToInstanceProfile', { roleName: 'r', instanceProfileName: 'p' }, iam('role/r')],
    ['DeletePolicyVersion', { policyArn: iam('policy/p') }, iam('policy/p')],
  ])('%s makes the whole be looked at again', (name, parameters, arn) => {
    const observation = observe(call(`iam:${name}`, parameters));
    expect(observation.pending).toMatchObject([{ request: { fact: 'principal', arn } }]);
    // A failed look-up judges nothing: an empty principal would pass.
    expect(subjects(observation, noFacts)).toHaveLength(1);
    const value = the('principal', call('iam:CreateUser', { userName: 'other' }));
    const answer = { ok: true, asOf: 't', value } as const;
    expect(subjects(observation, answer)[1]).toMatchObject({ id: arn, identity: arn });
  });

  it.each([
    ['DeleteRole', { roleName: 'r' }, iam('role/r')],
    ['DeleteUser', { userName: 'u' }, iam('user/u')],
    ['DeleteGroup', { groupName: 'g' }, iam('group/g')],
    ['DeletePolicy', { policyArn: iam('policy/x/p') }, iam('policy/p')],
  ])('%s ends the identity, as far as a look does not find it', (name, parameters, identity) => {
    const { gone } = observe(call(`iam:${name}`, parameters));
    expect(gone).toMatchObject([
      { identity, account, region: null, instance: null, look: { request: { fact: 'principal' } } },
    ]);
    expect(observe(call(`iam:${name}`, null)).gone).toEqual([]);
  });
});
