// What revoke-access-entry plans, and when it leaves things alone.
import { arn, casesOf, found, on } from '../cases.ts';
import { account } from '../round-trip.ts';

const role = `arn:aws:iam::${account}:role/web`;
const cluster = arn('eks', 'cluster/shop');
const roleInTeam = `arn:aws:iam::${account}:role/team/web`;

export const cases = casesOf('revoke-access-entry', {
  offline: [
    {
      finding: found(
        on('cluster', 'eks', cluster),
        'arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminPolicy',
        `${roleInTeam} administers shop through an access entry`,
      ),
      calls: [['DisassociateAccessPolicy', { clusterName: 'shop', principalArn: roleInTeam }]],
    },
    {
      finding: found(
        on('cluster', 'eks', cluster),
        'system:masters',
        `${roleInTeam} administers shop through an access entry`,
      ),
      calls: [['UpdateAccessEntry', { clusterName: 'shop', principalArn: roleInTeam }]],
    },
    {
      finding: found(
        on('cluster', 'eks', cluster),
        'system:masters',
        `${roleInTeam} administers shop through the aws-auth ConfigMap`,
      ),
      calls: [['patchCoreV1NamespacedConfigMap', { cluster: 'shop', name: 'aws-auth' }]],
    },
    {
      finding: {
        ...found(
          on('principal', 'kubernetes', 'User/default/kim'),
          'cluster-admin',
          'help makes kim an administrator',
        ),
        cluster: 'shop',
      },
      calls: [['patchRbacAuthorizationV1ClusterRoleBinding', { cluster: 'shop', name: 'help' }]],
    },
  ],
  held: [
    {
      says: 'a cluster role binding in no known cluster',
      finding: on('principal', 'kubernetes', 'User/kim'),
      answers: {},
      by: 'guard-error',
      reason: 'which cluster',
    },
    {
      says: 'no such access entry',
      finding: on('cluster', 'eks', 'shop'),
      answers: { 'eks.ListAccessEntries': { accessEntries: [role] } },
      by: 'changed-since',
      reason: 'no access entry',
    },
  ],
});
