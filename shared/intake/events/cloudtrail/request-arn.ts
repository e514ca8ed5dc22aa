// What a call's request names, as an ARN of a service.
// SPDX-License-Identifier: Apache-2.0
import { regionalArn } from '../../../model/arn.ts';
import { type JsonObject, stringOf } from '../../../model/json.ts';
import type { DefinedCalls } from './define-calls.ts';
import type { CloudTrailRecord } from './record.ts';

/** The value as it stands where it is an ARN already, else the ARN of `service` with it behind `prefix`. */
export function asArn(
  record: CloudTrailRecord,
  service: string,
  prefix: string,
  value: unknown,
): string | null {
  const name = stringOf(value);
  if (name === null || name === '' || name.startsWith('arn:')) return name || null;
  return regionalArn(record, service, `${prefix}${name}`) ?? name;
}

/** The first of these fields that says something. */
export function anyOf(request: JsonObject, ...keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = stringOf(request[key]);
    if (value !== null && value !== '') return value;
  }
  return null;
}

/** For services whose target stands in one field: ARN prefix and the field's possible names. */
export function fromField(
  service: string,
  prefix: string,
  ...keys: readonly string[]
): DefinedCalls['targetOf'] {
  return (record, request) => asArn(record, service, prefix, anyOf(request, ...keys));
}

export function lastPart(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}
