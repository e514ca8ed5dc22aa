// The record that this deployment keeps.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoStore } from '../../shared/record/dynamodb.ts';
import type { RecordStore } from '../../shared/record/store.ts';
import { environmentOf } from './environment.ts';

let record: RecordStore | null = null;

/** Made once, so that its connections stay open between invocations. */
export function deployedRecord(): RecordStore {
  record ??= openRecord();
  return record;
}

function openRecord(): RecordStore {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return dynamoStore({ client, table: environmentOf(process.env).table, clock: Date.now });
}
