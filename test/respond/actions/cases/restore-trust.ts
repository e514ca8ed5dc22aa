// What restore-trust plans, and when it leaves things alone.
import { casesOf, on } from '../cases.ts';
import { account } from '../round-trip.ts';

const role = `arn:aws:iam::${account}:role/web`;
const roleInTeam = `arn:aws:iam::${account}:role/team/web`;

export const cases = casesOf('restore-trust', {
  offline: [
    { finding: on('principal', 'iam', roleInTeam), calls: [['UpdateAssumeRolePolicy', { RoleName: 'web' }]] },
  ],
  held: [
    {
      says: 'an Identity Center role',
      finding: on('principal', 'iam', `arn:aws:iam::${account}:role/AWSReservedSSO_Admin_1`),
      answers: {},
      by: 'protected',
      reason: 'AWS service',
    },
    {
      says: 'a role that is gone',
      finding: on('principal', 'iam', role),
      answers: { 'iam.GetRole': 'not-found' },
      by: 'changed-since',
      reason: 'not-found',
    },
    {
      says: 'a trust policy put right',
      finding: on('principal', 'iam', role),
      answers: {
        'iam.GetRole': { Role: { AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' } },
      },
      by: 'changed-since',
      reason: 'not name them',
    },
  ],
});
