// Queues.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../../../model/json.ts';
import { allBut, defineCalls } from '../define-calls.ts';
import type { CloudTrailRecord } from '../record.ts';
import { anyOf, asArn, lastPart } from '../request-arn.ts';

export const sqsCalls = defineCalls({
  service: 'sqs',
  watched: allBut(
    'SendMessage',
    'SendMessageBatch',
    'ReceiveMessage',
    'DeleteMessage',
    'DeleteMessageBatch',
    'ChangeMessageVisibility',
    'ChangeMessageVisibilityBatch',
  ),
  targetOf,
});

function targetOf(record: CloudTrailRecord, request: JsonObject): string | null {
  const url = anyOf(request, 'queueUrl', 'QueueUrl');
  return asArn(record, 'sqs', '', url === null ? anyOf(request, 'queueName') : lastPart(url));
}
