// What require-imdsv2 plans, and when it leaves things alone.
import { arn, casesOf, on } from '../cases.ts';
import { account, region } from '../round-trip.ts';

const service = `arn:aws:ecs:${region}:${account}:service/shop/web`;
const host = { ...on('host', 'ec2', 'i-0abc'), cluster: 'shop' };

export const cases = casesOf('require-imdsv2', {
  offline: [
    {
      finding: on('host', 'ec2', arn('ec2', 'instance/i-1')),
      calls: [['ModifyInstanceMetadataOptions', { InstanceId: 'i-1', HttpTokens: 'required' }]],
    },
  ],
  held: [
    {
      says: 'no instance',
      finding: on('workload', 'ecs', service),
      answers: {},
      by: 'guard-error',
      reason: 'no EC2 instance',
    },
    {
      says: 'an instance that is gone',
      finding: host,
      answers: { 'ec2.DescribeInstances': 'not-found' },
      by: 'changed-since',
      reason: 'gone',
    },
    {
      says: 'options put right',
      finding: host,
      answers: {
        'ec2.DescribeInstances': {
          Reservations: [{ Instances: [{ MetadataOptions: { HttpTokens: 'required' } }] }],
        },
      },
      by: 'changed-since',
      reason: 'in order',
    },
  ],
});
