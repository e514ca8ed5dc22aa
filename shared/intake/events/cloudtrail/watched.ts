// Which CloudTrail calls say something to us: looked up by names alone, before a record is read any further.
// SPDX-License-Identifier: Apache-2.0
import { isObject, stringOf } from '../../../model/json.ts';
import { policyBucketPrefix } from '../../../model/policy-view.ts';
import { isReadName, type Name, nameOf } from './record.ts';
import { callsOf } from './services.ts';

export type Relevance = 'watched' | 'read-only' | 'service' | 'operation';

/** Why a call is of interest, or of none: it only reads, nobody watches the service, or not this call of it. */
export function relevanceOf({ service, operation }: Name): Relevance {
  const watch = callsOf(service)?.watched;
  if (watch === undefined) return isReadName(operation) ? 'read-only' : 'service';
  if (watch.only !== undefined) {
    if (watch.only.has(operation)) return 'watched';
    return isReadName(operation) ? 'read-only' : 'operation';
  }
  if (isReadName(operation)) return 'read-only';
  return watch.except?.has(operation) ? 'operation' : 'watched';
}

/**
 * Whether a CloudTrail record can lead to an observation at all, told by four of its fields, so that a replay can drop the
 * rest at once. `identityType` is `userIdentity.type`: whatever the root user changes matters, in any service.
 */
export function relevantCloudTrail(
  eventSource: unknown,
  eventName: unknown,
  identityType?: unknown,
  parameters?: unknown,
): boolean {
  const name = nameOf(eventSource, eventName);
  if (name === null) return true;
  const relevance = relevanceOf(name);
  if (identityType === 'Root' && relevance !== 'read-only') return true;
  return relevance === 'watched' && (name.service !== 's3' || isPolicyBucket(parameters));
}

/** Whether a request to S3 names a bucket that holds the deployed policy. */
export function isPolicyBucket(parameters: unknown): boolean {
  return isObject(parameters) && stringOf(parameters.bucketName)?.startsWith(policyBucketPrefix) === true;
}
