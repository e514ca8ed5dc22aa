// What an AWS error's name means to whoever asked: not there, not allowed, too fast, too slow.
// SPDX-License-Identifier: Apache-2.0
import type { FactFailure } from '../model/facts.ts';

// "Common errors" of each service's API reference, and EC2's "Error codes".
const exact = new Map<string, FactFailure>([
  ['NoSuchEntity', 'not-found'],
  ['NoSuchEntityException', 'not-found'],
  ['AccessDenied', 'denied'],
  ['AccessDeniedException', 'denied'],
  ['UnauthorizedOperation', 'denied'],
  ['UnauthorizedException', 'denied'],
  ['AuthFailure', 'denied'],
  ['OptInRequired', 'denied'],
  ['ExpiredToken', 'denied'],
  ['ExpiredTokenException', 'denied'],
  ['InvalidClientTokenId', 'denied'],
  ['UnrecognizedClientException', 'denied'],
  ['Throttling', 'throttled'],
  ['ThrottlingException', 'throttled'],
  ['ThrottledException', 'throttled'],
  ['TooManyRequestsException', 'throttled'],
  ['RequestLimitExceeded', 'throttled'],
  ['RequestThrottled', 'throttled'],
  ['RequestThrottledException', 'throttled'],
  ['SlowDown', 'throttled'],
  ['EC2ThrottledException', 'throttled'],
  // The service did not answer in time, or not at all: the same to whoever waits, and asking again may help.
  ['TimeoutError', 'timeout'],
  ['AbortError', 'timeout'],
  ['RequestTimeout', 'timeout'],
  ['RequestTimeoutException', 'timeout'],
  ['NetworkingError', 'timeout'],
  ['ECONNRESET', 'timeout'],
  ['ECONNREFUSED', 'timeout'],
  ['ETIMEDOUT', 'timeout'],
  ['EPIPE', 'timeout'],
  ['EAI_AGAIN', 'timeout'],
  ['ServerException', 'timeout'],
  ['InternalError', 'timeout'],
  ['InternalFailure', 'timeout'],
  ['InternalServerError', 'timeout'],
  ['ServiceFailure', 'timeout'],
  ['ServiceFailureException', 'timeout'],
  ['ServiceUnavailable', 'timeout'],
  ['ServiceUnavailableException', 'timeout'],
  ['Unavailable', 'timeout'],
]);

/** The failure that an error of this name stands for; `failed` where the name says nothing more. */
export function failureCode(name: string, message = ''): FactFailure {
  const known = exact.get(name);
  if (known !== undefined) return known;
  // `RepositoryNotFoundException`, `InvalidInstanceID.NotFound`.
  if (name.endsWith('NotFoundException') || name.endsWith('.NotFound')) return 'not-found';
  // ECS answers so where a task definition was never registered (DescribeTaskDefinition has no error of its own for it).
  if (name === 'ClientException' && message.startsWith('Unable to describe task definition'))
    return 'not-found';
  return 'failed';
}
