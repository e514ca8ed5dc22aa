// Opens the record of a deployment: the DynamoDB table that its functions share.
// SPDX-License-Identifier: Apache-2.0
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clientConfig } from '../model/request-handler.ts';
import { dynamoStore } from './dynamodb.ts';
import type { RecordStore } from './store.ts';

export interface TableAccess {
  /** Profile of the shared configuration files; default: the SDK's own chain. */
  readonly profile?: string;
  readonly region?: string;
}

export function tableStore(table: string, access: TableAccess = {}): RecordStore {
  // Others wait their turn at the same subjects (turns.ts): a call that nobody answers must end long before the function does.
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(access)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return dynamoStore({ client, table, clock: Date.now });
}
