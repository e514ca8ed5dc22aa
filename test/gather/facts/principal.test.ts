// Facts of IAM: roles, users, groups and policies.
import { describe, expect, it } from 'vitest';
import { createFacts } from '../../../shared/gather/facts.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { answered, fakeApi } from '../fake-api.ts';

const account = '111122223333';
const here = { account, region: 'eu-central-1' };
const allowAll = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const encoded = encodeURIComponent(JSON.stringify(allowAll));
const managed = 'arn:aws:iam::aws:policy/AdministratorAccess';
const boundary = `arn:aws:iam::${account}:policy/limits`;

const policyCalls = {
  'iam.GetPolicy': ({ PolicyArn }: JsonObject): JsonObject => ({
    Policy: { Arn: PolicyArn ?? '', PolicyName: 'p', DefaultVersionId: 'v7' },
  }),
  'iam.GetPolicyVersion': ({ VersionId }: JsonObject): JsonObject => ({
    PolicyVersion: { VersionId: VersionId ?? '', Document: encoded },
  }),
};
const roleCalls = {
  'iam.GetRole': {
    Role: {
      RoleName: 'web',
      Path: '/app/',
      Arn: `arn:aws:iam::${account}:role/app/web`,
      AssumeRolePolicyDocument: encoded,
      PermissionsBoundary: { PermissionsBoundaryArn: boundary },
      Tags: [{ Key: 'team', Value: 'shop' }],
    },
  },
  'iam.ListRolePolicies': ({ Marker }: JsonObject): JsonObject =>
    Marker === undefined
      ? { PolicyNames: ['one'], IsTruncated: true, Marker: 'm' }
      : { PolicyNames: ['two'] },
  'iam.GetRolePolicy': { PolicyDocument: encoded },
  'iam.ListAttachedRolePolicies': {
    AttachedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: managed }],
  },
};

describe('a role', () => {
  it.each([
    'web',
    `arn:aws:iam::${account}:role/app/web`,
    `arn:aws:sts::${account}:assumed-role/web/session-1`,
  ])('%s is read with every policy, decoded', async (arn) => {
    const api = fakeApi({ ...roleCalls, ...policyCalls });
    const role = answered(await createFacts(api).get({ fact: 'principal', ...here, arn }));
    expect(role).toMatchObject({
      type: 'role',
      id: `arn:aws:iam::${account}:role/app/web`,
      name: 'web',
      path: '/app/',
      account,
      tags: { team: 'shop' },
      complete: true,
      trust: { value: allowAll, path: 'AssumeRolePolicyDocument' },
      boundary: { value: { name: 'limits', arn: boundary, document: allowAll } },
    });
    expect(role.policies).toEqual([
      { name: 'one', arn: null, path: 'RolePolicyList[0].PolicyDocument', document: allowAll },
      { name: 'two', arn: null, path: 'RolePolicyList[1].PolicyDocument', document: allowAll },
      { name: 'AdministratorAccess', arn: managed, path: 'AttachedManagedPolicies[0]', document: allowAll },
    ]);
    expect(new Set(api.requests.map((request) => request.account))).toEqual(new Set([account]));
  });

  it('says that it is not complete where a managed document is out of reach', async () => {
    const api = fakeApi({ ...roleCalls, ...policyCalls, 'iam.GetPolicyVersion': 'denied' });
    const role = answered(await createFacts(api).get({ fact: 'principal', ...here, arn: 'web' }));
    expect(role.complete).toBe(false);
    expect(role.policies.at(-1)?.document).toBeNull();
    expect(role.policies[0]?.document).toEqual(allowAll);
  });

  it.each(['throttled', 'timeout'] as const)('is not answered in part when %s', async (code) => {
    const api = fakeApi({ ...roleCalls, ...policyCalls, 'iam.GetPolicyVersion': code });
    expect(await createFacts(api).get({ fact: 'principal', ...here, arn: 'web' })).toMatchObject({
      ok: false,
      code,
    });
  });

  it.each([
    'iam.GetRole',
    'iam.ListRolePolicies',
    'iam.GetRolePolicy',
    'iam.ListAttachedRolePolicies',
  ])('is unknown as a whole where %s is refused', async (operation) => {
    const api = fakeApi({ ...roleCalls, ...policyCalls, [operation]: 'denied' });
    expect(await createFacts(api).get({ fact: 'principal', ...here, arn: 'web' })).toMatchObject({
      code: 'denied',
    });
  });

  it('is found behind an instance profile', async () => {
    const profile = { InstanceProfile: { Roles: [{ RoleName: 'web' }] } };
    const api = fakeApi({ ...roleCalls, ...policyCalls, 'iam.GetInstanceProfile': profile });
    const arn = `arn:aws:iam::${account}:instance-profile/web-profile`;
    expect(answered(await createFacts(api).get({ fact: 'principal', ...here, arn })).name).toBe('web');
    const none = fakeApi({ 'iam.GetInstanceProfile': { InstanceProfile: { Roles: [] } } });
    expect(await createFacts(none).get({ fact: 'principal', ...here, arn })).toMatchObject({
      code: 'not-found',
    });
  });

  it('is as old as its oldest call', async () => {
    const api = fakeApi({ ...roleCalls, ...policyCalls }, (n) => `2026-11-20T10:00:0${Math.abs(n - 4)}.000Z`);
    const answer = await createFacts(api).get({ fact: 'principal', ...here, arn: 'web' });
    expect(answer).toMatchObject({ ok: true, asOf: '2026-11-20T10:00:00.000Z' });
  });

  it('does not follow a list without end', async () => {
    const endless = { PolicyNames: [], Marker: 'same' };
    const api = fakeApi({ ...roleCalls, ...policyCalls, 'iam.ListRolePolicies': endless });
    expect(await createFacts(api).get({ fact: 'principal', ...here, arn: 'web' })).toMatchObject({
      code: 'failed',
    });
    let n = 0;
    const counting = {
      ...roleCalls,
      ...policyCalls,
      'iam.ListRolePolicies': () => ({ PolicyNames: [], Marker: String(n++) }),
    };
    expect(
      await createFacts(fakeApi(counting)).get({ fact: 'principal', ...here, arn: 'web' }),
    ).toMatchObject({ code: 'failed' });
  });
});

