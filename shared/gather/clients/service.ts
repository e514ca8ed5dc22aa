// What a lazily loaded SDK client module offers: how to make the client, and the commands that may be sent.
// SPDX-License-Identifier: Apache-2.0

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
  /** Milliseconds. */
  readonly requestHandler: { readonly connectionTimeout: number; readonly requestTimeout: number };
}

export interface SdkClient {
  send(command: never, options: { abortSignal: AbortSignal }): Promise<unknown>;
}

export interface SdkService {
  readonly client: (config: ClientConfig) => SdkClient;
  /** By operation name. Only these can be called. */
  readonly commands: Readonly<Record<string, new (input: never) => unknown>>;
}
