// What the SDK answered, and what it threw, as the port to AWS tells them.
// SPDX-License-Identifier: Apache-2.0
import { dig, isObject, type JsonObject, stringOf } from '../model/json.ts';
import { type Failure, failure } from './api.ts';
import { failureCode } from './error-codes.ts';

export function requestIdOf(output: unknown): { requestId?: string } {
  const requestId = stringOf(dig(output, '$metadata', 'requestId'));
  return requestId === null ? {} : { requestId };
}

/** The output as JSON would carry it: times as ISO text, no undefined, without the SDK's own metadata. */
export function plain(output: unknown): JsonObject {
  if (!isObject(output)) return {};
  const { $metadata: _, ...rest } = output;
  return JSON.parse(JSON.stringify(rest)) as JsonObject;
}

export function failureOfError(error: unknown, call: string): Failure {
  if (!(error instanceof Error)) return failure('failed', `${call} failed`);
  const name =
    'code' in error && typeof error.code === 'string' && error.name === 'Error' ? error.code : error.name;
  // Messages name the caller and the resource; control characters and length are whatever AWS was sent.
  const message = error.message.replace(/\p{Cc}+/gu, ' ').slice(0, 300);
  return { ...failure(failureCode(name, error.message), `${call}: ${name}: ${message}`), error: name };
}

/** The role of another account was not to be had; named as AWS named it. */
export class RoleRefused extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = cause.name;
  }
}
