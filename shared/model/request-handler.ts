// How every client of the AWS SDK is set: how long a call waits for an answer. Of its own it waits for ever, and with `requestTimeout` alone
// it only warns.
// SPDX-License-Identifier: Apache-2.0

/** Milliseconds, for a client's `requestHandler` (@smithy/node-http-handler): what takes longer is an error, which the SDK's retries take up. */
export interface Patience {
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly throwOnRequestTimeout: true;
}

/** Milliseconds for one try of a call, where nothing else is said. The SDK tries three times. */
const usual = 10_000;

/** What a client is made with, all of them: `config`, and an end to each call. Where `config` has a `requestHandler`, that one counts. */
export function clientConfig<Config extends object>(
  config: Config,
): Config & { readonly requestHandler: Patience };
export function clientConfig(): { readonly requestHandler: Patience };
export function clientConfig(config: object = {}): object {
  return { requestHandler: answeredWithin(usual), ...config };
}

export function answeredWithin(requestTimeout: number): Patience {
  return { connectionTimeout: 3_000, requestTimeout, throwOnRequestTimeout: true };
}
