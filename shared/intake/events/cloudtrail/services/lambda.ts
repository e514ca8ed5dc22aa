// Lambda: functions and what invokes them.
// SPDX-License-Identifier: Apache-2.0
import { type JsonObject, stringOf } from '../../../../model/json.ts';
import { allBut, defineCalls } from '../define-calls.ts';
import type { CloudTrailRecord } from '../record.ts';
import { anyOf, asArn } from '../request-arn.ts';

export const lambdaCalls = defineCalls({
  service: 'lambda',
  watched: allBut('Invoke', 'InvokeAsync', 'InvokeWithResponseStream', 'InvokeExecution'),
  targetOf,
});

/** An event source mapping is named by an id alone; only the answer tells whose it is (Lambda API Reference, UpdateEventSourceMapping). */
function targetOf(record: CloudTrailRecord, request: JsonObject): string | null {
  const named = anyOf(request, 'functionName', 'resource') ?? stringOf(record.response?.functionArn);
  return asArn(record, 'lambda', 'function:', named ?? anyOf(request, 'uUID'));
}