describe('a user', () => {
  const userCalls = {
    ...policyCalls,
    'iam.GetUser': { User: { UserName: 'ann', Path: '/', Arn: `arn:aws:iam::${account}:user/ann` } },
    'iam.ListUserPolicies': { PolicyNames: [] },
    'iam.ListAttachedUserPolicies': { AttachedPolicies: [] },
    'iam.ListGroupsForUser': { Groups: [{ GroupName: 'ops' }] },
    'iam.ListGroupPolicies': { PolicyNames: ['g'] },
    'iam.GetGroupPolicy': { PolicyDocument: JSON.stringify(allowAll) },
    'iam.ListAttachedGroupPolicies': { AttachedPolicies: [{ PolicyArn: managed }] },
    'iam.ListAccessKeys': { AccessKeyMetadata: [{ AccessKeyId: 'AKIAEXAMPLE', Status: 'Active' }] },
    'iam.GetLoginProfile': { LoginProfile: { UserName: 'ann' } },
  };
  const ask = { fact: 'principal', ...here, arn: `arn:aws:iam::${account}:user/ann` } as const;

  it('has its groups, their policies, and credentials', async () => {
    const user = answered(await createFacts(fakeApi(userCalls)).get(ask));
    expect(user).toMatchObject({ type: 'user', groups: ['ops'], complete: true });
    expect(user.policies.map(({ name, path }) => [name, path])).toEqual([
      ['g', 'GroupList[0].GroupPolicyList[0].PolicyDocument'],
      ['AdministratorAccess', 'GroupList[0].AttachedManagedPolicies[0]'],
    ]);
    expect(user.credentials).toEqual([
      { type: 'access-key', id: 'AKIAEXAMPLE', status: 'Active', path: 'AccessKeyMetadata[0]' },
      { type: 'login-profile', id: null, status: null, path: 'LoginProfile' },
    ]);
  });

  it('does without credentials where they cannot be read', async () => {
    const calls = {
      ...userCalls,
      'iam.ListAccessKeys': 'not-recorded',
      'iam.GetLoginProfile': 'not-found',
    } as const;
    expect(answered(await createFacts(fakeApi(calls)).get(ask))).toMatchObject({
      credentials: [],
      allCredentials: false,
    });
  });
});

describe('others', () => {
  it('reads a group and a managed policy', async () => {
    const api = fakeApi({
      ...policyCalls,
      'iam.GetGroup': { Group: { GroupName: 'ops', Arn: `arn:aws:iam::${account}:group/ops` } },
      'iam.ListGroupPolicies': { PolicyNames: [] },
      'iam.ListAttachedGroupPolicies': { AttachedPolicies: [] },
    });
    const group = await createFacts(api).get({
      fact: 'principal',
      ...here,
      arn: `arn:aws:iam::${account}:group/ops`,
    });
    expect(answered(group)).toMatchObject({ type: 'group', name: 'ops', policies: [], complete: true });
    const policy = await createFacts(api).get({ fact: 'principal', ...here, arn: boundary });
    expect(answered(policy)).toMatchObject({
      type: 'policy',
      arn: boundary,
      policies: [{ document: allowAll }],
    });
  });

  it.each([
    'arn:aws:iam::111122223333:root',
    'arn:aws:s3:::bucket',
    '*',
    'ecs.amazonaws.com/x',
    'x'.repeat(200),
    '',
  ])('%s has nothing to read', async (arn) => {
    const api = fakeApi({});
    expect(await createFacts(api).get({ fact: 'principal', ...here, arn })).toMatchObject({
      code: 'no-facts',
    });
    expect(api.requests).toEqual([]);
  });

  it('gives the default version of a managed policy', async () => {
    const api = fakeApi(policyCalls);
    const answer = await createFacts(api).get({ fact: 'policy-document', ...here, arn: managed });
    expect(answered(answer)).toEqual(allowAll);
    expect(api.requests.map((request) => request.input)).toEqual([
      { PolicyArn: managed },
      { PolicyArn: managed, VersionId: 'v7' },
    ]);
    // AWS's own policies name no account: the asking one is asked.
    expect(api.requests[0]?.account).toBe(account);
  });

  it.each([
    [{ ...policyCalls, 'iam.GetPolicy': { Policy: {} } }],
    [{ ...policyCalls, 'iam.GetPolicyVersion': { PolicyVersion: { Document: '%7Bbroken' } } }],
    [{ ...policyCalls, 'iam.GetPolicyVersion': { PolicyVersion: { Document: '%E0%A4%A' } } }],
  ])('fails on a policy that cannot be read', async (calls) => {
    const answer = await createFacts(fakeApi(calls)).get({ fact: 'policy-document', ...here, arn: managed });
    expect(answer).toMatchObject({ ok: false, code: 'failed' });
  });
});
