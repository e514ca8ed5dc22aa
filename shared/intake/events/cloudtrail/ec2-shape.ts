// How CloudTrail writes EC2 requests: wrapped lists, and newer actions wrapped in a request object.
import { isObject, type JsonObject, listOf, objectOf } from '../../../model/json.ts';
import type { CloudTrailRecord } from './record.ts';

/** The elements of `{ items: […] }`, of a plain list, or none of `{}`. */
export function itemsOf(value: unknown): readonly JsonObject[] {
  const list = Array.isArray(value) ? value : listOf(objectOf(value).items);
  return list.filter(isObject);
}

/** The request itself: `requestParameters.ModifyInstanceMetadataOptionsRequest`, or `requestParameters` as they are. */
export function requestOf(record: Pick<CloudTrailRecord, 'parameters' | 'operation'>): JsonObject {
  const wrapped = record.parameters?.[`${record.operation}Request`];
  return isObject(wrapped) ? wrapped : objectOf(record.parameters);
}

/** A field in either spelling: `instanceId` or `InstanceId`. */
export function either(from: JsonObject, key: string): unknown {
  return from[key] ?? from[key.charAt(0).toUpperCase() + key.slice(1)];
}
