// EC2's own event: an instance starts or ends. Fields: Amazon EC2 User Guide, "State change events for your instances".
// SPDX-License-Identifier: Apache-2.0

import { regionalArn } from '../../../model/arn.ts';
import { stringOf } from '../../../model/json.ts';
import type { Intake } from '../../../model/observation.ts';
import { goneHost, lookAgain } from '../cloudtrail/change.ts';
import { dropped, observed, unreadable } from '../context.ts';
import { bodyId } from '../identity.ts';
import { defineEvents, type NativeEvent } from './define-events.ts';

export const ec2Events = defineEvents({
  source: 'aws.ec2',
  reads: {
    'EC2 Instance State-change Notification': instanceState,
  },
});

function instanceState(native: NativeEvent): Intake {
  const { event, name, detail, occurrence } = native;
  const instanceId = stringOf(detail['instance-id']);
  if (instanceId === null) return unreadable(occurrence.context, `${name} without an instance-id`);
  const { account, region } = occurrence;
  const identity = regionalArn(occurrence, 'ec2', `instance/${instanceId}`) ?? instanceId;
  // Before `running` DescribeInstances may not know it yet.
  if (detail.state === 'running') {
    const pending = [lookAgain({ fact: 'host', account, region, instanceId }, { id: identity, identity })];
    return observed(occurrence, { id: bodyId(event), source: 'ec2', name, pending });
  }
  if (detail.state !== 'terminated') return dropped('ec2 instance state in between');
  const heading = { id: bodyId(event), source: 'ec2', name } as const;
  return observed(occurrence, { ...heading, ...goneHost(occurrence, instanceId) });
}
