// What enable-logging plans, and when it leaves things alone.
import { arn, casesOf, on } from '../cases.ts';

const cluster = arn('eks', 'cluster/shop');

export const cases = casesOf('enable-logging', {
  offline: [
    { finding: on('cluster', 'eks', cluster), calls: [['UpdateClusterConfig', { name: 'shop' }]] },
    {
      finding: on('cluster', 'ecs', arn('ecs', 'cluster/shop')),
      calls: [['UpdateCluster', { cluster: 'shop' }]],
    },
  ],
  held: [
    {
      says: 'a cluster that is gone',
      finding: on('cluster', 'eks', 'shop'),
      answers: { 'eks.DescribeCluster': 'not-found' },
      by: 'changed-since',
      reason: 'gone',
    },
    {
      says: 'logs that are on',
      finding: on('cluster', 'eks', 'shop'),
      answers: { 'eks.DescribeCluster': { cluster: { name: 'shop' } } },
      by: 'changed-since',
      reason: 'switched on',
    },
    {
      says: 'a cluster that is gone',
      finding: on('cluster', 'ecs', 'shop'),
      answers: { 'ecs.DescribeClusters': { clusters: [{ status: 'INACTIVE' }] } },
      by: 'changed-since',
      reason: 'gone',
    },
    {
      says: 'logs that are on',
      finding: on('cluster', 'ecs', 'shop'),
      answers: { 'ecs.DescribeClusters': { clusters: [{ status: 'ACTIVE' }] } },
      by: 'changed-since',
      reason: 'switched on',
    },
  ],
});
