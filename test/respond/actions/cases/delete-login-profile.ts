// What delete-login-profile plans, and when it leaves things alone.
import { casesOf, on } from '../cases.ts';
import { account } from '../round-trip.ts';

const user = `arn:aws:iam::${account}:user/kim`;
const role = `arn:aws:iam::${account}:role/team/web`;

export const cases = casesOf('delete-login-profile', {
  offline: [
    { finding: on('call', 'iam', `${user}|${role}`), calls: [['DeleteLoginProfile', { UserName: 'kim' }]] },
  ],
  held: [
    {
      says: 'no password',
      finding: on('principal', 'iam', user),
      answers: { 'iam.GetLoginProfile': 'not-found' },
      by: 'changed-since',
      reason: 'no console password',
    },
  ],
});
