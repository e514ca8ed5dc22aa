// The calls and the way back of each plain plan, without an emulator.
import { expect, it } from 'vitest';
import type { Finding } from '../../../shared/model/finding.ts';
import type { ResponseAction } from '../../../shared/model/response.ts';
import type { ActionContext } from '../../../shared/respond/planning/action.ts';
import { on } from '../actions/cases.ts';
import { plan, told } from '../actions/plan.ts';
import { account, findingOn, region } from '../actions/round-trip.ts';

interface Plain {
  readonly action: ResponseAction;
  readonly says: string;
  readonly finding: Finding;
  readonly answers: Parameters<typeof plan>[2];
  readonly context?: ActionContext;
  readonly calls: readonly string[];
  readonly undo: readonly string[];
}

const document = (Action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const all = { Action: '*', Resource: '*' };
const user = `arn:aws:iam::${account}:user/kim`;
const role = `arn:aws:iam::${account}:role/web`;
const policy = `arn:aws:iam::${account}:policy/web`;
const admin = 'arn:aws:iam::aws:policy/AdministratorAccess';
const service = `arn:aws:ecs:${region}:${account}:service/shop/web`;
const task = `arn:aws:ecs:${region}:${account}:task/shop/0123`;
const definition = `arn:aws:ecs:${region}:${account}:task-definition/web`;
const session = { 'iam.GetRole': { Role: { RoleId: 'AROA1' } }, 'iam.GetRolePolicy': 'not-found' } as const;
const runs = {
  taskArn: task,
  taskDefinitionArn: `${definition}:1`,
  startedBy: 'ecs-svc/1',
  group: 'service:web',
};
const calling = (name: string, id: string) => findingOn({ kind: 'call', name, id: `${id}|x` }, ['t']);

const plains: readonly Plain[] = [
  {
    action: 'stop-workload',
    says: 'an entered task of a service',
    finding: on('call', 'ecs', `${task}|${role}`),
    answers: {
      'ecs.DescribeTasks': { tasks: [runs] },
      'ecs.DescribeServices': { services: [{ schedulingStrategy: 'REPLICA' }] },
    },
    calls: ['StopTask'],
    undo: [],
  },
  {
    action: 'stop-workload',
    says: 'a service with a good older revision',
    finding: on('workload', 'ecs', service),
    answers: {
      'ecs.DescribeServices': { services: [{ desiredCount: 1, taskDefinition: `${definition}:3` }] },
      'ecs.ListTaskDefinitions': { taskDefinitionArns: [4, 3, 2, 1].map((n) => `${definition}:${n}`) },
      'ecs.DescribeTaskDefinition': ({ taskDefinition }) => ({ taskDefinition: { taskDefinition } }),
    },
    context: { passes: async (found) => !String(found.taskDefinition).endsWith(':3') },
    calls: ['UpdateService'],
    undo: ['UpdateService'],
  },
  {
    action: 'revert-access',
    says: 'an attached policy',
    finding: told(on('principal', 'iam', role), admin, ''),
    answers: {
      'iam.ListRolePolicies': { PolicyNames: [] },
      'iam.ListAttachedRolePolicies': { AttachedPolicies: [{ PolicyName: 'A', PolicyArn: admin }] },
      'iam.GetPolicy': 'denied',
    },
    calls: ['DetachRolePolicy'],
    undo: ['AttachRolePolicy'],
  },
  {
    action: 'revert-access',
    says: 'a membership',
    finding: told(on('principal', 'iam', user), all, ''),
    answers: {
      'iam.ListUserPolicies': { PolicyNames: [] },
      'iam.ListAttachedUserPolicies': { AttachedPolicies: [] },
      'iam.ListGroupsForUser': { Groups: [{ GroupName: 'a' }, { GroupName: 'b' }, {}] },
      'iam.ListGroupPolicies': ({ GroupName }) => ({ PolicyNames: GroupName === 'b' ? ['p'] : [] }),
      'iam.ListAttachedGroupPolicies': { AttachedPolicies: [] },
      'iam.GetGroupPolicy': { PolicyDocument: document('*') },
    },
    calls: ['RemoveUserFromGroup'],
    undo: ['AddUserToGroup'],
  },
  {
    action: 'revert-access',
    says: 'a version',
    finding: told(on('principal', 'iam', policy), all, ''),
    answers: {
      'iam.GetPolicy': { Policy: { DefaultVersionId: 'v3' } },
      'iam.ListPolicyVersions': { Versions: [1, 2, 3, 4].map((n) => ({ VersionId: `v${n}` })) },
      'iam.GetPolicyVersion': ({ VersionId }) => ({
        PolicyVersion: { Document: document(VersionId === 'v1' ? 's3:GetObject' : '*') },
      }),
    },
    calls: ['SetDefaultPolicyVersion'],
    undo: ['SetDefaultPolicyVersion'],
  },
  {
    action: 'delete-login-profile',
    says: 'a password',
    finding: on('principal', 'iam', user),
    answers: { 'iam.GetLoginProfile': { LoginProfile: { UserName: 'kim' } } },
    calls: ['DeleteLoginProfile'],
    undo: [],
  },
  {
    action: 'revoke-sessions',
    says: 'one session',
    finding: { ...on('principal', 'iam', role), session: 'AROA1:kim@example.com' },
    answers: session,
    calls: ['PutRolePolicy'],
    undo: ['DeleteRolePolicy'],
  },
  {
    action: 'revoke-sessions',
    says: 'all sessions, where some were revoked before',
    finding: on('principal', 'iam', role),
    answers: { ...session, 'iam.GetRolePolicy': { PolicyDocument: document('*') } },
    context: { revoke: 'role' },
    calls: ['PutRolePolicy'],
    undo: ['PutRolePolicy'],
  },
  {
    action: 'enable-scan-on-push',
    says: 'a repository',
    finding: on('repository', 'ecr', 'shop'),
    answers: { 'ecr.DescribeRepositories': { repositories: [{ imageTagMutability: 'MUTABLE' }] } },
    calls: ['PutImageScanningConfiguration'],
    undo: ['PutImageScanningConfiguration'],
  },
  {
    action: 'enable-logging',
    says: 'an EKS cluster',
    finding: told(on('cluster', 'eks', 'shop'), [], '', ['audit', 'api']),
    answers: {
      'eks.DescribeCluster': {
        cluster: { logging: { clusterLogging: [{ types: ['api'], enabled: true }] } },
      },
    },
    calls: ['UpdateClusterConfig'],
    undo: ['UpdateClusterConfig'],
  },
  {
    action: 'enable-logging',
    says: 'an ECS cluster',
    finding: told(on('cluster', 'ecs', 'shop'), 'NONE', '', 'DEFAULT'),
    answers: {
      'ecs.DescribeClusters': {
        clusters: [{ configuration: { executeCommandConfiguration: { logging: 'NONE' } } }],
      },
    },
    calls: ['UpdateCluster'],
    undo: ['UpdateCluster'],
  },
  {
    action: 'drain-host',
    says: 'a host',
    finding: { ...on('host', 'ec2', 'i-0abc'), cluster: 'shop' },
    answers: {
      'ecs.ListContainerInstances': { containerInstanceArns: ['a'] },
      'ecs.DescribeContainerInstances': {
        containerInstances: [{ containerInstanceArn: 'a', ec2InstanceId: 'i-0abc', status: 'ACTIVE' }],
      },
    },
    calls: ['UpdateContainerInstancesState'],
    undo: ['UpdateContainerInstancesState'],
  },
  {
    action: 're-enable-rule',
    says: 'a rule',
    finding: calling('events:DisableRule', `arn:aws:events:${region}:${account}:rule/r`),
    answers: { 'events.DescribeRule': { State: 'DISABLED' } },
    calls: ['EnableRule'],
    undo: ['DisableRule'],
  },
  {
    action: 're-enable-rule',
    says: 'a trail',
    finding: calling('cloudtrail:StopLogging', 't'),
    answers: { 'cloudtrail.GetTrailStatus': { IsLogging: false } },
    calls: ['StartLogging'],
    undo: ['StopLogging'],
  },
];

it.each(plains)('$action: $says', async ({ action, finding, answers, context, calls, undo }) => {
  const prepared = await plan(action, finding, answers, context);
  expect(prepared.calls.map(({ operation }) => operation)).toEqual(calls);
  expect(prepared.undo.map(({ operation }) => operation)).toEqual(undo);
  expect(prepared.before.map(({ read }) => read)).toEqual(prepared.after.map(({ read }) => read));
  expect(prepared.before).not.toEqual(prepared.after);
  expect(prepared.words).not.toBe('');
});
