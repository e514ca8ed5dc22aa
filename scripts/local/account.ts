// An account of the emulator for each run: whatever is made in it has no neighbours.
// SPDX-License-Identifier: Apache-2.0
import { randomInt } from 'node:crypto';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

/** The emulator, as one account sees it; clients of the SDK take it as their configuration. */
export interface Emulated {
  readonly account: string;
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  };
}

/** moto makes an account of any that somebody takes a role in, and knows its credentials from then on. */
export async function openEmulatedAccount(
  endpoint: string,
  region: string,
  account = String(randomInt(100_000_000_000, 281_000_000_000)),
): Promise<Emulated> {
  const anybody = { accessKeyId: 'test', secretAccessKey: 'test' };
  const sts = new STSClient({ endpoint, region, credentials: anybody });
  const role = { RoleArn: `arn:aws:iam::${account}:role/seawall-local`, RoleSessionName: 'seawall-local' };
  const { Credentials } = await sts.send(new AssumeRoleCommand(role));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  return { account, endpoint, region, credentials };
}
