// Systems Manager: sessions and commands.
// SPDX-License-Identifier: Apache-2.0
import { type JsonObject, listOf, stringOf } from '../../../../model/json.ts';
import { allBut, defineCalls } from '../define-calls.ts';
import type { CloudTrailRecord } from '../record.ts';
import { anyOf, asArn } from '../request-arn.ts';

export const ssmCalls = defineCalls({
  service: 'ssm',
  watched: allBut(
    'UpdateInstanceInformation',
    'PutInventory',
    'PutComplianceItems',
    'UpdateInstanceAssociationStatus',
    'RegisterManagedInstance',
    'OpenDataChannel',
    'OpenControlChannel',
    'PutConfigurePackageResult',
    'UpdateAssociationStatus',
  ),
  targetOf,
});

/** A session's target is an instance id, `ecs:cluster_task_container`, or a list of instances for SendCommand. */
function targetOf(record: CloudTrailRecord, request: JsonObject): string | null {
  const first = stringOf(listOf(request.instanceIds)[0]);
  const target = anyOf(request, 'target', 'instanceId', 'sessionId', 'name') ?? first;
  return target?.startsWith('i-') ? asArn(record, 'ec2', 'instance/', target) : target;
}
