// Actions on IAM over moto: what they plan happens, verification sees it, undo restores it, a foreign change is noticed.
import {
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  PutGroupPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { action, api, config, endpoint, freshName } from '../respond/actions/moto.ts';
import { account, findingOn, roundTrip } from '../respond/actions/round-trip.ts';

const iam = new IAMClient(config);
const arnOf = (kind: string, name: string) => `arn:aws:iam::${account}:${kind}/${name}`;
const trusts = (principal: string) => ({
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: 'sts:AssumeRole',
});
const policy = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });
const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
const little = { Sid: 'little', Effect: 'Allow', Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::shop/*' };
const told = { Action: '*', Resource: '*' };
// Spelled so that only the text itself gives it back.
const spelled = (document: object) => JSON.stringify(document, null, 2);

const own = trusts(`arn:aws:iam::${account}:root`);

async function role(document: object = policy(own)): Promise<string> {
  const name = freshName();
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: spelled(document) }));
  return name;
}

async function managedPolicy(document: object = policy(little)): Promise<string> {
  const input = { PolicyName: freshName(), PolicyDocument: spelled(document) };
  return (await iam.send(new CreatePolicyCommand(input))).Policy?.Arn ?? '';
}

describe.skipIf(endpoint === undefined)('actions on IAM over moto', () => {
  it('restore-trust takes the foreign principal out', async () => {
    const name = await role(policy(own, trusts('arn:aws:iam::999988887777:root')));
    const prepared = await roundTrip({
      action: action('restore-trust'),
      finding: findingOn({ id: arnOf('role', name) }, ['arn:aws:iam::999988887777:root']),
      api,
      raw: async () => (await iam.send(new GetRoleCommand({ RoleName: name }))).Role,
      foreign: () =>
        iam.send(
          new UpdateAssumeRolePolicyCommand({
            RoleName: name,
            PolicyDocument: spelled(policy(trusts('*'))),
          }),
        ),
    });
    expect(prepared.after[0]?.state).toEqual({ trust: policy(own) });
  });

  it('revert-access takes one statement out of an inline policy', async () => {
    const RoleName = await role();
    const input = { RoleName, PolicyName: 'inline' };
    const put = (document: object) =>
      iam.send(new PutRolePolicyCommand({ ...input, PolicyDocument: spelled(document) }));
    await put(policy(little, everything));
    const prepared = await roundTrip({
      action: action('revert-access'),
      finding: findingOn({ id: arnOf('role', RoleName) }, [told]),
      api,
      raw: async () => (await iam.send(new GetRolePolicyCommand(input))).PolicyDocument,
      foreign: () => put(policy(little, { ...everything, Resource: 'arn:aws:s3:::*' })),
    });
    expect(prepared.after[0]?.state).toEqual({ document: policy(little) });
  });

  it('revert-access deletes an inline policy of which nothing is left, and detaches a managed one', async () => {
    const RoleName = await role();
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: freshName(), PolicyDocument: spelled(policy(everything)) }),
    );
    const attach = () => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn ?? '' }));
    const input = { RoleName, PolicyName: 'all' };
    await iam.send(new PutRolePolicyCommand({ ...input, PolicyDocument: spelled(policy(everything)) }));
    await attach();
    const prepared = await roundTrip({
      action: action('revert-access'),
      finding: findingOn({ id: arnOf('role', RoleName) }, [told]),
      api,
      raw: async () => (await iam.send(new GetRolePolicyCommand(input))).PolicyDocument,
      foreign: attach,
    });
    expect(prepared.calls.map(({ operation }) => operation)).toEqual([
      'DeleteRolePolicy',
      'DetachRolePolicy',
    ]);
    expect(prepared.undo.map(({ operation }) => operation)).toEqual(['AttachRolePolicy', 'PutRolePolicy']);
  });

  it('revert-access takes a user out of the group that gives too much', async () => {
    const [UserName, GroupName] = [freshName(), freshName()];
    const join = () => iam.send(new AddUserToGroupCommand({ UserName, GroupName }));
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new CreateGroupCommand({ GroupName }));
    await iam.send(
      new PutGroupPolicyCommand({
        GroupName,
        PolicyName: 'all',
        PolicyDocument: spelled(policy(everything)),
      }),
    );
    await join();
    const prepared = await roundTrip({
      action: action('revert-access'),
      finding: findingOn({ id: arnOf('user', UserName) }, [told]),
      api,
      foreign: join,
    });
    expect(prepared.calls).toEqual([
      { service: 'iam', operation: 'RemoveUserFromGroup', parameters: { UserName, GroupName } },
    ]);
  });

  it('revert-access makes an older version of a managed policy the default, found by its name under a path', async () => {
    const PolicyName = freshName();
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName, Path: '/team/', PolicyDocument: spelled(policy(little)) }),
    );
    const PolicyArn = Policy?.Arn ?? '';
    const wide = { PolicyArn, PolicyDocument: spelled(policy(everything)), SetAsDefault: true };
    await iam.send(new CreatePolicyVersionCommand(wide));
    await iam.send(new CreatePolicyVersionCommand(wide));
    const prepared = await roundTrip({
      action: action('revert-access'),
      finding: findingOn({ id: arnOf('policy', PolicyName) }, [told]),
      api,
      raw: async () => (await iam.send(new ListPolicyVersionsCommand({ PolicyArn }))).Versions,
      foreign: () => iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v2' })),
    });
    expect(prepared.after[0]?.state).toEqual({ defaultVersion: 'v1' });
  });

  it('apply-boundary bounds a role, whether it had another boundary or none', async () => {
    const [wanted = '', other = ''] = await Promise.all([managedPolicy(), managedPolicy()]);
    for (const former of [null, other]) {
      const RoleName = await role();
      if (former !== null)
        await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: former }));
      const finding = findingOn({ id: arnOf('role', RoleName) });
      const evidence = [{ path: '', found: former, wanted: wanted.replace(account, '*'), message: '' }];
      await roundTrip({
        action: action('apply-boundary'),
        finding: { ...finding, evidence },
        api,
        raw: async () => (await iam.send(new GetRoleCommand({ RoleName }))).Role?.PermissionsBoundary ?? null,
        foreign: () => iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName })),
      });
    }
  });

  it('revert-access puts a kept boundary back', async () => {
    const RoleName = await role();
    const bound = (arn: string) =>
      iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: arn }));
    const [kept, loose] = await Promise.all([managedPolicy(), managedPolicy(policy(everything))]);
    await bound(loose ?? '');
    const finding = findingOn({ id: arnOf('role', RoleName) });
    const evidence = {
      path: 'requestParameters.permissionsBoundary',
      found: null,
      wanted: null,
      message: '',
    };
    await roundTrip({
      action: action('revert-access'),
      finding: { ...finding, evidence: [evidence] },
      api,
      context: { formerly: async () => ({ boundary: kept ?? null }) },
      raw: async () => (await iam.send(new GetRoleCommand({ RoleName }))).Role?.PermissionsBoundary,
      foreign: () => bound(loose ?? ''),
    });
  });

  it('deactivate-key makes the key useless that came to be at the time of the call', async () => {
    const UserName = freshName();
    await iam.send(new CreateUserCommand({ UserName }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const { AccessKeyId, CreateDate } = AccessKey ?? {};
    const at = CreateDate?.toISOString() ?? '';
    const id = `${arnOf('user', UserName)}|${arnOf('user', 'mallory')}`;
    const prepared = await roundTrip({
      action: action('deactivate-key'),
      finding: findingOn({ kind: 'call', id, name: 'iam:CreateAccessKey' }, [UserName], {
        firstSeen: at,
        lastSeen: at,
      }),
      api,
      foreign: () => iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Active' })),
    });
    expect(prepared.after[0]?.state).toEqual({ [AccessKeyId ?? '']: 'Inactive' });
  });

  it('delete-login-profile takes a console password away, which nobody can put back', async () => {
    const UserName = freshName();
    const create = () => iam.send(new CreateLoginProfileCommand({ UserName, Password: 'Xk9-not-a-secret' }));
    await iam.send(new CreateUserCommand({ UserName }));
    await create();
    const finding = findingOn({ id: arnOf('user', UserName) }, ['login-profile']);
    const trip = { action: action('delete-login-profile'), finding, api, foreign: create };
    expect((await roundTrip(trip)).undo).toEqual([]);
    // The control names deactivate-key alone: about a password, that comes to the same.
    await roundTrip({ ...trip, action: action('deactivate-key') });
  });

  it('revoke-sessions denies one session, or all of a role', async () => {
    const RoleName = await role();
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    const session = `${Role?.RoleId}:kim`;
    const finding = findingOn({ kind: 'call', id: 'x|y' }, [], { actor: arnOf('role', RoleName), session });
    for (const revoke of ['session', 'role'] as const) {
      const trip = { action: action('revoke-sessions'), finding, api, context: { revoke } };
      await roundTrip({
        ...trip,
        foreign: async () => {
          const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
          await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: PolicyNames?.[0] }));
        },
      });
    }
  });
});
