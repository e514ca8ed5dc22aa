// What deactivate-key plans, and when it leaves things alone.
import { casesOf, found, named, on } from '../cases.ts';
import { account, findingOn } from '../round-trip.ts';

const user = `arn:aws:iam::${account}:user/kim`;
const role = `arn:aws:iam::${account}:role/team/web`;

export const cases = casesOf('deactivate-key', {
  offline: [
    {
      finding: found(on('principal', 'iam', user), 'access-key'),
      calls: [['UpdateAccessKey', { UserName: 'kim' }]],
    },
    {
      finding: found(on('principal', 'iam', user), 'login-profile'),
      calls: [['DeleteLoginProfile', { UserName: 'kim' }]],
    },
    {
      finding: named(on('call', 'iam', `${user}|${role}`), 'iam:CreateServiceSpecificCredential'),
      calls: [['UpdateServiceSpecificCredential', { UserName: 'kim' }]],
    },
  ],
  held: [
    {
      says: 'no key of that time',
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
      finding: findingOn({ kind: 'call', id: 'x|y', name: 'iam:CreateAccessKey' }, [null]),
      answers: {},
      by: 'guard-error',
      reason: 'no IAM user',
    },
  ],
});
