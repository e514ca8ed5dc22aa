// EventBridge: rules, targets and buses.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../../../model/json.ts';
import { allBut, defineCalls } from '../define-calls.ts';
import type { CloudTrailRecord } from '../record.ts';
import { anyOf, asArn, lastPart } from '../request-arn.ts';

export const eventsCalls = defineCalls({
  service: 'events',
  watched: allBut('PutEvents', 'PutPartnerEvents'),
  targetOf,
});

function targetOf(record: CloudTrailRecord, request: JsonObject): string | null {
  const named = anyOf(request, 'eventBusName') ?? 'default';
  // EventBridge API Reference, PutRule: a name or ARN of a bus has no other characters.
  const bus = /^[\w./:-]{1,1600}$/.test(named) && !named.includes('//') ? lastPart(named) : 'unknown';
  const rule = anyOf(request, 'rule') ?? (record.operation.endsWith('Rule') ? anyOf(request, 'name') : null);
  if (rule !== null) return asArn(record, 'events', bus === 'default' ? 'rule/' : `rule/${bus}/`, rule);
  return anyOf(request, 'resourceARN', 'name');
}
