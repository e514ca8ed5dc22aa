// Protects the record from deletion, once a deployment stands. Not in the template: CloudFormation could not take a protected table back
// when the first deployment fails, and the next one would find its name taken.
// SPDX-License-Identifier: Apache-2.0
import { type DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';

/** Rejects where DynamoDB says no; that a table is protected already is none. */
export async function protectTable(stage: string, client: Pick<DynamoDBClient, 'send'>): Promise<void> {
  await client.send(
    new UpdateTableCommand({ TableName: `seawall-${stage}`, DeletionProtectionEnabled: true }),
  );
}
