// The call itself as a subject: who did what to what.
// SPDX-License-Identifier: Apache-2.0
import type { CallSubject } from '../../../model/call.ts';
import { joined } from '../../../model/joined.ts';
import type { CloudTrailRecord } from './record.ts';
import { callsOf } from './services.ts';
import { targetOf } from './target.ts';

/** Findings on calls are kept on what was touched and by whom; calls whose target is not told are kept on their service. */
export function callOf(record: CloudTrailRecord): CallSubject {
  const { service, operation, actor } = record;
  const calls = callsOf(service);
  const target = targetOf(record);
  return {
    kind: 'call',
    platform: calls?.platform ?? 'iam',
    id: record.eventId,
    name: `${service}:${operation}`,
    identity: joined('|', [target ?? `${record.account ?? '-'}:${service}`, actor.principal ?? actor.name]),
    account: record.account,
    region: record.region,
    cluster: calls?.clusterOf(record) ?? null,
    namespace: null,
    tags: null,
    service,
    operation,
    actor,
    succeeded: record.succeeded,
    errorCode: record.errorCode,
    readOnly: record.readOnly,
    parameters: record.parameters,
    response: record.response,
    additional: record.additional,
    target,
    kubernetes: null,
  };
}
