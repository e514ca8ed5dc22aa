// EC2 Instance Connect: keys pushed to hosts.
// SPDX-License-Identifier: Apache-2.0
import { all, defineCalls } from '../define-calls.ts';
import { fromField } from '../request-arn.ts';

export const ec2InstanceConnectCalls = defineCalls({
  service: 'ec2-instance-connect',
  watched: all,
  targetOf: fromField('ec2', 'instance/', 'instanceId'),
  platform: 'ec2',
});
