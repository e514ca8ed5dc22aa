// Ids of observations: the same event delivered twice gets the same id.
// SPDX-License-Identifier: Apache-2.0
import { stableHash } from '../../model/hash.ts';
import type { JsonObject } from '../../model/json.ts';

/** `account/region/eventID`; null parts are written as `-`. */
export function cloudTrailId(account: string | null, region: string | null, eventId: string): string {
  return `${account ?? '-'}/${region ?? '-'}/${eventId}`;
}

/** ECS counts a task's or container instance's changes in `version`: one change sent twice carries the same number (ECS Developer Guide, "ECS events"). */
export function versionedId(arn: string, version: string | number): string {
  return `${arn}/${version}`;
}

export function auditId(id: string, stage: string): string {
  return `${id}/${stage}`;
}

/** Hash of what the event says, without what its delivery adds (an archive replay adds `replay-name`). */
export function bodyId(event: JsonObject): string {
  const { 'replay-name': _replay, ...body } = event;
  return `hash/${stableHash(body)}`;
}
