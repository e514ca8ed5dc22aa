// How long a call of the AWS SDK waits for an answer. Of its own it waits for ever, and with `requestTimeout` alone it only warns.
// SPDX-License-Identifier: Apache-2.0

/** Milliseconds, for a client's `requestHandler` (@smithy/node-http-handler): what takes longer is an error, which the SDK's retries take up. */
export interface Patience {
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly throwOnRequestTimeout: true;
}

export function answeredWithin(requestTimeout: number): Patience {
  return { connectionTimeout: 3_000, requestTimeout, throwOnRequestTimeout: true };
}
