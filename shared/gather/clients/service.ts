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

/** How IAM knows the reads of a service (Service Authorization Reference): what the roles in deploy/ may read is written from it. */
export interface ReadRights {
  /** Before the colon of its actions; left out: the name that the service has here. */
  readonly prefix?: string;
  /** What reads work on, as ARNs without partition and Region, and without the account where it is the role's own. Left out: anything. */
  readonly on?: readonly string[];
  /** Reads that know no resources, where others do. */
  readonly onAny?: readonly string[];
  /** Reads that another one's action allows. */
  readonly allowedBy?: Readonly<Record<string, string>>;
}

export interface SdkService {
  readonly client: (config: ClientConfig) => SdkClient;
  /** By operation name. Only these can be called. */
  readonly commands: Readonly<Record<string, new (input: never) => unknown>>;
  /** Left out: its reads are named as it is, and know no resources. */
  readonly rights?: ReadRights;
}
