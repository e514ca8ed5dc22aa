// What a lazily loaded SDK client module offers: how to make the client, and the commands that may be sent.
// SPDX-License-Identifier: Apache-2.0
import type { Patience } from '../../model/request-handler.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export interface ClientConfig {
  readonly region?: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly credentials?: () => Promise<Credentials>;
  readonly maxAttempts: number;
  readonly requestHandler: Patience | Pick<Patience, 'connectionTimeout' | 'requestTimeout'>;
}

export interface SdkClient {
  send(command: never, options: { abortSignal: AbortSignal }): Promise<unknown>;
}

export interface SdkService {
  readonly client: (config: ClientConfig) => SdkClient;
  /** By operation name. Only these can be called. */
  readonly commands: Readonly<Record<string, new (input: never) => unknown>>;
}
