// The call itself as a subject: who did what to what.
// SPDX-License-Identifier: Apache-2.0
import { shortName } from '../../../model/arn.ts';
import type { CallSubject } from '../../../model/call.ts';
import { joined } from '../../../model/joined.ts';
import type { Platform } from '../../../model/subject.ts';
import { clusterName } from './eks.ts';
import type { CloudTrailRecord } from './record.ts';
import { targetOf } from './target.ts';

const platforms: ReadonlyMap<string, Platform> = new Map([
  ['ecs', 'ecs'],
  ['eks', 'eks'],
  ['ecr', 'ecr'],
  ['ecr-public', 'ecr'],
  ['ec2', 'ec2'],
  ['ec2-instance-connect', 'ec2'],
]);

/** Findings on calls are kept on what was touched and by whom; calls whose target is not told are kept on their service. */
export function callOf(record: CloudTrailRecord): CallSubject {
  const { service, operation, actor } = record;
  const target = targetOf(record);
  return {
    kind: 'call',
    platform: platforms.get(service) ?? 'iam',
    id: record.eventId,
    name: `${service}:${operation}`,
    identity: joined('|', [target ?? `${record.account ?? '-'}:${service}`, actor.principal ?? actor.name]),
    account: record.account,
    region: record.region,
    cluster: clusterOf(record),
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

function clusterOf(record: CloudTrailRecord): string | null {
  if (record.service === 'eks') return clusterName(record);
  const cluster =
    record.service === 'ecs' ? (record.parameters?.cluster ?? record.parameters?.clusterName) : null;
  return typeof cluster === 'string' ? shortName(cluster) : null;
}
