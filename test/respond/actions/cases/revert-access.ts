// What revert-access plans, and when it leaves things alone.
import { casesOf, found, on } from '../cases.ts';
import { account } from '../round-trip.ts';

const role = `arn:aws:iam::${account}:role/web`;
const emptyRole = {
  'iam.ListRolePolicies': { PolicyNames: [] },
  'iam.ListAttachedRolePolicies': { AttachedPolicies: [] },
};
const user = `arn:aws:iam::${account}:user/kim`;
const roleInTeam = `arn:aws:iam::${account}:role/team/web`;

export const cases = casesOf('revert-access', {
  offline: [
    {
      finding: found(on('principal', 'iam', user), 'arn:aws:iam::aws:policy/AdministratorAccess'),
      calls: [
        ['DetachUserPolicy', { UserName: 'kim', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }],
      ],
    },
    { finding: on('principal', 'iam', roleInTeam), calls: [['PutRolePolicy', { RoleName: 'web' }]] },
    // A family's name is no roleInTeam's name.
    { finding: on('workload', 'ecs', 'web'), calls: [['PutRolePolicy', { RoleName: null }]] },
  ],
  held: [
    {
      says: 'a service-linked role',
      finding: on('principal', 'iam', `arn:aws:iam::${account}:role/AWSServiceRoleForECS`),
      answers: {},
      by: 'protected',
      reason: 'AWS service',
    },
    {
      says: 'a role without what was found',
      finding: on('principal', 'iam', role),
      answers: emptyRole,
      by: 'changed-since',
      reason: 'not hold',
    },
    {
      says: 'a boundary that nobody kept',
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
      finding: on('principal', 'kubernetes', 'User/kim'),
      answers: {},
      by: 'guard-error',
      reason: 'only IAM',
    },
    {
      says: 'AWS’s own policy',
      finding: on('principal', 'iam', 'arn:aws:iam::aws:policy/X'),
      answers: { 'iam.GetPolicy': {} },
      by: 'protected',
      reason: 'detach',
    },
    {
      says: 'a policy that is gone',
      finding: on('principal', 'iam', `arn:aws:iam::${account}:policy/x`),
      answers: { 'iam.GetPolicy': 'not-found', 'iam.ListPolicies': { Policies: [] } },
      by: 'changed-since',
      reason: 'gone',
    },
  ],
});
