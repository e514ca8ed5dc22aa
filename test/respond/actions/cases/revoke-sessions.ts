// What revoke-sessions plans, and when it leaves things alone.
import { casesOf, on } from '../cases.ts';
import { account } from '../round-trip.ts';

const user = `arn:aws:iam::${account}:user/kim`;
const role = `arn:aws:iam::${account}:role/web`;
const roleInTeam = `arn:aws:iam::${account}:role/team/web`;

export const cases = casesOf('revoke-sessions', {
  offline: [
    {
      finding: { ...on('call', 'ecs', `x|${roleInTeam}`), actor: roleInTeam },
      calls: [['PutRolePolicy', { RoleName: 'web' }]],
    },
    { finding: { ...on('call', 'ecs', `x|${user}`), actor: user }, calls: [] },
  ],
  held: [
    {
      says: 'a user’s own key',
      finding: { ...on('call', 'ecs', 'x'), actor: user },
      answers: {},
      by: 'guard-error',
      reason: 'no session of a role',
    },
    {
      says: 'a session that is not told',
      finding: on('principal', 'iam', role),
      answers: { 'iam.GetRole': { Role: { RoleId: 'AROA1' } } },
      by: 'guard-error',
      reason: 'the session of the role',
    },
    {
      says: 'a session of IAM Identity Center, with what people can do',
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
      finding: { ...on('principal', 'iam', role), session: 'AROA2:kim' },
      answers: { 'iam.GetRole': { Role: { RoleId: 'AROA1' } } },
      by: 'changed-since',
      reason: 'made anew',
    },
  ],
});
