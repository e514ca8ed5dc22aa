// What apply-boundary plans, and when it leaves things alone.
import type { Finding } from '../../../../shared/model/finding.ts';
import { casesOf, found, on } from '../cases.ts';
import { account } from '../round-trip.ts';

const role = `arn:aws:iam::${account}:role/web`;
const bounded = (wanted: string): Finding => ({
  ...on('principal', 'iam', role),
  evidence: [{ path: '', found: null, wanted, message: 'has no permissions boundary' }],
});

const boundary = `arn:aws:iam::${account}:policy/workload`;
const roleInTeam = `arn:aws:iam::${account}:role/team/web`;

export const cases = casesOf('apply-boundary', {
  offline: [
    {
      finding: found(on('principal', 'iam', roleInTeam), null, '', `arn:aws:iam::${account}:policy/workload`),
      calls: [
        ['PutRolePermissionsBoundary', { PermissionsBoundary: `arn:aws:iam::${account}:policy/workload` }],
      ],
    },
  ],
  held: [
    {
      says: 'a boundary of which only a pattern is known',
      finding: bounded('arn:aws:iam::*:policy/workload-*'),
      answers: {},
      by: 'guard-error',
      reason: 'names no single policy',
    },
    {
      says: 'a boundary whose policy is not there',
      finding: bounded(boundary),
      answers: { 'iam.GetPolicy': 'not-found' },
      by: 'guard-error',
      reason: 'there is no policy',
    },
    {
      says: 'a role that has its boundary by now',
      finding: bounded(boundary),
      answers: {
        'iam.GetPolicy': { Policy: {} },
        'iam.GetRole': { Role: { PermissionsBoundary: { PermissionsBoundaryArn: boundary } } },
      },
      by: 'changed-since',
      reason: 'by now',
    },
  ],
});
