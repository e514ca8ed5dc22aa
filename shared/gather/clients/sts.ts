// STS, loaded when first asked: whose credentials these are, and those of a role in another account.
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { ClientConfig, Credentials } from './service.ts';

export interface RoleToAssume {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId?: string;
}

/** The account that the credentials belong to. Rejects with the SDK's error. */
export async function callerAccount(config: ClientConfig): Promise<string | null> {
  const identity = await new STSClient(config).send(new GetCallerIdentityCommand({}));
  return identity.Account ?? null;
}

/** ARN of the user or session that the credentials belong to. Rejects with the SDK's error. */
export async function callerArn(config: ClientConfig): Promise<string | null> {
  const identity = await new STSClient(config).send(new GetCallerIdentityCommand({}));
  return identity.Arn ?? null;
}

/** Credentials of a role for an hour. Rejects with the SDK's error. */
export async function assumeRole(config: ClientConfig, role: RoleToAssume): Promise<Credentials> {
  const { Credentials: given } = await new STSClient(config).send(
    new AssumeRoleCommand({
      RoleArn: role.roleArn,
      RoleSessionName: role.sessionName,
      ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
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
