// STS, loaded when first asked: whose credentials these are, and those of a role in another account.
// SPDX-License-Identifier: Apache-2.0

import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { dnsSuffix } from '../../model/arn.ts';
import { clientConfig } from '../../model/request-handler.ts';
import type { ClientConfig, Credentials } from './service.ts';

export interface RoleToAssume {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId?: string;
  /** JSON: the session may do what both this and the role allow (AWS STS API Reference, AssumeRole, "Policy"). */
  readonly policy?: string;
}

/** The account that the credentials belong to. Rejects with the SDK's error. */
export async function callerAccount(config: ClientConfig): Promise<string | null> {
  const identity = await new STSClient(clientConfig(config)).send(new GetCallerIdentityCommand({}));
  return identity.Account ?? null;
}

/** Account of the credentials, and the region that is configured for them. Rejects with the SDK's error. */
export async function caller(config: {
  readonly profile?: string;
  readonly region?: string;
}): Promise<{ account: string; region: string }> {
  const client = new STSClient(clientConfig(config));
  const { Account } = await client.send(new GetCallerIdentityCommand({}));
  if (Account === undefined) throw new Error('sts.GetCallerIdentity named no account');
  return { account: Account, region: await client.config.region() };
}

/** ARN of the user or session that the credentials belong to. Rejects with the SDK's error. */
export async function callerArn(config: ClientConfig): Promise<string | null> {
  const identity = await new STSClient(clientConfig(config)).send(new GetCallerIdentityCommand({}));
  return identity.Arn ?? null;
}

// The shortest that STS gives (API Reference, AssumeRole, "DurationSeconds"): a narrowed session is for one thing.
const shortest = 900;

/** Credentials of a role for an hour, narrowed ones for a quarter. Rejects with the SDK's error. */
export async function assumeRole(config: ClientConfig, role: RoleToAssume): Promise<Credentials> {
  const { Credentials: given } = await new STSClient(clientConfig(config)).send(
    new AssumeRoleCommand({
      RoleArn: role.roleArn,
      RoleSessionName: role.sessionName,
      ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
      ...(role.policy === undefined ? {} : { Policy: role.policy, DurationSeconds: shortest }),
    }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined)
    throw new Error('sts.AssumeRole gave no credentials');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
    ...(Expiration === undefined ? {} : { expiration: Expiration }),
  };
}

/**
 * The bearer token that EKS takes for these credentials: a presigned GetCallerIdentity that names the cluster, which the server
 * sends to STS (aws-iam-authenticator, "API Authorization from Outside a Cluster"). Rejects where there are no credentials.
 */
export async function clusterToken(config: ClientConfig, cluster: string): Promise<string> {
  const { credentials, region: regionOf, sha256 } = new STSClient(clientConfig(config)).config;
  const region = await regionOf();
  const hostname = `sts.${region}.${dnsSuffix(region)}`;
  const signer = new SignatureV4({ credentials, region, service: 'sts', sha256 });
  const asked = {
    ...{ method: 'GET', protocol: 'https:', hostname, path: '/' },
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    headers: { host: hostname, 'x-k8s-aws-id': cluster },
  };
  const { query = {} } = await signer.presign(asked, { expiresIn: 60 });
  const search = new URLSearchParams(
    Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
  );
  return `k8s-aws-v1.${Buffer.from(`https://${hostname}/?${search}`).toString('base64url')}`;
}
