// Who is asked: the clients of a deployment in its Region, and the account of the credentials.
// SPDX-License-Identifier: Apache-2.0

import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { answeredWithin, clientConfig } from '../../shared/model/request-handler.ts';

/** Somebody waits for it, and a change must not be sent twice because its answer is slow: emulators make a whole stack within one call. */
export function patientIn(region: string) {
  return { region, requestHandler: answeredWithin(120_000) };
}

export type Clients = ReturnType<typeof clientsIn>;

export async function readAccount(region: string): Promise<string> {
  const { Account = '' } = await new STSClient(clientConfig(patientIn(region))).send(
    new GetCallerIdentityCommand({}),
  );
  return Account;
}

export function clientsIn(region: string) {
  const config = clientConfig(patientIn(region));
  return {
    ...{ cloudFormation: new CloudFormationClient(config), cloudWatch: new CloudWatchClient(config) },
    ...{ dynamodb: new DynamoDBClient(config), ssm: new SSMClient(config), s3: s3At(region) },
  };
}

/** An endpoint of one's own (an emulator, say) seldom knows buckets by their host names. */
function s3At(region: string): S3Client {
  const own = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  return new S3Client(
    clientConfig({ ...patientIn(region), ...(own === undefined ? {} : { forcePathStyle: true }) }),
  );
}
