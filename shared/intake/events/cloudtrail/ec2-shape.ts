// How CloudTrail writes EC2 requests: wrapped lists, and newer actions wrapped in a request object.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject, listOf, objectOf } from '../../../model/json.ts';
import { type Cursor, cursor, down, isAbsent } from '../../workload/cursor.ts';
import type { CloudTrailRecord } from './record.ts';

/** The elements of `{ items: […] }`, of a plain list, or none of `{}`. */
export function itemsOf(value: unknown): readonly JsonObject[] {
  const list = Array.isArray(value) ? value : listOf(objectOf(value).items);
  return list.filter(isObject);
}

type Requested = Pick<CloudTrailRecord, 'parameters' | 'operation'>;

/** The request itself: `requestParameters.ModifyInstanceMetadataOptionsRequest`, or `requestParameters` as they are. */
export function requestOf(record: Requested): JsonObject {
  const { value } = requestAt(record);
  return objectOf(value);
}

/** The same, with its place in the event. */
export function requestAt({ parameters, operation }: Requested): Cursor {
  const whole = cursor(parameters, 'requestParameters');
  const wrapped = down(whole, `${operation}Request`);
  return isObject(wrapped.value) ? wrapped : whole;
}

/** A field in either spelling: `instanceId` or `InstanceId`. */
export function either(from: JsonObject, key: string): unknown {
  return from[key] ?? from[capital(key)];
}

/** The same, with its place. */
export function eitherAt(from: Cursor, key: string): Cursor {
  const small = down(from, key);
  return isAbsent(small) ? down(from, capital(key)) : small;
}

function capital(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1);
}
