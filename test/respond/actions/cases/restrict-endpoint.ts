// What restrict-endpoint plans, and when it leaves things alone.
import { arn, casesOf, on } from '../cases.ts';

const cluster = arn('eks', 'cluster/shop');

export const cases = casesOf('restrict-endpoint', {
  offline: [{ finding: on('cluster', 'eks', cluster), calls: [['UpdateClusterConfig', { name: 'shop' }]] }],
  held: [
    {
      says: 'an ECS cluster',
      finding: on('cluster', 'ecs', 'shop'),
      answers: {},
      by: 'guard-error',
      reason: 'not an EKS',
    },
    {
      says: 'a cluster that is gone',
      finding: on('cluster', 'eks', 'shop'),
      answers: { 'eks.DescribeCluster': 'not-found' },
      by: 'changed-since',
      reason: 'gone',
    },
    {
      says: 'an endpoint put right',
      finding: on('cluster', 'eks', 'shop'),
      answers: {
        'eks.DescribeCluster': { cluster: { resourcesVpcConfig: { endpointPublicAccess: false } } },
      },
      by: 'changed-since',
      reason: 'not open',
    },
  ],
});
