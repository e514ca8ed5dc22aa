// What revoke-ingress plans, and when it leaves things alone.
import { arn, casesOf, on } from '../cases.ts';
import { findingOn } from '../round-trip.ts';

export const cases = casesOf('revoke-ingress', {
  offline: [
    {
      finding: on('network', 'ec2', arn('ec2', 'security-group/sg-1')),
      calls: [['RevokeSecurityGroupIngress', { GroupId: 'sg-1' }]],
    },
    {
      finding: on('workload', 'ecs', arn('ecs', 'service/shop/web')),
      calls: [['RevokeSecurityGroupIngress', { GroupId: null }]],
    },
  ],
  held: [
    {
      says: 'no security group',
      finding: findingOn({ kind: 'host', id: 'i-0abc' }, ['key']),
      answers: {},
      by: 'guard-error',
      reason: 'no security group',
    },
    {
      says: 'rules that are gone',
      finding: findingOn({ kind: 'network', id: 'sg-0abc' }, ['0.0.0.0/0 port 22']),
      answers: { 'ec2.DescribeSecurityGroupRules': { SecurityGroupRules: [] } },
      by: 'changed-since',
      reason: 'gone',
    },
  ],
});
