// Sessions that responses are sent in: AWS allows the planned call in each, and nothing else.
import { describe, expect, it } from 'vitest';
import { sessionsOf } from '../../../functions/wiring/respond/sessions.ts';
import { factReads } from '../../../scripts/generate/reads.ts';
import type { ApiRequest } from '../../../shared/gather/api.ts';
import { globMatches } from '../../../shared/model/glob.ts';
import { dig, type JsonObject, listOf, objectOf, stringsOf } from '../../../shared/model/json.ts';
import type { PlannedCall } from '../../../shared/model/response.ts';
import { actionFor, actions } from '../../../shared/respond/actions/index.ts';
import { call } from '../../../shared/respond/planning/planning.ts';
import {
  permissionFor,
  readingOnly,
  sessionPolicyFor,
} from '../../../shared/respond/platform/session-policy.ts';
import { offlineCases } from '../actions/cases.ts';

const place = { account: '111122223333', region: 'eu-central-1' };
const everywhere = { ...place, region: null };
const admin = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** How a policy writes what would be a pattern. */
const escaped = (text: string) => `\${${text}}`;
const statementsOf = (policy: JsonObject | null) => listOf(dig(policy, 'Statement')).map(objectOf);
const allowed = (policy: JsonObject | null) =>
  statementsOf(policy).flatMap(({ Action }) => (typeof Action === 'string' ? [Action] : stringsOf(Action)));

describe('the session policy of a call', () => {
  it('allows attaching the very policy that was detached, to the very role', () => {
    const attach = call('iam', 'AttachRolePolicy', { RoleName: 'deploy', PolicyArn: admin });
    expect(sessionPolicyFor(attach, everywhere)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'iam:AttachRolePolicy',
          Resource: ['arn:*:iam::111122223333:role/deploy', 'arn:*:iam::111122223333:role/*/deploy'],
          Condition: { StringEquals: { 'iam:PolicyARN': admin } },
        },
      ],
    });
  });

  it('allows putting back the very boundary', () => {
    const put = call('iam', 'PutUserPermissionsBoundary', { UserName: 'kim', PermissionsBoundary: admin });
    expect(statementsOf(sessionPolicyFor(put, everywhere))[0]).toMatchObject({
      Resource: ['arn:*:iam::111122223333:user/kim', 'arn:*:iam::111122223333:user/*/kim'],
      Condition: { StringEquals: { 'iam:PermissionsBoundary': admin } },
    });
  });

  it('takes the group of a membership for what is changed, and the policy of a version', () => {
    const membership = call('iam', 'AddUserToGroup', { GroupName: 'ops', UserName: 'kim' });
    expect(statementsOf(sessionPolicyFor(membership, everywhere))[0]?.Resource).toEqual([
      'arn:*:iam::111122223333:group/ops',
      'arn:*:iam::111122223333:group/*/ops',
    ]);
    const version = call('iam', 'SetDefaultPolicyVersion', {
      PolicyArn: 'arn:aws:iam::1:policy/p',
      VersionId: 'v1',
    });
    expect(statementsOf(sessionPolicyFor(version, everywhere))[0]).toEqual({
      ...{ Effect: 'Allow', Action: 'iam:SetDefaultPolicyVersion', Resource: 'arn:aws:iam::1:policy/p' },
    });
  });

  it.each([
    ['*', `arn:*:iam::111122223333:role/${escaped('*')}`],
    ['a?b', `arn:*:iam::111122223333:role/a${escaped('?')}b`],
    [escaped('aws:username'), `arn:*:iam::111122223333:role/${escaped('$')}{aws:username}`],
  ])('takes a role named %s at its word', (RoleName, resource) => {
    const put = call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'x', PolicyDocument: '{}' });
    expect(stringsOf(statementsOf(sessionPolicyFor(put, everywhere))[0]?.Resource)[0]).toBe(resource);
  });

  it.each<[string, PlannedCall, readonly string[]]>([
    [
      'handing on the roles of a revision',
      call('ecs', 'UpdateService', { cluster: 'c', service: 's', taskDefinition: 'web:1' }),
      ['ecs:UpdateService', 'iam:PassRole'],
    ],
    [
      'the tags that a rule comes back with',
      call('ec2', 'AuthorizeSecurityGroupIngress', { GroupId: 'sg-1', TagSpecifications: [] }),
      ['ec2:AuthorizeSecurityGroupIngress', 'ec2:CreateTags'],
    ],
    [
      'no tags for a rule without any',
      call('ec2', 'AuthorizeSecurityGroupIngress', { GroupId: 'sg-1' }),
      ['ec2:AuthorizeSecurityGroupIngress'],
    ],
    [
      'what Application Auto Scaling tries as the caller',
      call('application-auto-scaling', 'RegisterScalableTarget', {}),
      ['application-autoscaling:RegisterScalableTarget', 'ecs:DescribeServices', 'ecs:UpdateService'],
    ],
  ])('allows %s', (_, sent, permissions) => {
    expect(allowed(sessionPolicyFor(sent, place))).toEqual(permissions);
  });

  it.each([
    ['a change of nothing', call('iam', 'PutRolePolicy', { PolicyName: 'x' }), 'Resource', /nothing/],
    [
      'attaching nothing',
      call('iam', 'AttachRolePolicy', { RoleName: 'x' }),
      'Condition',
      /"iam:PolicyARN":""/,
    ],
    [
      'attaching what is no text',
      call('iam', 'AttachRolePolicy', { RoleName: 'x', PolicyArn: ['*'] }),
      'Condition',
      /"iam:PolicyARN":""/,
    ],
  ])('allows nothing for %s', (_, sent, key, pattern) => {
    expect(JSON.stringify(statementsOf(sessionPolicyFor(sent, everywhere))[0]?.[key])).toMatch(pattern);
  });

  it('holds for one Region, where the call goes to one', () => {
    const stop = call('ecs', 'StopTask', { cluster: 'c', task: 't' });
    expect(statementsOf(sessionPolicyFor(stop, place))[0]?.Condition).toEqual({
      StringEquals: { 'aws:RequestedRegion': 'eu-central-1' },
    });
  });

  it('allows of every plan its own calls, within what its action declares, in the 2,048 characters that STS takes', () => {
    for (const { action: name, finding } of offlineCases) {
      const action = actionFor(name);
      for (const sent of action?.planOffline(finding).calls ?? []) {
        const policy = sessionPolicyFor(sent, place);
        if (sent.service === 'kubernetes') expect(policy).toBeNull();
        else {
          expect(allowed(policy)[0]).toBe(permissionFor(sent));
          expect(action?.permissions).toEqual(expect.arrayContaining([...allowed(policy)]));
          expect(JSON.stringify(policy).length).toBeLessThan(2048);
        }
      }
    }
  });
});

