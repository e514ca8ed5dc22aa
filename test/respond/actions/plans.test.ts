// Plans on IAM where moto would add nothing: cases of the evidence, and kept states.
import { expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/model/json.ts';
import { on } from './cases.ts';
import { plan, told } from './plan.ts';
import { account, findingOn, region } from './round-trip.ts';

const role = `arn:aws:iam::${account}:role/web`;
const service = `arn:aws:ecs:${region}:${account}:service/shop/web`;
const task = `arn:aws:ecs:${region}:${account}:task/shop/0123`;
const allow = (more: JsonObject) => ({ Effect: 'Allow', ...more });
const text = (...statements: JsonObject[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

const wide = allow({ Action: 's3:*', Resource: '*' });
const inline = {
  'iam.ListRolePolicies': { PolicyNames: ['p'] },
  'iam.ListAttachedRolePolicies': { AttachedPolicies: [] },
  'iam.GetRolePolicy': { PolicyDocument: text(wide) },
};

it.each([
  [
    'a service',
    on('workload', 'ecs', service),
    { 'ecs.DescribeServices': { services: [{ status: 'ACTIVE', taskDefinition: 'web:1' }] } },
  ],
  [
    'a task with a role of its own',
    { ...on('workload', 'ecs', 'web'), instances: [task] },
    {
      'ecs.DescribeTasks': {
        tasks: [{ taskArn: task, taskDefinitionArn: 'web:1', overrides: { taskRoleArn: role } }],
      },
    },
  ],
])('revert-access finds the role of %s', async (_, finding, answers) => {
  const definition = { 'ecs.DescribeTaskDefinition': { taskDefinition: { taskRoleArn: role } } };
  const found = told(finding, { Action: 's3:*', Resource: '*' }, 'web: every action of s3 on any resource');
  const prepared = await plan('revert-access', found, { ...answers, ...definition, ...inline });
  expect(prepared.calls).toEqual([
    { service: 'iam', operation: 'DeleteRolePolicy', parameters: { RoleName: 'web', PolicyName: 'p' } },
  ]);
});

it('revert-access takes out the statement that completes a way of escalation', async () => {
  const pass = allow({ Sid: 'pass', Action: 'iam:PassRole', Resource: '*' });
  const run = allow({ Sid: 'run', Action: ['ecs:RunTask', 'ecs:RegisterTaskDefinition'], Resource: '*' });
  const document = { 'iam.GetRolePolicy': { PolicyDocument: text(run, pass) } };
  const { escalationPaths } = await import('../../../shared/iam/escalation/escalation.ts');
  const [way] = escalationPaths([{ document: JSON.parse(text(run, pass)), at: '' }], role);
  const found = told(on('principal', 'iam', role), { path: way?.id ?? '', statements: [] }, 'web');
  const prepared = await plan('revert-access', found, { ...inline, ...document });
  const [first = ''] = way?.statements ?? [];
  const left = first.includes('[0]') ? pass : run;
  expect(prepared.after[0]?.state).toEqual({ document: JSON.parse(text(left)) });
});

it('revert-access puts kept documents and boundaries back, or takes away what was not there', async () => {
  const found = told(on('principal', 'iam', role), { Action: 's3:*', Resource: '*' }, '');
  const former = JSON.parse(text(allow({ Action: 's3:GetObject', Resource: '*' })));
  const back = await plan('revert-access', found, inline, { formerly: async () => ({ document: former }) });
  expect(back.calls[0]).toMatchObject({ operation: 'PutRolePolicy' });
  expect(back.after[0]?.state).toEqual({ document: former });
  const gone = await plan('revert-access', found, inline, { formerly: async () => ({ document: null }) });
  expect(gone.calls[0]).toMatchObject({ operation: 'DeleteRolePolicy' });
  const bounded = told(on('principal', 'iam', role), null, '', null, 'requestParameters.permissionsBoundary');
  const answers = { 'iam.GetRole': { Role: { PermissionsBoundary: { PermissionsBoundaryArn: 'arn:b' } } } };
  const none = await plan('revert-access', bounded, answers, { formerly: async () => ({ boundary: null }) });
  expect(none.calls).toMatchObject([{ operation: 'DeleteRolePermissionsBoundary' }]);
  expect(none.undo).toMatchObject([{ parameters: { PermissionsBoundary: 'arn:b' } }]);
});

const issuer = 'token.actions.githubusercontent.com';
const federated = (condition: JsonObject) =>
  allow({
    Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: condition,
  });

it.each([
  [
    'without a condition on the subject',
    null,
    federated({ StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' } }),
  ],
  ['of a whole organisation', ['repo:acme*'], federated({ StringLike: { [`${issuer}:sub`]: 'repo:acme*' } })],
])('restore-trust takes out federation %s', async (_, found, open) => {
  const named = federated({ StringEquals: { [`${issuer}:sub`]: 'repo:acme/web:ref:refs/heads/main' } });
  const answers = { 'iam.GetRole': { Role: { AssumeRolePolicyDocument: text(named, open) } } };
  const message = `web may be assumed by jobs of any customer of ${issuer}`;
  const prepared = await plan(
    'restore-trust',
    told(on('principal', 'iam', role), found, message, 'a condition on the subject'),
    answers,
  );
  expect(prepared.after[0]?.state).toEqual({ trust: JSON.parse(text(named)) });
});

it('restore-trust leaves a role that nobody may assume where nobody is left, and puts a kept policy back', async () => {
  const answers = {
    'iam.GetRole': {
      Role: {
        AssumeRolePolicyDocument: text(allow({ NotPrincipal: { AWS: 'x' }, Action: 'sts:AssumeRole' })),
      },
    },
  };
  const found = told(on('principal', 'iam', role), '*', 'anybody');
  const closed = await plan('restore-trust', found, answers);
  expect(JSON.stringify(closed.after[0]?.state)).toContain('"Deny"');
  const trust = JSON.parse(
    text(allow({ Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' })),
  );
  const back = await plan('restore-trust', found, answers, { formerly: async () => ({ trust }) });
  expect(back.after[0]?.state).toEqual({ trust });
});

it('deactivate-key takes all active keys of a user that is judged as a whole', async () => {
  const keys = [
    ['AKIA1', 'Active'],
    ['AKIA2', 'Inactive'],
  ].map(([AccessKeyId = '', Status = '']) => ({ AccessKeyId, Status }));
  const finding = findingOn({ id: `arn:aws:iam::${account}:user/kim` }, ['access-key']);
  const prepared = await plan('deactivate-key', finding, {
    'iam.ListAccessKeys': { AccessKeyMetadata: keys },
  });
  expect(prepared.after[0]?.state).toEqual({ AKIA1: 'Inactive' });
});
