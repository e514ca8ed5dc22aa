// When actions on IAM leave things as they are.

import type { Finding } from '../../../shared/model/finding.ts';
import { type Case, on } from './held.ts';
import { account, findingOn } from './round-trip.ts';

const role = `arn:aws:iam::${account}:role/web`;
const user = `arn:aws:iam::${account}:user/kim`;
const emptyRole = {
  'iam.ListRolePolicies': { PolicyNames: [] },
  'iam.ListAttachedRolePolicies': { AttachedPolicies: [] },
};

const boundary = `arn:aws:iam::${account}:policy/workload`;
const bounded = (wanted: string): Finding => ({
  ...on('principal', 'iam', role),
  evidence: [{ path: '', found: null, wanted, message: 'has no permissions boundary' }],
});

export const accessCases: readonly Case[] = [
  {
    says: 'a service-linked role',
    action: 'revert-access',
    finding: on('principal', 'iam', `arn:aws:iam::${account}:role/AWSServiceRoleForECS`),
    answers: {},
    by: 'protected',
    reason: 'AWS service',
  },
  {
    says: 'an Identity Center role',
    action: 'restore-trust',
    finding: on('principal', 'iam', `arn:aws:iam::${account}:role/AWSReservedSSO_Admin_1`),
    answers: {},
    by: 'protected',
    reason: 'AWS service',
  },
  {
    says: 'a role without what was found',
    action: 'revert-access',
    finding: on('principal', 'iam', role),
    answers: emptyRole,
    by: 'changed-since',
    reason: 'not hold',
  },
  {
    says: 'a boundary that nobody kept',
    action: 'revert-access',
    finding: {
      ...on('principal', 'iam', role),
      evidence: [{ path: 'requestParameters.permissionsBoundary', found: null, wanted: null, message: '' }],
    },
    answers: {},
    by: 'guard-error',
    reason: 'not kept',
  },
  {
    says: 'a Kubernetes principal',
    action: 'revert-access',
    finding: on('principal', 'kubernetes', 'User/kim'),
    answers: {},
    by: 'guard-error',
    reason: 'only IAM',
  },
  {
    says: 'AWS’s own policy',
    action: 'revert-access',
    finding: on('principal', 'iam', 'arn:aws:iam::aws:policy/X'),
    answers: { 'iam.GetPolicy': {} },
    by: 'protected',
    reason: 'detach',
  },
  {
    says: 'a policy that is gone',
    action: 'revert-access',
    finding: on('principal', 'iam', `arn:aws:iam::${account}:policy/x`),
    answers: { 'iam.GetPolicy': 'not-found', 'iam.ListPolicies': { Policies: [] } },
    by: 'changed-since',
    reason: 'gone',
  },
  {
    says: 'a role that is gone',
    action: 'restore-trust',
    finding: on('principal', 'iam', role),
    answers: { 'iam.GetRole': 'not-found' },
    by: 'changed-since',
    reason: 'not-found',
  },
  {
    says: 'a trust policy put right',
    action: 'restore-trust',
    finding: on('principal', 'iam', role),
    answers: {
      'iam.GetRole': { Role: { AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' } },
    },
    by: 'changed-since',
    reason: 'not name them',
  },
  {
    says: 'no key of that time',
    action: 'deactivate-key',
    finding: findingOn({ kind: 'call', id: `${user}|x`, name: 'iam:CreateAccessKey' }),
    answers: {
      'iam.ListAccessKeys': {
        AccessKeyMetadata: [
          { AccessKeyId: 'AKIA1', Status: 'Active', CreateDate: '2026-11-20T10:02:00.000Z' },
        ],
      },
    },
    by: 'changed-since',
    reason: 'no active access key',
  },
  {
    says: 'a call that names no user',
    action: 'deactivate-key',
    finding: findingOn({ kind: 'call', id: 'x|y', name: 'iam:CreateAccessKey' }, [null]),
    answers: {},
    by: 'guard-error',
    reason: 'no IAM user',
  },
  {
    says: 'no password',
    action: 'delete-login-profile',
    finding: on('principal', 'iam', user),
    answers: { 'iam.GetLoginProfile': 'not-found' },
    by: 'changed-since',
    reason: 'no console password',
  },
  {
    says: 'a user’s own key',
    action: 'revoke-sessions',
    finding: { ...on('call', 'ecs', 'x'), actor: user },
    answers: {},
    by: 'guard-error',
    reason: 'no session of a role',
  },
  {
    says: 'a session that is not told',
    action: 'revoke-sessions',
    finding: on('principal', 'iam', role),
    answers: { 'iam.GetRole': { Role: { RoleId: 'AROA1' } } },
    by: 'guard-error',
    reason: 'the session of the role',
  },
  {
    says: 'a session of IAM Identity Center, with what people can do',
    action: 'revoke-sessions',
    finding: {
      ...on('call', 'ecs', 'x'),
      actor:
        'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef',
    },
    answers: {},
    by: 'protected',
    reason: 'identitystore:userId',
  },
  {
    says: 'a session of a role made anew',
    action: 'revoke-sessions',
    finding: { ...on('principal', 'iam', role), session: 'AROA2:kim' },
    answers: { 'iam.GetRole': { Role: { RoleId: 'AROA1' } } },
    by: 'changed-since',
    reason: 'made anew',
  },
  {
    says: 'a boundary of which only a pattern is known',
    action: 'apply-boundary',
    finding: bounded('arn:aws:iam::*:policy/workload-*'),
    answers: {},
    by: 'guard-error',
    reason: 'names no single policy',
  },
  {
    says: 'a boundary whose policy is not there',
    action: 'apply-boundary',
    finding: bounded(boundary),
    answers: { 'iam.GetPolicy': 'not-found' },
    by: 'guard-error',
    reason: 'there is no policy',
  },
  {
    says: 'a role that has its boundary by now',
    action: 'apply-boundary',
    finding: bounded(boundary),
    answers: {
      'iam.GetPolicy': { Policy: {} },
      'iam.GetRole': { Role: { PermissionsBoundary: { PermissionsBoundaryArn: boundary } } },
    },
    by: 'changed-since',
    reason: 'by now',
  },
];