describe('sessions that only read', () => {
  const globs = allowed(readingOnly);
  const reads = /:(?:Get|List|Describe|BatchGet|GenerateServiceLastAccessedDetails$)/;

  it('may all that actions read, and change nothing', () => {
    const permissions = actions
      .flatMap((one) => one.permissions)
      .filter((one) => !one.startsWith('kubernetes:'));
    for (const one of permissions)
      expect([one, globs.some((glob) => globMatches(glob, one))]).toEqual([one, reads.test(one)]);
    expect(globs.filter((one) => !reads.test(one))).toEqual([]);
    expect(JSON.stringify(readingOnly).length).toBeLessThan(2048);
  });
});

describe('sessions that only read, where responses are judged again', () => {
  it('may read every fact', async () => {
    const globs = allowed(readingOnly);
    const reads = (await factReads()).flatMap(({ allows }) => allows);
    expect(
      reads.filter((one) => !globs.some((glob) => globMatches(glob, one))),
      'add the service to `readingOnly` of shared/respond/platform/session-policy.ts',
    ).toEqual([]);
  });
});

describe('a session for a plan', () => {
  const detach = call('iam', 'DetachRolePolicy', { RoleName: 'deploy', PolicyArn: admin });
  const patch = call('kubernetes', 'patchAppsV1NamespacedDeployment', { cluster: 'shop', name: 'web' });

  function bench(calls: readonly PlannedCall[] = [detach, patch]) {
    const sent: (readonly [string, string])[] = [];
    const api = (session: string) => ({
      async call({ operation }: ApiRequest) {
        sent.push([session, operation]);
        return { ok: true as const, output: {}, asOf: '2026-11-30T00:00:00.000Z' };
      },
    });
    const sessionFor = sessionsOf({ narrowedTo: (policy) => api(policy), clusters: api('cluster') });
    const session = sessionFor({ ...everywhere, calls });
    const send = ({ service, operation, parameters }: PlannedCall, at: object = {}) =>
      session.call({ ...everywhere, ...at, service, operation, input: parameters });
    return { sent, send };
  }

  it('sends each call in a session of its own policy, and those to a cluster as the cluster knows us', async () => {
    const { sent, send } = bench();
    expect((await send(detach)).ok).toBe(true);
    expect((await send(patch)).ok).toBe(true);
    expect(sent).toEqual([
      [JSON.stringify(sessionPolicyFor(detach, everywhere)), 'DetachRolePolicy'],
      ['cluster', 'patchAppsV1NamespacedDeployment'],
    ]);
  });

  it.each<[string, PlannedCall, object]>([
    ['another operation', { ...detach, operation: 'AttachRolePolicy' }, {}],
    ['other parameters', { ...detach, parameters: { ...detach.parameters, RoleName: 'other' } }, {}],
    ['another account', detach, { account: '444455556666' }],
    ['another Region', detach, { region: 'eu-west-1' }],
    ['a call to another cluster', { ...patch, parameters: { ...patch.parameters, cluster: 'other' } }, {}],
  ])('sends nothing for %s', async (_, sent, at) => {
    const { sent: left, send } = bench();
    expect(await send(sent, at)).toMatchObject({ ok: false, code: 'denied' });
    expect(left).toEqual([]);
  });

  it.each(['*', 'Attach*', 'A", "Effect": "Allow'])('sends nothing called %s', async (operation) => {
    const odd = { ...detach, operation };
    const { sent, send } = bench([odd]);
    expect(await send(odd)).toMatchObject({ ok: false, code: 'denied' });
    expect(sent).toEqual([]);
  });

  it('sends nothing that needs a longer policy than STS takes', async () => {
    const long = {
      ...detach,
      parameters: { RoleName: 'deploy', PolicyArn: `arn:aws:iam::1:policy/${'x'.repeat(2048)}` },
    };
    const { sent, send } = bench([long]);
    expect(await send(long)).toMatchObject({ ok: false, code: 'failed' });
    expect(sent).toEqual([]);
  });
});
