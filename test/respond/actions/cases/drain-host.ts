// What drain-host plans, and when it leaves things alone.
import { arn, casesOf, on } from '../cases.ts';

const host = { ...on('host', 'ec2', 'i-0abc'), cluster: 'shop' };

export const cases = casesOf('drain-host', {
  offline: [
    {
      finding: { ...on('host', 'ec2', arn('ec2', 'instance/i-1')), cluster: 'shop' },
      calls: [['UpdateContainerInstancesState', { cluster: 'shop' }]],
    },
  ],
  held: [
    {
      says: 'a host of no known cluster',
      finding: on('host', 'ec2', 'i-0abc'),
      answers: {},
      by: 'guard-error',
      reason: 'cluster',
    },
    {
      says: 'no instance',
      finding: { ...host, subject: { ...host.subject, id: 'x' } },
      answers: {},
      by: 'guard-error',
      reason: 'no EC2 instance',
    },
    {
      says: 'a host that left',
      finding: host,
      answers: { 'ecs.ListContainerInstances': { containerInstanceArns: [] } },
      by: 'changed-since',
      reason: 'not registered',
    },
    {
      says: 'a host that drains',
      finding: host,
      answers: {
        'ecs.ListContainerInstances': { containerInstanceArns: ['a'] },
        'ecs.DescribeContainerInstances': {
          containerInstances: [{ containerInstanceArn: 'a', ec2InstanceId: 'i-0abc', status: 'DRAINING' }],
        },
      },
      by: 'changed-since',
      reason: 'no tasks',
    },
  ],
});
